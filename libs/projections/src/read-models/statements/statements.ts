import type { EventData } from '#libs/contracts';
import { hull } from '../days.ts';
import { subjectModel } from '../subject-model.ts';

type Recorded = EventData<'StatementRecorded'>;

type StatementDoc = {
  readonly id: string;
  readonly reports: readonly (Omit<Recorded, 'claim'> & { readonly claim: string })[];
  readonly recordedAt: string;
};

/** What was said that fits no other report? `during` is the hull of the dates of all reports. */
export const statements = subjectModel<StatementDoc>({
  name: 'statements',
  category: 'statement',
  empty: (id, recordedAt) => ({ id, reports: [], recordedAt }),
  evolve(document, event) {
    if (event.type !== 'StatementRecorded') return document;
    const report = { ...event.data, claim: event.id };
    return { ...document, reports: [...document.reports, report] };
  },
  derive: ({ reports }) => ({ during: hull(reports.map(({ date }) => date)), surely: null }),
});
