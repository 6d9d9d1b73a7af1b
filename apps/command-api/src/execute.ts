import { type Command, type DomainEvent, IDENTITY, UnreadableEvent } from '#libs/contracts';
import { correctedCommand } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { append, newEvents } from './append.ts';
import type { CommandRequest, ExecuteCommand } from './command-request.ts';
import { type CommandOutcome, refuse, refuseByRules, refuseRevision } from './answer.ts';
import { decide } from './decide.ts';
import { dryRun } from './dry-run.ts';
import { commandIdOf } from './identity.ts';
import type { Addressed } from './addressed.ts';
import { linkedClaimRejections } from './linked-claim.ts';
import { parseCommand } from './parse.ts';
import type { PreviewChanges } from './preview.ts';
import { rememberingReader, type StreamReader } from './read-stream.ts';
import { type ReferenceChecks, referenceChecks } from './references.ts';
import { repeatedOutcome } from './repeated.ts';

export type { CommandRequest, ExecuteCommand } from './command-request.ts';

/** Another command may get in between reading and appending; it is decided again on what then stands, so often at the most. */
const ATTEMPTS = 20;

interface Parts {
  readonly log: EventLog;
  readonly readStream: StreamReader;
  readonly checkReferences: ReferenceChecks;
  readonly previewChanges: PreviewChanges | undefined;
}

function subjectRefusal({ stream, create, id, command }: Addressed, events: readonly DomainEvent[]) {
  if (create && events.length > 0)
    return refuse(422, { rule: 'already-registered', pointer: '/id', detail: `${stream} exists already` });
  if (!create && events.length === 0 && stream !== IDENTITY) {
    const category = stream.slice(0, stream.indexOf('-'));
    const pointer = 'target' in command.body ? '/target/stream' : `/${category}`;
    return refuse(404, { rule: 'unknown-target', pointer, detail: `the register holds no ${category} ${id}` });
  }
  return null;
}

/** What a correction names counts as named, too. */
function namingCommands(command: Command, events: readonly DomainEvent[]) {
  const own = [{ command, pointer: '' }];
  if (command.name !== 'CorrectClaim') return own;
  const inner = correctedCommand(events, command);
  return inner.ok ? [...own, { command: inner.value, pointer: '/report' }] : own;
}

/** One try on what the stream holds now; null where another command was faster. */
async function attempt(
  { log, readStream, checkReferences, previewChanges }: Parts,
  request: CommandRequest,
  addressed: Addressed,
): Promise<CommandOutcome | null> {
  const events = await readStream(addressed.stream);
  const repeated = await repeatedOutcome(log, addressed, events);
  if (repeated) return repeated;
  const current = events.length - 1;
  const refusal = subjectRefusal(addressed, events);
  if (refusal) return refusal;
  const { expectedRevision } = request;
  if (expectedRevision !== undefined && expectedRevision !== current) return refuseRevision(expectedRevision, current);
  const naming = namingCommands(addressed.command, events);
  const unknown = [
    ...(await checkReferences(naming, addressed.stream)),
    ...(await linkedClaimRejections(log, addressed.command)),
  ];
  if (unknown.length > 0) return refuse(422, ...unknown);
  const decided = await decide(log, addressed, events);
  if (!decided.ok) return refuseByRules(decided.rejections);
  const appending = newEvents(decided.value, request, addressed.commandId);
  if (request.dryRun) return dryRun(addressed, appending, events, previewChanges);
  return append(log, request, addressed, { events: appending, current });
}

/** The stream holds an event of a newer version of the program: deciding without it could contradict it. */
function refuseUnreadable(error: unknown): CommandOutcome {
  if (!(error instanceof UnreadableEvent)) throw error;
  return refuse(409, {
    rule: 'stream-unreadable',
    pointer: '',
    detail: `the stream cannot be read here (${error.message})`,
  });
}

/**
 * The one way to write: load the stream, decide, append behind what was read, answer.
 * A repeated command id is answered with its first result, also when the stream has moved on; with another body it is rejected.
 * With `previewChanges` dry runs also tell which answers would change.
 * @throws EventLogUnavailable, EventLogFenced from the event log.
 */
export function createExecutor(log: EventLog, previewChanges?: PreviewChanges): ExecuteCommand {
  const readStream = rememberingReader(log);
  const parts: Parts = { log, readStream, checkReferences: referenceChecks(log), previewChanges };
  return async (request) => {
    const commandId = commandIdOf(request.actor, request.idempotencyKey);
    const addressed = parseCommand(request.name, request.body, commandId);
    if ('kind' in addressed) return addressed;
    for (let tries = 0; tries < ATTEMPTS; tries += 1) {
      const outcome = await attempt(parts, request, addressed).catch(refuseUnreadable);
      if (outcome) return outcome;
    }
    return refuse(409, {
      rule: 'contention',
      pointer: '',
      detail: 'too many commands for this subject at once; send it again',
    });
  };
}
