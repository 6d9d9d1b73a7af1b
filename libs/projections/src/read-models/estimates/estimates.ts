import type { EventData } from '#libs/contracts';
import { hull } from '../days.ts';
import { subjectModel } from '../subject-model.ts';

type Recorded = EventData<'EstimateRecorded'>;

type EstimateDoc = {
  readonly id: string;
  readonly reports: readonly (Omit<Recorded, 'claim'> & { readonly claim: string })[];
  readonly recordedAt: string;
};

/** How many are said to be held, by whom, as of when? `during` is the hull of the dates of all reports. */
export const estimates = subjectModel<EstimateDoc>({
  name: 'estimates',
  category: 'estimate',
  empty: (id, recordedAt) => ({ id, reports: [], recordedAt }),
  evolve(document, event) {
    if (event.type !== 'EstimateRecorded') return document;
    const { holder, count, date, scope, inclusion } = event.data;
    const report = { holder, count, date, scope, inclusion, claim: event.id };
    return { ...document, reports: [...document.reports, report] };
  },
  derive: ({ reports }) => ({ during: hull(reports.map(({ date }) => date)), surely: null }),
});
