import { describe, expect, it } from '@jest/globals';
import { testTerminal } from '../testing/terminal.ts';
import { coloursOn } from '../terminal.ts';
import { closest } from './closest.ts';
import { ago, instant, span } from './moment.ts';
import { standing, startProgress } from './progress.ts';
import { harmless, paint, widthOf } from './style.ts';
import { facts, table } from './table.ts';

const plain = paint(false);

describe('a table', () => {
  interface Row {
    readonly name: string;
    readonly count: number | null;
    readonly why?: string;
  }
  const columns = [
    { heading: 'NAME', of: ({ name }: Row) => name },
    { heading: 'COUNT', of: ({ count }: Row) => count, align: 'right' as const },
    { heading: 'WHY', of: ({ why }: Row) => why, optional: true },
  ];

  it('aligns its columns, numbers to the right, and leaves out what nobody has', () => {
    const rows = [
      { name: 'a', count: 12_345 },
      { name: 'longer', count: null },
    ];
    expect(table(columns, rows, plain, 'none')).toBe('NAME     COUNT\na       12,345\nlonger       –\n');
  });

  it('shows an optional column as soon as one row has something in it', () => {
    expect(table(columns, [{ name: 'a', count: 0, why: 'so' }], plain, 'none')).toBe(
      'NAME  COUNT  WHY\na         0  so\n',
    );
  });

  it('counts columns of the terminal, not characters', () => {
    const rows = [
      { name: 'キーウ', count: 1 },
      { name: 'Е\u0301', count: 2 },
    ];
    expect(table(columns, rows, plain, 'none').split('\n').slice(1, 3)).toEqual([
      'キーウ      1',
      'Е\u0301           2',
    ]);
  });

  it('says so where it is empty', () => {
    expect(table(columns, [], plain, 'none')).toBe('none\n');
  });

  it('lets no text of the register steer the terminal', () => {
    const text = table(columns, [{ name: '\u001b]0;owned\u0007\u001b[2J\u009b31m x\r\ny', count: 1 }], plain, '');
    expect([...text].filter((character) => /\p{Cc}/u.test(character) && character !== '\n')).toEqual([]);
    expect(text.trim().split('\n')).toHaveLength(2);
  });
});

describe('styles', () => {
  it('take no room, and are left out without colours', () => {
    expect(widthOf(paint(true)('red', 'four'))).toBe(4);
    expect(plain('red', 'four')).toBe('four');
    expect(
      facts(
        [
          ['a', 1],
          ['long', null],
        ],
        plain,
      ),
    ).toBe('a     1\nlong  –\n');
    expect(harmless('a\tb\u0000')).toBe('a b\ufffd');
  });

  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
  ])('%j with %j: %j', (stream, environment, expected) => {
    expect(coloursOn(stream, environment)).toBe(expected);
  });
});

describe('times', () => {
  it.each([
    [0.2, '0 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3_600, '1 h'],
    [3_605, '1 h'],
    [90_061, '1 d 1 h'],
  ])('a span of %d s is %s', (seconds, words) => {
    expect(span(seconds)).toBe(words);
  });

  it.each([
    ['2026-11-22T12:00:00.400Z', 'just now'],
    ['2026-11-22T12:03:00Z', 'just now'],
    ['2026-11-22T11:59:01Z', '59 s ago'],
    ['2026-11-22T10:59:00Z', '1 h ago'],
    ['2024-11-21T12:00:00Z', '2 y ago'],
  ])('%s is %s', (at, words) => {
    expect(ago(at, new Date('2026-11-22T12:00:00Z'))).toBe(words);
  });

  it('are shown to the second', () => {
    expect(instant('2026-11-22T13:31:21.120Z')).toBe('2026-11-22 13:31:21Z');
  });
});

describe('progress', () => {
  it('says how much, how fast and how long, as far as it is known', () => {
    expect(standing(1_234, 5_000, 'commands', 512)).toBe('1,234 of 5,000 commands, 512/s, 7 s left');
    expect(standing(1_234, null, 'commands', 512)).toBe('1,234 commands, 512/s');
    expect(standing(5_000, 5_000, 'commands', 512)).toBe('5,000 of 5,000 commands, 512/s');
    expect(standing(0, 10, 'commands', 0)).toBe('0 of 10 commands, 0/s');
    expect(standing(1, 10, 'commands', undefined)).toBe('1 of 10 commands');
  });

  const work = (terminal: ReturnType<typeof testTerminal>, seconds: number, silent = false): string => {
    const progress = startProgress(terminal, { label: 'importing', unit: 'commands' }, silent);
    for (let tick = 0; tick <= seconds * 10; tick += 1) {
      progress.update(tick * 10, 1_000);
      terminal.pass(100);
    }
    progress.clear();
    return terminal.printed().err;
  };

  it('is a plain line every three seconds where nobody can redraw', () => {
    expect(work(testTerminal(), 7)).toBe(
      'importing: 300 of 1,000 commands, 100/s, 7 s left\nimporting: 600 of 1,000 commands, 100/s, 4 s left\n',
    );
  });

  it('says nothing of short work, nor with --json', () => {
    expect(work(testTerminal(), 2)).toBe('');
    expect(work(testTerminal({ interactive: true }), 7, true)).toBe('');
  });

  it('is a bar that redraws its line and is gone at the end', () => {
    const text = work(testTerminal({ interactive: true }), 1);
    expect(text).toContain('\r\u001b[2Kimporting [##----------------------] 100 of 1,000 commands, 100/s, 9 s left');
    expect(text.endsWith('\r\u001b[2K')).toBe(true);
    expect(text).not.toContain('\n');
  });

  it('shows the rate of the last seconds, not of the whole', () => {
    const terminal = testTerminal();
    const progress = startProgress(terminal, { label: 'x', unit: 'events' });
    for (let second = 0; second <= 30; second += 1) {
      progress.update(second <= 20 ? second * 1_000 : 20_000 + (second - 20) * 10, null);
      terminal.pass(1_000);
    }
    expect(terminal.printed().err.trimEnd().split('\n').at(-1)).toMatch(/, 10\/s$/);
  });
});

describe('the closest word', () => {
  const words = ['RegisterParty', 'RegisterPerson', 'ReportLeg'];
  it.each([
    ['RegisterPartie', 'RegisterParty'],
    ['registerperson', 'RegisterPerson'],
    ['ReprotLeg', 'ReportLeg'],
    ['Quite another', null],
  ])('to %s is %s', (word, expected) => {
    expect(closest(word, words)).toBe(expected);
  });
});
