import { canonicalJson, type DomainEvent } from '#libs/contracts';
import type { Fact } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { answerOf, type CommandOutcome, refuse } from './answer.ts';
import { decide } from './decide.ts';
import type { Addressed } from './addressed.ts';

/** The outcome of a check depends on what was anchored by then; the same text is the same command. */
function contentOf(fact: { readonly type: string; readonly data: unknown }): unknown {
  if (fact.type !== 'SourceTextVerified' && fact.type !== 'SourceTextMismatched') return fact;
  return { attached: (fact.data as { sha256: string }).sha256 };
}

const sameFacts = (left: readonly Fact[], right: readonly DomainEvent[]): boolean =>
  left.length === right.length &&
  left.every((fact, index) => {
    const { type, data } = right[index]!;
    return canonicalJson(contentOf(fact)) === canonicalJson(contentOf({ type, data }));
  });

/** What the command did when it came first; null where it is new. Deciding it again on what stood then tells whether it is the same. */
export async function repeatedOutcome(
  log: EventLog,
  addressed: Addressed,
  events: readonly DomainEvent[],
): Promise<CommandOutcome | null> {
  const own = events.filter((event) => event.metadata.commandId === addressed.commandId);
  if (own.length === 0) return null;
  const again = await decide(log, addressed, events.slice(0, own[0]!.revision));
  if (again.ok && sameFacts(again.value, own)) return { kind: 'accepted', answer: answerOf(addressed, own, true) };
  return refuse(422, {
    rule: 'command-id-reused',
    pointer: '',
    detail: 'this command id was used before with another body; to change what was said, use CorrectClaim',
  });
}
