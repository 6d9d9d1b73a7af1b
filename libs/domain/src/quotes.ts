import type { Anchor } from '#libs/contracts';

/** The hex SHA-256 of a text's UTF-8 bytes, lower case. Handed in, because the domain does no I/O and has no crypto of its own. */
export type Digest = (text: string) => string;

/** A text's length in Unicode code points, the unit of offsets: UTF-16 units would count an emoji as two and make offsets differ by language. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Where each of the wanted code point offsets lies in UTF-16 units; absent where it lies beyond the text. One pass, whatever the number. */
function positionsOf(text: string, wanted: ReadonlySet<number>): Map<number, number> {
  const positions = new Map<number, number>();
  let offset = 0;
  let unit = 0;
  for (const point of text) {
    if (wanted.has(offset)) positions.set(offset, unit);
    offset += 1;
    unit += point.length;
  }
  if (wanted.has(offset)) positions.set(offset, unit);
  return positions;
}

export interface AnchorCheck {
  /** Every anchor that was looked at. */
  readonly checked: readonly Anchor[];
  /** Those whose words differ, or that lie outside of the text. */
  readonly failures: readonly { readonly rule: 'quote'; readonly anchor: Anchor }[];
}

/** Whether each anchor's words in the text have the hash it names. Offsets are `[start, end)` in code points of the whole text. */
export function checkAnchors(text: string, anchors: readonly Anchor[], digest: Digest): AnchorCheck {
  const positions = positionsOf(text, new Set(anchors.flatMap(({ start, end }) => [start, end])));
  const holds = ({ start, end, quoteSha256 }: Anchor): boolean => {
    const from = positions.get(start);
    const to = positions.get(end);
    return from !== undefined && to !== undefined && to > from && digest(text.slice(from, to)) === quoteSha256;
  };
  const failures = anchors.filter((anchor) => !holds(anchor)).map((anchor) => ({ rule: 'quote' as const, anchor }));
  return { checked: [...anchors], failures };
}
