import { describe, expect, it } from '@jest/globals';
import { applyAll, engineOf, failing, history, longStream, projected } from '../testing/cases.ts';
import { foldByHand } from '../testing/fold-by-hand.ts';
import { createMemoryTables } from '../testing/memory-tables.ts';
import { parkStream } from './park.ts';
import { redriveAll, redriveStream } from './redrive.ts';
import { BatchRefused, type GenerationTables } from './tables.ts';

describe('a poisoned event', () => {
  it('changes nothing, holds up its stream only, and is redriven in order to the rows of a clean run', async () => {
    const made = await history(21);
    const victim = longStream(made.events);
    const poison = made.events.filter(({ stream }) => stream === victim)[1]!;
    const clean = await projected(made);
    const tables = await projected(made, 20, failing(poison.position));
    const behind = made.events.filter(({ stream, revision }) => stream === victim && revision >= poison.revision);
    expect(tables.parked.map(({ position }) => position)).toEqual(behind.map(({ position }) => position));
    expect(tables.parked[0]).toMatchObject({ reason: 'failed', error: 'TypeError: cannot fold this' });
    expect(tables.parked.slice(1).every(({ reason }) => reason === 'behind')).toBe(true);
    const others = made.events.filter(({ stream, revision }) => stream !== victim || revision < poison.revision);
    const last = made.events.at(-1)!.position;
    expect(tables.asOf(last)).toBe(foldByHand(others, last));

    const again = await redriveStream(engineOf(made.log, tables, failing(poison.position)), victim);
    expect(again).toMatchObject({ applied: 0, stopped: { position: poison.position, reason: 'failed' } });
    const healed = await redriveStream(engineOf(made.log, tables), victim);
    expect(healed).toMatchObject({ applied: behind.length, stopped: null });
    expect(tables.parked).toEqual([]);
    expect(tables.dump()).toBe(clean.dump());
  });

  it('of an unknown type or version is parked, never skipped', async () => {
    const made = await history(22);
    const victim = longStream(made.events);
    const strange = made.events.map((event) =>
      event.stream === victim && event.revision === 1 ? { ...event, type: 'PrisonerTeleported' } : event,
    );
    const tables = createMemoryTables();
    await applyAll(engineOf(made.log, tables), strange, 50);
    expect(tables.parked[0]).toMatchObject({ reason: 'unknown-type', type: 'PrisonerTeleported', stream: victim });
    expect(new Set(tables.parked.map(({ stream }) => stream))).toEqual(new Set([victim]));
    await redriveAll(engineOf(made.log, tables));
    expect(tables.dump()).toBe((await projected(made)).dump());
  });

  it('that the store refuses is found by halving', async () => {
    const made = await history(23);
    const victim = longStream(made.events);
    const poison = made.events.filter(({ stream }) => stream === victim).at(-1)!;
    const real = createMemoryTables();
    const refusing: GenerationTables = {
      ...real,
      batch: (request, fold) =>
        real.batch(request, (knowledge) => {
          const changes = fold(knowledge);
          if (changes.heads.get(victim) === poison.revision) throw new BatchRefused('SQLSTATE 22P02');
          return changes;
        }),
    };
    await applyAll(engineOf(made.log, refusing), made.events, 1_000);
    expect(real.parked).toEqual([expect.objectContaining({ position: poison.position, reason: 'refused' })]);
    const stopped = await redriveStream(engineOf(made.log, refusing), victim);
    expect(stopped.stopped).toMatchObject({ position: poison.position, reason: 'refused' });
    await redriveStream(engineOf(made.log, real), victim);
    expect(real.dump()).toBe((await projected(made)).dump());
  });
});

describe('continuity', () => {
  it('parks a stream with a missing revision as a gap, and redrive fetches it from the log', async () => {
    const made = await history(31);
    const victim = longStream(made.events);
    const lost = made.events.filter(({ stream, revision }) => stream !== victim || revision !== 1);
    const tables = createMemoryTables();
    await applyAll(engineOf(made.log, tables), lost, 40);
    expect(tables.parked[0]).toMatchObject({ stream: victim, revision: 2, reason: 'gap' });
    await redriveStream(engineOf(made.log, tables), victim);
    expect(tables.parked).toEqual([]);
    expect(tables.dump()).toBe((await projected(made)).dump());
  });

  it('drops what is delivered twice', async () => {
    const made = await history(32);
    const tables = createMemoryTables();
    const doubled = made.events.flatMap((event, index) => [event, ...made.events.slice(Math.max(0, index - 3), index)]);
    await applyAll(engineOf(made.log, tables), doubled, 64);
    expect(tables.dump()).toBe((await projected(made)).dump());
    expect(tables.parked).toEqual([]);
  });

  it('sees a naive engine that lets later events of a parked stream pass', async () => {
    const made = await history(33);
    const victim = longStream(made.events);
    const poison = made.events.filter(({ stream }) => stream === victim)[1]!;
    const real = createMemoryTables();
    const forgetful: GenerationTables = {
      ...real,
      batch: (request, fold) =>
        real.batch(request, (knowledge) =>
          fold({
            ...knowledge,
            streams: new Map([...knowledge.streams].map(([s, state]) => [s, { ...state, parked: false }])),
          }),
        ),
    };
    await applyAll(engineOf(made.log, forgetful, failing(poison.position)), made.events, 1);
    // Even with the mark forgotten continuity holds the stream: what is behind is a gap, and no row of it moves.
    const last = made.events.at(-1)!.position;
    const before = made.events.filter(({ stream, revision }) => stream !== victim || revision < poison.revision);
    expect(real.asOf(last)).toBe(foldByHand(before, last));
    expect(real.parked.slice(1).every(({ reason }) => reason === 'gap')).toBe(true);
  });
});

describe('an operator', () => {
  it('parks a stream by hand; its later events wait until it is redriven', async () => {
    const made = await history(51);
    const victim = longStream(made.events);
    const tables = createMemoryTables();
    const engine = engineOf(made.log, tables);
    const first = made.events.findIndex(({ stream }) => stream === victim) + 1;
    await applyAll(engine, made.events.slice(0, first), 10);
    expect(await parkStream(tables, victim, 'looks wrong')).toBe(true);
    expect(await parkStream(tables, victim, 'again')).toBe(false);
    await applyAll(engine, made.events.slice(first), 10);
    expect(tables.parked[0]).toMatchObject({ stream: victim, reason: 'operator', revision: null });
    expect(tables.parked.slice(1).every(({ reason }) => reason === 'behind')).toBe(true);
    await redriveAll(engine);
    expect(tables.parked).toEqual([]);
    expect(tables.dump()).toBe((await projected(made)).dump());
  });

  it('takes the mark off a stream that has had no event since', async () => {
    const made = await history(52);
    const tables = await projected(made);
    const clean = tables.dump();
    await parkStream(tables, longStream(made.events), 'a look');
    await redriveAll(engineOf(made.log, tables));
    expect(tables.parked).toEqual([]);
    expect(tables.dump()).toBe(clean);
  });

  it('redrives beside a projector that remembers rows: what it remembers of the stream is not used', async () => {
    const made = await history(53);
    const victim = longStream(made.events, 6);
    const tables = createMemoryTables();
    const projector = engineOf(made.log, tables);
    const at = made.events.flatMap(({ stream }, index) => (stream === victim ? [index] : []));
    const [first, second] = [at[2]!, at[4]!];
    await applyAll(projector, made.events.slice(0, first), 10);
    await parkStream(tables, victim, 'a look');
    await applyAll(projector, made.events.slice(first, second), 10);
    await redriveStream(engineOf(made.log, tables), victim);
    await applyAll(projector, made.events.slice(second), 10);
    expect(tables.parked).toEqual([]);
    expect(tables.dump()).toBe((await projected(made)).dump());
  });
});
