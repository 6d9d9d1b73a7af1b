import type { BoundedCount, BoundedCountInput, CountOperator, Scope, UncertainDate } from '#libs/contracts';
import { deriveCount } from '../../counts.ts';
import { dayBounds } from '../../dates.ts';
import type { Slot } from '../../swap.ts';
import type { AbsenceClaim, AbsenceKind, CountedClaim, EstimateClaim, LegClaim, LegPhase } from '../types.ts';

const signs: readonly (readonly [string, CountOperator])[] = [
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['<', 'lt'],
  ['~', 'about'],
];

type Counts = BoundedCount['unit']['counts'];

function input(words: string): Pick<BoundedCountInput, 'op' | 'value' | 'upTo'> {
  const range = /^(\d+)\.\.(\d+)$/.exec(words);
  if (range) return { op: 'between', value: Number(range[1]), upTo: Number(range[2]) };
  const sign = signs.find(([prefix]) => words.startsWith(prefix));
  if (sign) return { op: sign[1], value: Number(words.slice(sign[0].length)) };
  return /^\d+$/.test(words) ? { op: 'eq', value: Number(words) } : { op: words === 'all' ? 'all' : 'vague' };
}

/** A count in short: `233`, `>2000`, `>=5`, `<9`, `<=9`, `~235`, `10..15`, `all`, or a vague word. */
export function count(words: string, counts: Counts = 'person', more: Partial<BoundedCountInput> = {}): BoundedCount {
  const result = deriveCount({ ...input(words), asWritten: words, unit: { asWritten: counts, counts }, ...more }, '');
  if (!result.ok) throw new Error(`${words} is no count: ${JSON.stringify(result.rejections)}`);
  return result.value;
}

export const slot = (leg: string, from: string | null, to: string | null, parent: string | null = null): Slot => ({
  leg,
  parent,
  partBy: parent === null ? null : 'party',
  from,
  to,
});

/** Who says it where: `hromadske`, or `medvedchuk @kyivpost`; a claim in several sources names them all. */
function voice(said: string): Pick<CountedClaim, 'claimant' | 'sources'> {
  const [id, ...sources] = said.split(' @');
  return { claimant: { kind: 'person', id: id! }, sources: sources.length > 0 ? sources : [id!] };
}

export const legClaim = (leg: string, phase: LegPhase, words: string | BoundedCount, said: string): LegClaim => {
  const number = typeof words === 'string' ? count(words) : words;
  const claim = `${leg}/${phase}/${typeof words === 'string' ? words : words.asWritten}/${said}`;
  return { claim, ...voice(said), leg, phase, count: number };
};

export const absence = (leg: string, kind: AbsenceKind, words: string, said: string): AbsenceClaim => ({
  claim: `${leg}/${kind}/${words}/${said}`,
  ...voice(said),
  leg,
  kind,
  count: count(words),
});

export const scope = (asWritten: string, custodyKinds: readonly string[] = []): Scope => ({
  asWritten,
  places: [],
  custodyKinds: [...custodyKinds],
  categories: [],
});

export function day(edtf: string): UncertainDate {
  const bounds = dayBounds(edtf)!;
  return { asWritten: edtf, edtf, resolved: null, basis: null, ...bounds };
}

export interface About {
  readonly scope?: Scope | null;
  readonly inclusion?: string | null;
  readonly date?: UncertainDate | null;
  readonly counts?: Counts;
}

export const estimate = (holder: string, words: string, said: string, about: About = {}): EstimateClaim => {
  const { scope: stated = null, inclusion = null, date = null, counts = 'person' } = about;
  const claim = `${holder}/${words}/${said}`;
  return { claim, ...voice(said), holder, count: count(words, counts), scope: stated, inclusion, date };
};
