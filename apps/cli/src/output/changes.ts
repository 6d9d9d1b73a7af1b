import { harmless, type Paint } from './style.ts';

/** An answer of the register that would change, as dry runs tell it. */
export interface AnswerChange {
  readonly subject: { readonly category: string; readonly id: string };
  readonly answer: string;
  readonly of: Readonly<Record<string, string>>;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface AnswerChanges {
  readonly changes: readonly AnswerChange[];
  /** How many more there are. */
  readonly more: number;
}

export interface Mentioned {
  readonly kind: 'party' | 'person' | 'source';
  readonly id: string;
}

const MENTION = /\b(party|person|source):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g;

const textsOf = ({ of, from, to }: AnswerChange): readonly string[] => [...Object.values(of), ...from, ...to];

/** Who is named in changes by an id. */
export const mentionedIn = (changes: readonly AnswerChange[]): Mentioned[] =>
  changes
    .flatMap(textsOf)
    .flatMap((text) =>
      [...text.matchAll(MENTION)].map(([, kind, id]) => ({ kind: kind as Mentioned['kind'], id: id! })),
    );

/** What is answered: `leg a, actual`, `custody, An agency`. */
function matter({ answer, of }: Pick<AnswerChange, 'answer' | 'of'>): string {
  const which = Object.entries(of).map(([name, value]) => (name === 'leg' ? `leg ${value}` : value));
  return (answer === 'leg' ? which : [answer, ...which]).join(', ');
}

/** Numbers of claims fall to none, everything else to nothing. */
function side(words: readonly string[], other: readonly string[]): string {
  if (words.length > 0) return words.join('; ');
  return other.length === 1 && /^\d+$/.test(other[0]!) ? '0' : 'nothing claimed';
}

/**
 * Changes in lines for people, below a line for each subject: `leg a, actual: = 233 captives → nothing claimed`.
 * `label` names what is mentioned.
 */
export function changesText(
  { changes, more }: AnswerChanges,
  label: (named: Mentioned) => string,
  style: Paint,
): string {
  if (changes.length === 0) return 'no answer would change\n';
  const named = (text: string): string =>
    text.replace(MENTION, (_match, kind: Mentioned['kind'], id: string) => label({ kind, id }));
  const lines: string[] = [];
  let about = '';
  for (const { subject, answer, of, from, to } of changes) {
    const stream = `${subject.category}-${subject.id}`;
    if (stream !== about) lines.push(style('bold', stream));
    about = stream;
    lines.push(`  ${harmless(named(`${matter({ answer, of })}: ${side(from, to)} → ${side(to, from)}`))}`);
  }
  if (more > 0) lines.push(`and ${more.toLocaleString('en')} more`);
  return `${lines.join('\n')}\n`;
}
