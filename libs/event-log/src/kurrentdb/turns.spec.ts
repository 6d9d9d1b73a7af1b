import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('keep the order of one stream, also behind one that failed, and hold up no other', async () => {
    const turns = new Turns();
    const order: string[] = [];
    let finish: () => void = () => {};
    const first = turns.take('a', () => new Promise<void>((resolve) => (finish = resolve)));
    const failing = turns.take('a', async () => {
      order.push('failing');
      throw new Error('failed');
    });
    const last = turns.take('a', async () => void order.push('last'));
    await turns.take('b', async () => void order.push('other'));
    await nextTurn();
    expect(order).toEqual(['other']);
    finish();
    await expect(failing).rejects.toThrow('failed');
    await Promise.all([first, last]);
    expect(order).toEqual(['other', 'failing', 'last']);
  });

  it('are idle when nothing works or waits any more', async () => {
    const turns = new Turns();
    const order: string[] = [];
    void turns.take('a', async () => {
      await nextTurn();
      void turns.take('b', async () => void order.push('later'));
    });
    await turns.idle();
    expect(order).toEqual(['later']);
  });
});
