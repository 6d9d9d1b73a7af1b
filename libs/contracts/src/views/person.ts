import { z } from 'zod';
import { judgements } from '../commands/identity.ts';
import { nameTypes } from '../values/name.ts';
import { reference } from '../values/reference.ts';
import { languageTag, scriptCode } from '../values/text.ts';
import { personalValue, personItem } from './register.ts';

/**
 * How a form of a name is the one that was asked for. `exact`: the same letters, case and accents aside. `transliteration`: another spelling
 * of the same name, in another script or language. `misspelling`: some letters are wrong.
 */
export const nameMatchKinds = ['exact', 'transliteration', 'misspelling'] as const;

/** The published rules by which names are put into Latin letters. */
export const transliterationTables = ['uk-55-2010', 'ru-icao-9303', 'ru-bgn-pcgn', 'crh-1997'] as const;

/** A person whom a search by name found, with the form of the name that was found by. */
export const personMatch = z
  .strictObject({
    person: personItem,
    matched: z
      .strictObject({
        form: personalValue,
        lang: languageTag.nullable(),
        script: scriptCode.nullable(),
        type: z.enum(nameTypes).nullable(),
        kind: z.enum(nameMatchKinds),
        /** Letters that are wrong; 0 but for a misspelling. */
        distance: z.int(),
        /** The table by which one spelling is made of the other, letter for letter; null where none does, or none is needed. */
        table: z.enum(transliterationTables).nullable(),
      })
      .meta({ id: 'MatchedName' }),
  })
  .meta({ id: 'PersonMatch' });

/** A standing judgement on a pair of persons, with who decided it, when and why. */
export const judgementView = z
  .strictObject({
    left: reference('person'),
    right: reference('person'),
    judgement: z.enum(judgements),
    reason: z.string(),
    recordedAt: z.iso.datetime(),
    recordedBy: z.string(),
  })
  .meta({ id: 'Judgement' });

/** All persons that standing positive judgements make one, and those judgements. */
export const personCluster = z
  .strictObject({ id: z.uuid(), members: z.array(reference('person')), judgements: z.array(judgementView) })
  .meta({ id: 'PersonCluster' });
