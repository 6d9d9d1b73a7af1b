import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Schedule, type Step } from './schedule.ts';

interface Plan {
  readonly steps: readonly Step[];
  /** Which of the steps under way ends next, by its index modulo their number. */
  readonly ends: readonly number[];
}

/** Steps that use names before and behind them; `needs` point to steps by number, so circles come up, too. */
const plans: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 14 }).chain((size) =>
  fc.record({
    steps: fc
      .array(
        fc.record({
          needs: fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }),
          stream: fc.option(fc.constantFrom('s', 't', 'u')),
        }),
        { minLength: size, maxLength: size },
      )
      .map((drawn) =>
        drawn.map(({ needs, stream }, index): Step => {
          return { name: `n${index}`, needs: needs.map((number) => `n${number}`), stream, follows: null, size: 1 };
        }),
      ),
    ends: fc.array(fc.nat(100), { minLength: size, maxLength: size }),
  }),
);

/** Runs a plan: `width` at once, ending in the drawn order; `early` adds all steps before any is started. */
function carryOut({ steps, ends }: Plan, width: number, early: boolean) {
  const settled = new Set<string>();
  const refused = new Set<string>();
  const schedule = new Schedule<Step>((name) => settled.has(name));
  const started: string[] = [];
  const underWay: Step[] = [];
  const overlaps: string[] = [];
  const queue = [...steps];
  const turns = [...ends];
  const add = (step: Step): void => {
    if (!schedule.add(step)) return;
    refused.add(step.name);
    settled.add(step.name);
    schedule.release(step.name);
  };
  if (early) for (const step of queue.splice(0)) add(step);
  for (;;) {
    let next: Step | undefined;
    while (underWay.length < width && (next = schedule.next())) {
      const { name, stream } = next;
      if (stream && underWay.some((other) => other.stream === stream)) overlaps.push(name);
      started.push(name);
      underWay.push(next);
    }
    if (underWay.length < width && queue.length > 0) {
      add(queue.shift()!);
      continue;
    }
    if (underWay.length === 0) return { started, refused, overlaps, settled, left: schedule.load.steps };
    const [ended] = underWay.splice((turns.shift() ?? 0) % underWay.length, 1);
    settled.add(ended!.name);
    schedule.settle(ended!);
  }
}

const streamOrder = (started: readonly string[], steps: readonly Step[]) =>
  ['s', 't', 'u'].map((stream) =>
    started.filter((name) => steps.find((step) => step.name === name)!.stream === stream),
  );

describe('the schedule', () => {
  it('starts every step once, behind all it uses, and never two of one stream at once', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 4 }), fc.boolean(), (plan, width, early) => {
        const { started, refused, overlaps, left } = carryOut(plan, width, early);
        expect(left).toBe(0);
        expect(overlaps).toEqual([]);
        expect([...started, ...refused].sort()).toEqual(plan.steps.map(({ name }) => name).sort());
        for (const { name, needs } of plan.steps)
          for (const need of needs)
            if (!refused.has(name) && !refused.has(need))
              expect(started.indexOf(need)).toBeLessThan(started.indexOf(name));
      }),
      { numRuns: 400 },
    );
  });

  it('orders each stream in the same way however fast the steps are', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 4 }), (plan, width) => {
        const slow = carryOut({ ...plan, ends: [] }, 1, true);
        const fast = carryOut(plan, width, false);
        fc.pre(slow.refused.size === 0 && fast.refused.size === 0);
        expect(streamOrder(fast.started, plan.steps)).toEqual(streamOrder(slow.started, plan.steps));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the order of the file where nothing is used before it stands there', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 4 }), (plan, width) => {
        const steps = plan.steps.map((step, index) => {
          return { ...step, needs: step.needs.filter((need) => Number(need.slice(1)) < index) };
        });
        const { started, refused } = carryOut({ ...plan, steps }, width, false);
        expect(refused.size).toBe(0);
        for (const line of streamOrder(started, steps))
          expect(line).toEqual([...line].sort((left, right) => Number(left.slice(1)) - Number(right.slice(1))));
      }),
      { numRuns: 400 },
    );
  });

  it('gives up what waits for a name that never comes, and lets the rest of its stream go on', () => {
    const settled = new Set<string>();
    const schedule = new Schedule<Step>((name) => settled.has(name));
    const step = (name: string, needs: string[], follows: string | null = null): Step => {
      return { name, needs, stream: follows ? null : 's', follows, size: 1 };
    };
    for (const each of [step('a', ['lost']), step('b', []), step('c', ['late'], 'late')]) schedule.add(each);
    expect(schedule.next()).toBeUndefined();
    const stranded = schedule.stranded();
    expect(stranded.map(({ name }) => name)).toEqual(['a', 'c']);
    for (const each of stranded) {
      settled.add(each.name);
      schedule.settle(each);
    }
    schedule.add(step('late', []));
    expect(schedule.next()?.name).toBe('b');
    settled.add('b');
    schedule.settle(step('b', []));
    expect(schedule.next()?.name).toBe('late');
    settled.add('late');
    schedule.settle(step('late', []));
    expect(schedule.next()).toBeUndefined();
    expect(schedule.load).toEqual({ steps: 0, size: 0 });
  });
});
