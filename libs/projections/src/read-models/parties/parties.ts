import type { EventData } from '#libs/contracts';
import { subjectModel } from '../subject-model.ts';

type Registered = EventData<'PartyRegistered'>;

type PartyDoc = {
  readonly id: string;
  readonly kind: Registered['kind'] | null;
  readonly names: Registered['names'];
  readonly relations: readonly object[];
  readonly recordedAt: string;
};

/** Which parties are there, and how are they said to be related? */
export const parties = subjectModel<PartyDoc>({
  name: 'parties',
  category: 'party',
  empty: (id, recordedAt) => ({ id, kind: null, names: [], relations: [], recordedAt }),
  evolve(document, event) {
    switch (event.type) {
      case 'PartyRegistered':
        return { ...document, kind: event.data.kind, names: event.data.names };
      case 'PartiesRelated': {
        const { relation, other, date } = event.data;
        return { ...document, relations: [...document.relations, { relation, other, date, claim: event.id }] };
      }
      default:
        return document;
    }
  },
});
