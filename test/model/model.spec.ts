import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { history, noHistories, type Histories } from './histories.ts';
import { type MemoryRegister, memoryRegister, projected } from './in-memory.ts';
import { clusterOf, judgementsOf } from './model.ts';
import { countsIn, differences, modelSays, personsIn, productSays } from './words.ts';

/** A twentieth with every test run, all with AFA_MODEL=1. AFA_MODEL_SEED repeats a run that found something. */
const WHOLE = process.env['AFA_MODEL'] === '1' || process.env['AFA_FAULT_SCALE'] === '1';
const HISTORIES = WHOLE ? 2_000 : 100;
const SEED = Number(process.env['AFA_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

interface Told extends Histories {
  readonly register: MemoryRegister;
}

async function tell(seed: number, commands: number): Promise<Told> {
  const register = memoryRegister();
  const told = noHistories();
  const world = history(register, told, seed);
  for (let step = 0; step < commands; step += 1) await world.next();
  return { ...told, register };
}

/** Histories of up to so many commands: a shorter one is the beginning of a longer, so that what fails is made short. */
const histories = fc.record({
  seed: fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
  commands: fc.integer({ min: 10, max: 50 }),
  batch: fc.noShrink(fc.constantFrom(1, 3, 10, 1_000)),
  /** Where it is asked what was known, as a share of the history. */
  moments: fc.noShrink(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 2 })),
});

const runs = (numRuns = HISTORIES) => ({ numRuns, seed: SEED });

describe(`random histories of commands and a plain model of them (AFA_MODEL_SEED=${SEED})`, () => {
  it('agree on every claim, leg, list, flag, judgement and cluster, now and as of earlier positions', async () => {
    const reached = { accepted: 0, allowed: 0, refused: 0, fallen: 0, corrected: 0, clusters: 0 };
    await fc.assert(
      fc.asyncProperty(histories, async ({ seed, commands, batch, moments }) => {
        const { register, accepted, disagreements, foretold } = await tell(seed, commands);
        expect(disagreements).toEqual([]);
        const { position: head } = await register.log.head();
        const shown = await projected(register, batch);
        for (const position of [head, ...moments.map((share) => String(Math.floor(share * Number(head))))]) {
          const model = modelSays(accepted, Number(position));
          const product = productSays(shown.at(position, accepted));
          expect({ position, differs: differences(model, product) }).toEqual({ position, differs: [] });
        }
        reached.accepted += accepted.length;
        reached.allowed += foretold.allowed;
        reached.refused += foretold.refused;
        for (const words of modelSays(accepted).values()) {
          if (/^(retracted|withdrawn) in/.test(words)) reached.fallen += 1;
          if (/^corrected in/.test(words)) reached.corrected += 1;
        }
        const judgements = judgementsOf(accepted);
        reached.clusters += personsIn(accepted).filter((person) => clusterOf(person, judgements).length > 2).length;
      }),
      runs(),
    );
    // A model that is never asked agrees with everything.
    for (const [what, times] of Object.entries(reached))
      expect({ what, enough: times > HISTORIES / 100 }).toEqual({ what, enough: true });
    expect(reached.accepted).toBeGreaterThan(HISTORIES * 10);
  }, 600_000);

  it('keep every count with its operator and words through every read model', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(histories, async ({ seed, commands, batch }) => {
        const { register, accepted } = await tell(seed, commands);
        const { position } = await register.log.head();
        const { claims, subjects } = (await projected(register, batch)).at(position, accepted);
        const entered = new Set(accepted.flatMap(({ body }) => countsIn(body)));
        const shown = [...countsIn(claims), ...countsIn(Object.values(subjects))];
        expect(shown.filter((count) => !entered.has(count))).toEqual([]);
        // Every claim is kept, whatever became of it, so every count that stands or fell is there; of a corrected one, the corrected.
        const now = [...modelSays(accepted)]
          .filter(([key]) => /^claim .* says$/.test(key))
          .flatMap(([, words]) => countsIn(JSON.parse(words)));
        expect(now.filter((count) => !shown.includes(count))).toEqual([]);
        seen += shown.length;
      }),
      runs(HISTORIES / 10),
    );
    expect(seen).toBeGreaterThan(HISTORIES / 10);
  }, 600_000);

  it('are the same again once a judgement is reversed', async () => {
    let reversed = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async ({ seed, commands }, pick) => {
        const { register, accepted } = await tell(seed, commands);
        const persons = personsIn(accepted);
        const judged = judgementsOf(accepted);
        const pairs = persons.flatMap((left, index) => persons.slice(index + 1).map((right) => ({ left, right })));
        const open = pairs.filter(
          ({ left, right }) =>
            !judged.some((each) => [each.left, each.right].includes(left) && [each.left, each.right].includes(right)),
        );
        if (open.length === 0) return;
        const body = { ...open[pick % open.length]!, reason: 'a try' };
        const clusters = async () => [
          ...(await projected(register, 1_000)).at((await register.log.head()).position, accepted).clusters,
        ];
        const before = await clusters();
        const decided = await register.execute({
          name: 'DecideMatch',
          body: { ...body, judgement: 'positive' },
          actor: 'editor',
        });
        if (decided.kind !== 'accepted') return;
        expect(JSON.stringify(await clusters()) === JSON.stringify(before)).toBe(areOne(before, body));
        expect(await register.execute({ name: 'RevokeMatch', body, actor: 'editor' })).toMatchObject({
          kind: 'accepted',
        });
        expect(await clusters()).toEqual(before);
        reversed += 1;
      }),
      runs(HISTORIES / 10),
    );
    expect(reversed).toBeGreaterThan(HISTORIES / 50);
  }, 600_000);
});

/** Whether the two are one person already, by way of others. */
const areOne = (
  clusters: readonly (readonly [string, readonly string[]])[],
  { left, right }: { readonly left: string; readonly right: string },
): boolean => new Map(clusters).get(left)!.includes(right);
