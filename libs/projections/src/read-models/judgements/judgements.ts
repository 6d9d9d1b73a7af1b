import { type DomainEvent, IDENTITY } from '#libs/contracts';
import { pairOf } from '#libs/domain';
import type { ReadModel } from '../read-model.ts';
import type { Row } from '../row.ts';

type Judged = DomainEvent<'MatchDecided' | 'MatchRevoked'>;
const judges = (event: DomainEvent): event is Judged => event.type === 'MatchDecided' || event.type === 'MatchRevoked';

/** The pair's standing judgement; `judgement` is null once it was revoked. Clusters are derived from the rows when asked. */
function apply(row: Row | undefined, event: DomainEvent): Row | undefined {
  if (!judges(event)) return row;
  const { left, right, reason } = event.data;
  const judgement = event.type === 'MatchDecided' ? event.data.judgement : null;
  const [first, second] = pairOf(left, right).split(' ');
  const { recordedAt, metadata } = event;
  return {
    stream: IDENTITY,
    born: row?.born ?? event.position,
    during: null,
    surely: null,
    refs: [`person:${first}`, `person:${second}`],
    doc: {
      id: pairOf(left, right),
      left: first!,
      right: second!,
      judgement,
      reason,
      recordedAt,
      recordedBy: metadata.actor,
    },
    memo: null,
  };
}

const keys = (event: DomainEvent): readonly string[] =>
  judges(event) ? [pairOf(event.data.left, event.data.right)] : [];

/** Which two persons are one, are not, or may be? One row for each pair that was ever judged. */
export const judgements: ReadModel = {
  name: 'judgements',
  category: null,
  keys,
  apply,
  refold(events) {
    const rows = new Map<string, Row>();
    for (const event of events)
      for (const key of keys(event)) {
        const row = apply(rows.get(key), event);
        if (row) rows.set(key, row);
      }
    return rows;
  },
};
