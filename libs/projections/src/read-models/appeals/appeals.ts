import type { EventData } from '#libs/contracts';
import { hull } from '../days.ts';
import { subjectModel } from '../subject-model.ts';

type WithClaim<Data extends { claim: unknown }> = Omit<Data, 'claim'> & { readonly claim: string };

type AppealDoc = {
  readonly id: string;
  readonly reports: readonly WithClaim<EventData<'AppealRecorded'>>[];
  readonly answers: readonly WithClaim<EventData<'AppealAnswered'>>[];
  readonly recordedAt: string;
};

/** Who called on whom to do what, and what came of it? `during` is the hull of the dates of the appeal itself. */
export const appeals = subjectModel<AppealDoc>({
  name: 'appeals',
  category: 'appeal',
  empty: (id, recordedAt) => ({ id, reports: [], answers: [], recordedAt }),
  evolve(document, event) {
    if (event.type === 'AppealRecorded')
      return { ...document, reports: [...document.reports, { ...event.data, claim: event.id }] };
    if (event.type === 'AppealAnswered')
      return { ...document, answers: [...document.answers, { ...event.data, claim: event.id }] };
    return document;
  },
  derive: ({ reports }) => ({ during: hull(reports.map(({ date }) => date)), surely: null }),
});
