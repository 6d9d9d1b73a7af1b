import { subjectModel } from '../subject-model.ts';
import { certainCustody, possibleCustody } from './custody-days.ts';
import { type DetentionDoc, emptyDetention } from './detention-doc.ts';
import { evolve } from './evolve.ts';
import { type Claimants, flagsOf, noteClaimant } from './flags.ts';

/** Who is said to be held, by whom, since when, under which charge, and how did it end? */
export const detentions = subjectModel<DetentionDoc>({
  name: 'detentions',
  category: 'detention',
  empty: emptyDetention,
  evolve,
  remember: noteClaimant,
  derivedFrom: ['reports', 'ends'],
  derive: (document, memo) => ({
    document: { ...document, flags: flagsOf(document, memo as Claimants) },
    during: possibleCustody(document),
    surely: certainCustody(document),
  }),
});
