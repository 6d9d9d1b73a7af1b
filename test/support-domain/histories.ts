import {
  type Category,
  type Command,
  commandCatalogue,
  type DomainEvent,
  eventCatalogue,
  IDENTITY,
  type NewEvent,
  parseStream,
  streamOf,
} from '#libs/contracts';
import { type Attachment, decideCommand, personalSubjectOf } from '#libs/domain';
import type { EventLog } from '#libs/event-log';
import { nextCommand } from './commands.ts';
import { randomFrom } from './random.ts';
import { emptyWorld, type World } from './world.ts';

/** An accepted command with what it led to in its stream. */
export interface HistoryStep {
  readonly command: Command;
  readonly stream: string;
  /** Revision of the first event. */
  readonly revision: number;
  readonly events: readonly NewEvent[];
}

export interface HistoryOptions {
  readonly seed: number;
  /** How many commands are tried; those that the domain rejects lead to nothing. */
  readonly commands: number;
}

const attachment: Attachment = { sha256: 'a'.repeat(64), length: 5000, upTo: '0', checked: [], failed: [] };

function streamOfCommand({ name, body }: Command): string {
  const fields = body as Record<string, unknown>;
  const { subject, category } = commandCatalogue[name];
  if (subject === 'identity') return IDENTITY;
  if (subject === 'claim') return (fields['target'] as { stream: string }).stream;
  return streamOf(category as Category, (fields['id'] ?? fields[category as Category]) as string);
}

function decided(world: World, command: Command): HistoryStep | null {
  const stream = streamOfCommand(command);
  const known = world.streams.get(stream) ?? [];
  const id = parseStream(stream)?.id ?? stream;
  const context = { id, personalSubject: personalSubjectOf(stream, known, command), attachment };
  const result = decideCommand(known, command, context);
  if (!result.ok) return null;
  const commandId = world.random.uuid();
  const metadata = { actor: 'editor', commandId, correlationId: commandId, causationId: commandId };
  const events = result.value.map(({ type, data }) => ({
    id: world.random.uuid(),
    type,
    schemaVersion: eventCatalogue[type].current,
    data,
    metadata,
  }));
  return { command, stream, revision: known.length, events };
}

function remember(world: World, { stream, revision, events }: HistoryStep): void {
  const subject = parseStream(stream);
  const place = { stream, position: '0', recordedAt: '2020-01-01T00:00:00.000Z' };
  const recorded = events.map((event, index) => ({ ...event, ...place, revision: revision + index }) as DomainEvent);
  if (revision === 0 && subject) world.ids[subject.category].push(subject.id);
  world.streams.set(stream, [...(world.streams.get(stream) ?? []), ...recorded]);
}

/** A history that the domain accepts, of every kind of command; the same options give the same history. */
export function randomHistory({ seed, commands }: HistoryOptions): HistoryStep[] {
  const world = emptyWorld(randomFrom(seed));
  const steps: HistoryStep[] = [];
  for (let step = 0; step < commands; step += 1) {
    const command = nextCommand(world, step);
    const made = command && decided(world, command);
    if (!made) continue;
    remember(world, made);
    steps.push(made);
  }
  return steps;
}

/** Writes a history to a log, in its order. @throws Error where the log does not take a step as it is */
export async function appendHistory(log: EventLog, steps: readonly HistoryStep[]): Promise<void> {
  for (const { stream, revision, events } of steps) {
    const outcome = await log.append({ stream, expected: revision === 0 ? 'none' : revision - 1, events });
    if (outcome.kind !== 'appended') throw new Error(`${stream} at ${revision}: ${outcome.kind}`);
  }
}
