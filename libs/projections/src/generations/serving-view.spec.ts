import { describe, expect, it } from '@jest/globals';
import type { Projector } from '../projector.ts';
import { createServingView } from './serving-view.ts';

/** A projector that stands at a position until it is moved. */
function projectorAt(generation: number, at: string) {
  let position = at;
  const waiting: (() => void)[] = [];
  const reached = (wanted: string): boolean => BigInt(position) >= BigInt(wanted);
  const projector = {
    state: () => 'running' as const,
    position: () => position,
    serving: async () => ({ generation: String(generation), schema: `rm_${generation}`, position, parked: [] }),
    waitFor: (wanted: string, milliseconds: number) =>
      new Promise<'reached' | 'stale'>((resolve) => {
        const look = (): void => (reached(wanted) ? resolve('reached') : undefined);
        waiting.push(look);
        setTimeout(() => resolve(reached(wanted) ? 'reached' : 'stale'), milliseconds);
        look();
      }),
    waitForStream: async () => (generation === 1 ? ('reached' as const) : ('parked' as const)),
  } as unknown as Projector;
  const move = (to: string): void => {
    position = to;
    for (const look of waiting) look();
  };
  return { projector, move };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('what serves', () => {
  it('is nothing at first: reading is refused, and waits wait for what comes', async () => {
    const view = createServingView();
    expect(() => view.current()).toThrow('no generation serves yet');
    expect(await view.waitFor('1', 5)).toBe('stale');
    const waiting = view.waitFor('7', 10_000);
    await view.adopt(projectorAt(1, '7').projector);
    expect(await waiting).toBe('reached');
  });

  it('is another generation only when that has come as far as anybody has seen', async () => {
    const view = createServingView();
    const [one, two] = [projectorAt(1, '7'), projectorAt(2, '5')];
    await view.adopt(one.projector);
    const adopting = view.adopt(two.projector);
    await turn();
    expect(view.current()).toBe(one.projector);
    two.move('7');
    await adopting;
    expect(view.current()).toBe(two.projector);
  });

  it('answers what waited meanwhile, not what served when the wait began', async () => {
    const view = createServingView();
    const [one, two] = [projectorAt(1, '7'), projectorAt(2, '7')];
    await view.adopt(one.projector);
    const waiting = view.waitFor('8', 10_000);
    await view.adopt(two.projector);
    one.move('8');
    let answered = false;
    void waiting.then(() => (answered = true));
    await turn();
    expect(answered).toBe(false);
    two.move('8');
    expect(await waiting).toBe('reached');
    expect(await view.waitForStream('swap-1', 3, 10)).toBe('parked');
  });
});
