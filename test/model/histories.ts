import { type Command, commandCatalogue, type DomainEvent, judgements, parseStream } from '#libs/contracts';
import type { EventLog } from '#libs/event-log';
import type { ExecuteCommand } from '../../apps/command-api/src/index.ts';
import { nextCommand } from '../support-domain/commands.ts';
import { randomFrom } from '../support-domain/random.ts';
import { reports } from '../support-domain/reports.ts';
import { emptyWorld, eventsOf, subject, type World } from '../support-domain/world.ts';
import { type Accepted, allows } from './model.ts';

/** Random commands sent to the register, and what the model was told of them. */
export interface Histories {
  readonly accepted: Accepted[];
  /** Commands of which the model and the register disagree whether they are allowed. */
  readonly disagreements: string[];
  /** How often the model foretold what becomes of a command, by what it foretold. */
  readonly foretold: { allowed: number; refused: number };
}

interface Register {
  readonly log: Pick<EventLog, 'readStream'>;
  readonly execute: ExecuteCommand;
}

/** The stream that a command of a claim, a judgement or a detention writes to; the model's rules ask for no other. */
function streamOf({ name, body }: Command): string {
  const { target, detention } = body as { target?: { stream: string }; detention?: string | null };
  if (name === 'DecideMatch' || name === 'RevokeMatch') return 'identity';
  return target?.stream ?? `detention-${detention}`;
}

async function remember(world: World, { log }: Register, stream: string): Promise<void> {
  const known = world.streams.get(stream) ?? [];
  const events = (await log.readStream(stream, { from: known.length })) as readonly DomainEvent[];
  const subject = parseStream(stream);
  if (known.length === 0 && subject) world.ids[subject.category].push(subject.id);
  world.streams.set(stream, [...known, ...events]);
}

/** Among commands of every kind judgements are too few to make clusters, to keep them apart and to break them up again. */
function judgement(world: World): Command {
  const { random } = world;
  const body = { left: subject(world, 'person'), right: subject(world, 'person'), reason: 'a reason' };
  if (random.chance(0.3)) return { name: 'RevokeMatch', body };
  return { name: 'DecideMatch', body: { ...body, judgement: random.pick([...judgements, 'positive']) } };
}

/** Somebody who has spoken of a detention speaks of it again: what depends on who said what before is too seldom met by chance. */
function restatement(world: World): Command {
  const detention = subject(world, 'detention');
  const said = eventsOf(world, 'detention', detention).flatMap(({ data }) => ('claim' in data ? [data.claim] : []));
  const name = world.random.pick(['ReportDetention', 'ReportDetention', 'ReportRelease', 'ReportTransfer'] as const);
  const report = reports[name]!(world, detention) as { readonly claim: object };
  const { claimant } = world.random.pick(said);
  const body = { ...report, detention, claim: { ...report.claim, claimant } };
  return { name, body: commandCatalogue[name].schema.parse(body) } as Command;
}

/** The next command, mostly one of any kind. */
function someCommand(world: World, step: number): Command | null {
  const { random, ids } = world;
  if (ids.person.length > 2 && random.chance(0.15)) return judgement(world);
  if (ids.detention.length > 0 && random.chance(0.1)) return restatement(world);
  return nextCommand(world, step);
}

/** A world of its own in the register: each `next` sends it one more random command. */
export function history(register: Register, told: Histories, seed: number) {
  const world = emptyWorld(randomFrom(seed));
  let step = 0;
  return {
    async next(): Promise<void> {
      const command = someCommand(world, step++);
      if (!command) return;
      const { name, body } = command;
      const foretold = allows(told.accepted, name, body, streamOf(command));
      const idempotencyKey = world.random.uuid();
      const outcome = await register.execute({ name, body, actor: 'editor', idempotencyKey });
      if (outcome.kind === 'dry-run') throw new Error('nothing was to be tried');
      if (foretold !== null) told.foretold[foretold ? 'allowed' : 'refused'] += 1;
      if (foretold !== null && foretold !== (outcome.kind === 'accepted'))
        told.disagreements.push(
          `${name} ${JSON.stringify(body)} was ${outcome.kind}: ${outcome.kind === 'rejected' ? JSON.stringify(outcome.rejections) : ''}`,
        );
      if (outcome.kind === 'rejected') return;
      const { stream, events, position } = outcome.answer;
      await remember(world, register, stream);
      told.accepted.push({ name, body, stream, id: events[0]!.id, position: Number(position) });
    },
  };
}

export const noHistories = (): Histories => ({
  accepted: [],
  disagreements: [],
  foretold: { allowed: 0, refused: 0 },
});
