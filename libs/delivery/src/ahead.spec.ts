import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { ahead } from './ahead.ts';

/** Items of which it is told when they are made; behind the last it waits until it is told to end. */
function source(items: readonly string[], told: string[]) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  async function* made(): AsyncGenerator<string, void, void> {
    try {
      for (const item of items) {
        if (item === 'broken') throw new Error('the source broke');
        told.push(`made ${item}`);
        yield item;
      }
      await ended;
    } finally {
      told.push('closed');
    }
  }
  return { items: made(), end };
}

describe('items made ahead', () => {
  it('come in order, each made while the one before is in use, no more than one', async () => {
    const told: string[] = [];
    const { items, end } = source(['a', 'b', 'c'], told);
    for await (const item of ahead(items, end)) {
      told.push(`using ${item}`);
      await turn();
      await turn();
      told.push(`used ${item}`);
      if (item === 'c') break;
    }
    expect(told).toEqual([
      ...['made a', 'using a', 'made b', 'used a', 'using b', 'made c', 'used b', 'using c', 'used c', 'closed'],
    ]);
  });

  it('end with a source that has no more, and are closed with a user that fails', async () => {
    const told: string[] = [];
    const { items, end } = source(['a', 'b'], told);
    const failing = async (): Promise<void> => {
      for await (const item of ahead(items, end)) throw new Error(`cannot use ${item}`);
    };
    await expect(failing()).rejects.toThrow('cannot use a');
    expect(told.at(-1)).toBe('closed');
    const short = source(['a'], []);
    short.end();
    const taken: string[] = [];
    for await (const item of ahead(short.items, short.end)) taken.push(item);
    expect(taken).toEqual(['a']);
  });

  it('that cannot be made are told after those before them', async () => {
    const { items, end } = source(['a', 'broken'], []);
    const taken: string[] = [];
    const using = async (): Promise<void> => {
      for await (const item of ahead(items, end)) taken.push(item);
    };
    await expect(using()).rejects.toThrow('the source broke');
    expect(taken).toEqual(['a']);
  });
});
