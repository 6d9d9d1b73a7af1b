import type { EventData } from '#libs/contracts';
import { hull } from '../days.ts';
import { subjectModel } from '../subject-model.ts';

type Reported = EventData<'TalksStatusReported'>;

type TalksDoc = {
  readonly id: string;
  readonly reports: readonly (Omit<Reported, 'claim'> & { readonly claim: string })[];
  readonly recordedAt: string;
};

/** How do talks stand, in whose account? Every status stands beside the others; none is derived from an order. */
export const talks = subjectModel<TalksDoc>({
  name: 'talks',
  category: 'talks',
  empty: (id, recordedAt) => ({ id, reports: [], recordedAt }),
  evolve(document, event) {
    if (event.type !== 'TalksStatusReported') return document;
    const report = { ...event.data, claim: event.id };
    return { ...document, reports: [...document.reports, report] };
  },
  derive: ({ reports }) => ({ during: hull(reports.map(({ date }) => date)), surely: null }),
});
