import type { DomainEvent, UncertainDate, Place } from '#libs/contracts';
import type { Slot } from '#libs/domain';
import { possibleDays } from '../days.ts';
import { subjectModel } from '../subject-model.ts';

interface SwapReport {
  readonly kind: 'agreed' | 'recorded' | 'suspended' | 'resumed';
  readonly formula: string | null;
  readonly date: UncertainDate | null;
  readonly place: Place | null;
  /** The id of the reporting event. */
  readonly claim: string;
}

type SwapDoc = {
  readonly id: string;
  readonly status: 'reported' | 'agreed' | 'suspended' | 'recorded';
  readonly formula: string | null;
  readonly date: UncertainDate | null;
  readonly place: Place | null;
  readonly reports: readonly SwapReport[];
  readonly legs: readonly Slot[];
  readonly recordedAt: string;
};

/** Somebody's report that it took place stands above all; else the last word on suspension counts. */
function statusOf(reports: readonly SwapReport[]): SwapDoc['status'] {
  if (reports.some(({ kind }) => kind === 'recorded')) return 'recorded';
  const halt = reports.findLast(({ kind }) => kind === 'suspended' || kind === 'resumed');
  if (halt?.kind === 'suspended') return 'suspended';
  return reports.some(({ kind }) => kind === 'agreed') ? 'agreed' : 'reported';
}

/** The first report that names a slot gives it; later ones add claims, which the query assembles from the claims' rows. */
function withSlots(legs: readonly Slot[], named: readonly Slot[]): readonly Slot[] {
  const unknown = named.filter(({ leg }) => !legs.some((slot) => slot.leg === leg));
  if (unknown.length === 0) return legs;
  return [...legs, ...unknown.map(({ leg, parent, partBy, from, to }) => ({ leg, parent, partBy, from, to }))];
}

/** When a swap is suspended or resumed is not when it takes place. */
const ofTheSwap = ({ kind }: SwapReport): boolean => kind === 'agreed' || kind === 'recorded';

function withReport(document: SwapDoc, report: SwapReport): SwapDoc {
  const reports = [...document.reports, report];
  const dated = reports.find((each) => ofTheSwap(each) && each.date !== null);
  const placed = reports.find((each) => ofTheSwap(each) && each.place !== null);
  const formula = reports.find((each) => each.formula !== null)?.formula ?? null;
  return {
    ...document,
    status: statusOf(reports),
    formula,
    date: dated?.date ?? null,
    place: placed?.place ?? null,
    reports,
  };
}

function evolve(document: SwapDoc, event: DomainEvent): SwapDoc {
  const claim = event.id;
  switch (event.type) {
    case 'SwapAgreed': {
      const { formula, date, place, legs } = event.data;
      const reported = withReport(document, { kind: 'agreed', formula, date, place, claim });
      return { ...reported, legs: withSlots(document.legs, legs) };
    }
    case 'SwapRecorded': {
      const { date, place, legs } = event.data;
      const reported = withReport(document, { kind: 'recorded', formula: null, date, place, claim });
      return { ...reported, legs: withSlots(document.legs, legs) };
    }
    case 'LegReported': {
      const legs = withSlots(document.legs, [event.data]);
      return legs === document.legs ? document : { ...document, legs };
    }
    case 'SwapSuspended':
    case 'SwapResumed': {
      const kind = event.type === 'SwapSuspended' ? 'suspended' : 'resumed';
      return withReport(document, { kind, formula: null, date: event.data.date, place: null, claim });
    }
    default:
      return document;
  }
}

/** Which swaps are agreed or took place, and between whom are their legs? `during` is when it took place or was to. */
export const swaps = subjectModel<SwapDoc>({
  name: 'swaps',
  category: 'swap',
  empty: (id, recordedAt) => ({
    id,
    status: 'reported',
    formula: null,
    date: null,
    place: null,
    reports: [],
    legs: [],
    recordedAt,
  }),
  evolve,
  derivedFrom: ['date'],
  derive: ({ date }) => ({ during: possibleDays(date), surely: null }),
});
