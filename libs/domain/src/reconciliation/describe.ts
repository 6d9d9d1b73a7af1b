import { amountOf } from './amounts.ts';
import { byText, distinct, indexed } from './groups.ts';
import type { Finding, Grade, Quantity, QuantityClaim, Reconciliation } from './types.ts';

/** Names for what a reconciliation knows by id. What is left out, or not known, is shown by its id. */
export interface Labels {
  /** Who says so and where, in a few words. */
  readonly claim?: (claim: string) => string | null | undefined;
  readonly leg?: (leg: string) => string | null | undefined;
  readonly party?: (party: string) => string | null | undefined;
  readonly person?: (person: string) => string | null | undefined;
  readonly source?: (source: string) => string | null | undefined;
}

type Name = keyof Labels;

const named = (labels: Labels, kind: Name, id: string): string => labels[kind]?.(id) ?? id;

function heading(quantity: Quantity, labels: Labels): string {
  const party = (id: string | null, unstated: string) => (id === null ? unstated : named(labels, 'party', id));
  if (quantity.kind === 'estimates') return `Held by ${party(quantity.holder, 'an unstated holder')}, as estimated`;
  const { leg, phase, from, to } = quantity;
  const direction =
    from === null && to === null
      ? 'the whole swap'
      : `${party(from, 'all or unstated')} → ${party(to, 'all or unstated')}`;
  return `${named(labels, 'leg', leg)}, ${phase} (${direction})`;
}

function claimLine(text: string, claims: readonly QuantityClaim[], labels: Labels): string {
  const said = claims.map(({ claim, count, scope, inclusion, date }) => {
    const words = count.op === 'eq' ? null : `“${count.asWritten}”`;
    const about = [words, scope?.asWritten, inclusion, date?.resolved ?? date?.edtf ?? date?.asWritten];
    const stated = about.filter((each) => typeof each === 'string').join(', ');
    return stated === '' ? named(labels, 'claim', claim) : `${named(labels, 'claim', claim)} [${stated}]`;
  });
  return `  ${text}: ${said.join('; ')}`;
}

function claimLines(claims: readonly QuantityClaim[], labels: Labels): string[] {
  const byNumber = indexed(claims, ({ count }) => [`${amountOf(count).text} ${count.unit.asWritten}`]);
  const least = ([, [first]]: [string, QuantityClaim[]]) =>
    first!.count.best ?? first!.count.low ?? first!.count.high ?? -1;
  return [...byNumber]
    .sort((one, other) => least(one) - least(other) || byText(one[0], other[0]))
    .map(([text, alike]) => claimLine(text, alike, labels));
}

const gradeWords: Readonly<Record<Grade, string>> = {
  sameSource: 'one source',
  sameClaimant: 'one claimant',
  mixed: 'several accounts',
};

function voices({ grade, accounts }: Finding, labels: Labels): string {
  const names = accounts.map(({ source, claimant }) =>
    source !== null ? named(labels, 'source', source) : named(labels, claimant!.kind, claimant!.id),
  );
  return [gradeWords[grade], ...(names.length === 0 ? [] : [distinct(names).join(', ')])].join(': ');
}

const verbs: Readonly<Partial<Record<Finding['kind'], string>>> = {
  plannedLessAbsent: 'explains',
  actualLessAbsent: 'explains',
  onePart: 'explains',
};

function strengthWords({ kind, strength }: Finding): string {
  const verb = verbs[kind];
  if (verb) return strength === 'firm' ? `${verb} ` : 'possible: ';
  return strength === 'firm' ? '' : 'possible: ';
}

function findingLines(finding: Finding, number: string, labels: Labels): string[] {
  const { text, note, units, explainedBy } = finding;
  const line = `  ${number}${strengthWords(finding)}${text}${note === null ? '' : ` (${note})`} — ${voices(finding, labels)}`;
  return [
    line,
    ...(units.length > 1 ? [`      units as written: ${units.join(', ')}`] : []),
    ...(explainedBy.length > 0 ? [`      see explanation ${explainedBy.map((at) => at + 1).join(', ')}`] : []),
  ];
}

const titles = [
  ['identical', 'The same'],
  ['entails', 'One follows from the other'],
  ['rounds', 'Perhaps rounded'],
  ['sums', 'Sums of parts'],
  ['explanations', 'Explanations'],
  ['scopeMismatch', 'Not about the same'],
  ['contradictions', 'Contradictions'],
] as const;

/** A reconciliation as plain text for a person to read, one line for each number and finding, ending in a line break. */
export function describeReconciliation(result: Reconciliation, labels: Labels = {}): string {
  const lines = [heading(result.quantity, labels), ...claimLines(result.claims, labels)];
  for (const [list, title] of titles) {
    const findings = result[list];
    if (findings.length === 0) continue;
    const numbered = (index: number) => (list === 'explanations' ? `${index + 1}. ` : '');
    lines.push(`${title}:`, ...findings.flatMap((each, index) => findingLines(each, numbered(index), labels)));
  }
  if (!result.search.complete) lines.push('The search was cut off: there may be more sums and explanations.');
  if (result.search.omitted > 0) lines.push(`${result.search.omitted} further findings are left out.`);
  return `${lines.join('\n')}\n`;
}
