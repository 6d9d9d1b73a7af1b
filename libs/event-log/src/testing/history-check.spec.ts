import { describe, expect, it } from '@jest/globals';
import { checkLog, checkReader, type Place } from './history-check.ts';

const place = (position: number, stream: string, revision: number, id = `id-${position}`): Place => ({
  id,
  stream,
  revision,
  position: String(position),
});
const sound = [place(1, 'a', 0), place(2, 'b', 0), place(3, 'a', 1)];

describe('the checks of a log', () => {
  it('find nothing in a sound one', () => {
    expect(checkLog(sound, sound)).toEqual([]);
    expect(checkReader(sound, sound.slice(0, 2))).toEqual([]);
  });

  it.each<[string, Place[], Place[]]>([
    ['lost', sound.slice(0, 2), sound],
    ['moved', sound, [place(4, 'a', 1, 'id-3')]],
    ['doubled', [...sound, place(4, 'a', 2, 'id-1')], sound],
    ['position 4 is the 3th', [...sound.slice(0, 2), place(4, 'a', 1)], []],
    ['has revision 2 where 1', [...sound.slice(0, 2), place(3, 'a', 2)], []],
    ['has revision 1 where 2', [...sound, place(4, 'a', 1)], []],
  ])('find what is %s', (fault, log, acknowledged) => {
    expect(checkLog(log, acknowledged).join()).toContain(fault);
  });

  it('ask of positions with holes only that none is given twice', () => {
    const sparse = [place(10, 'a', 0), place(71, 'b', 0), place(300, 'a', 1)];
    expect(checkLog(sparse, sparse, { densePositions: false })).toEqual([]);
    const twice = [...sparse, place(71, 'b', 1, 'id-other')];
    expect(checkLog(twice, [], { densePositions: false }).join()).toContain('position 71 is given twice');
  });

  it('find what a reader skipped, or read again', () => {
    expect(checkReader(sound, [place(1, 'a', 0), place(3, 'a', 1)])).toEqual(['skipped: id-2 at 2']);
    expect(checkReader(sound, [...sound, place(2, 'b', 0)])).toEqual(['went back: id-2 at 2']);
  });
});
