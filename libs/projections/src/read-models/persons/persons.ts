import type { EventData } from '#libs/contracts';
import { subjectModel } from '../subject-model.ts';

type PersonDoc = {
  readonly id: string;
  readonly names: EventData<'PersonRegistered'>['names'];
  readonly details: readonly object[];
  readonly recordedAt: string;
};

/** Which persons are there, under which names, and what is said of them? */
export const persons = subjectModel<PersonDoc>({
  name: 'persons',
  category: 'person',
  empty: (id, recordedAt) => ({ id, names: [], details: [], recordedAt }),
  evolve(document, event) {
    switch (event.type) {
      case 'PersonRegistered':
        return { ...document, names: [...document.names, ...event.data.names] };
      case 'NameVariantAdded':
        return { ...document, names: [...document.names, event.data.name] };
      case 'PersonDetailReported': {
        const { detail, value, date } = event.data;
        return { ...document, details: [...document.details, { detail, value, date, claim: event.id }] };
      }
      default:
        return document;
    }
  },
});
