import { describe, expect, it } from '@jest/globals';
import { commandIdFor, readName, subjectIdOf } from './names.ts';

describe('names', () => {
  // Written down, because other ids would make every case file that was imported before a new one.
  it('give the same ids for ever', () => {
    const name = { namespace: 'example-2017', name: 'swap' };
    expect(subjectIdOf(name)).toBe('25b3d3a0-a320-5be6-82f0-2a43fd3d6d66');
    expect(commandIdFor('RecordSwap', name)).toBe('8cdc5d39-3b6b-5529-8413-45bea5d75dcb');
  });

  it('are told apart by file, name and command', () => {
    const ids = ['a', 'b'].flatMap((namespace) =>
      ['x', 'y'].flatMap((name) => [
        subjectIdOf({ namespace, name }),
        commandIdFor('ReportLeg', { namespace, name }),
        commandIdFor('ReportDecline', { namespace, name }),
      ]),
    );
    expect(new Set(ids).size).toBe(12);
  });

  it.each([
    ['$swap', 'own/swap'],
    ['$$other/swap', 'other/swap'],
    ['$$own/swap', 'own/swap'],
    ['$', null],
    ['$$other', null],
    ['$$/swap', null],
    ['$$a/b/c', null],
    ['$a b', null],
    ['$$$swap', null],
    ['$.swap', null],
  ])('%s is read as %s', (text, expected) => {
    const named = readName(text, 'own');
    expect(named && `${named.namespace}/${named.name}`).toBe(expected);
  });
});
