import { describe, expect, it } from '@jest/globals';
import type { CaseItem } from './entry.ts';
import { type CaseFormat, type CaseText, readCaseFile } from './read.ts';
import { LARGEST_YAML } from './read-yaml.ts';

async function read(text: CaseText, format: CaseFormat = 'yaml'): Promise<CaseItem[]> {
  const items: CaseItem[] = [];
  for await (const item of readCaseFile(text, format)) items.push(item);
  return items;
}

/** Each item in a few words. */
const brief = (items: readonly CaseItem[]): string[] =>
  items.map((item) => {
    if (item.kind === 'start') return `start ${item.namespace} ${item.total}`;
    if (item.kind === 'command') return `${item.command.command} ${item.command.as} ${item.command.line}`;
    const { line, column, rejections } = item.problem;
    return `${rejections[0]!.rule} ${line}${column === undefined ? '' : `:${column}`}`;
  });

const source = (as: string) => `{"RegisterSource": {"as": "${as}", "title": "A title"}}`;

async function* pieces(text: string | Uint8Array, size: number): AsyncGenerator<string | Uint8Array> {
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size);
}

describe('YAML', () => {
  it('is read with its lines', async () => {
    const items = await read(
      '\uFEFFnamespace: test\r\ncommands:\r\n  - RegisterSource: {as: a, title: x}\r\n\r\n  - RegisterSource:\r\n      as: b\r\n',
    );
    expect(brief(items)).toEqual(['start test 2', 'RegisterSource a 3', 'RegisterSource b 5']);
  });

  it.each([
    ['a syntax error', 'namespace: test\ncommands:\n  - {RegisterSource: [}\n', ['import-syntax 3:']],
    [
      'an alias',
      'namespace: test\ncommands: [{RegisterSource: &a {as: a}}, {RegisterSource: *a}]\n',
      ['import-alias 2:'],
    ],
    ['a tag', 'namespace: !!set test\ncommands: []\n', ['import-syntax 1:', 'import-alias 1:']],
    [
      'a field given twice',
      'namespace: test\ncommands:\n  - RegisterSource:\n      as: a\n      as: b\n',
      ['import-syntax 5:7'],
    ],
    ['two documents', 'namespace: test\ncommands: []\n---\nnamespace: b\ncommands: []\n', ['import-syntax 3:']],
    ['an unknown field', 'namespace: test\ncommand: []\n', ['import-form 1']],
    ['a bad namespace', '# x\nnamespace: a/b\ncommands: []\n', ['import-form 2']],
    ['a missing list', 'namespace: test\ncommands:\n  a: b\n', ['import-form 2']],
    ['no map', '- a\n', ['import-form 1']],
    ['nothing', '', ['import-form 1']],
    ['a scalar as command', 'namespace: test\ncommands: [a]\n', ['start test 1', 'import-form 2']],
    ['too much of it', `namespace: test\n#${'x'.repeat(LARGEST_YAML)}`, ['import-too-large 1']],
  ])('refuses %s', async (_what, text, expected) => {
    const found = brief(await read(text));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((each) => !expected.some((start) => each.startsWith(start)))).toEqual([]);
    expect(expected.some((start) => found[0]!.startsWith(start))).toBe(true);
    expect(found.filter((each) => /^[A-Z]/.test(each))).toEqual([]);
  });

  it('is not felled by what nests or multiplies', async () => {
    const deep = await read(`namespace: test\ncommands: ${'['.repeat(20_000)}`);
    const bomb = await read(`a: &a [x,x]\nb: &b [*a,*a]\nnamespace: test\ncommands: [*b,*b]\n`);
    const wide = await read(
      `namespace: test\ncommands:\n  - RegisterSource: {${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join(', ')}}\n`,
    );
    expect(brief(deep)[0]).toMatch(/^import-syntax/);
    expect(brief(bomb)[0]).toMatch(/^import-alias/);
    expect(brief(wide)).toEqual(['start test 1', 'name-missing 3']);
  });

  it('takes no field from a prototype', async () => {
    const [, item] = await read(
      'namespace: test\ncommands: [{RegisterSource: {as: a, title: x, __proto__: {publisher: y}}}]\n',
    );
    expect(item).toMatchObject({ kind: 'command' });
    const { body } = (item as Extract<CaseItem, { kind: 'command' }>).command;
    expect(Object.keys(body)).toEqual(['title', '__proto__']);
    expect((body as { publisher?: unknown }).publisher).toBeUndefined();
  });
});

describe('JSON Lines', () => {
  const text = `{"namespace": "test"}\n${source('a')}\n\n{"RegisterSource": \n${source('ü')}\n${source('b')}`;

  it('are read line by line; a line that is not JSON is a problem of its own', async () => {
    const expected = ['start test 4', 'RegisterSource a 2', 'import-syntax 4', 'name-form 5', 'RegisterSource b 6'];
    expect(brief(await read(text, 'jsonl'))).toEqual(expected);
  });

  it('come in pieces of any size, as text or bytes', async () => {
    const whole = (await read(text, 'jsonl')).slice(1);
    for (const size of [1, 2, 7, 64, 10_000]) {
      expect(brief((await read(pieces(text, size), 'jsonl')).slice(1))).toEqual(brief(whole));
      expect(brief((await read(pieces(new TextEncoder().encode(text), size), 'jsonl')).slice(1))).toEqual(brief(whole));
    }
  });

  it('are refused without namespace, and from the byte on that is not UTF-8', async () => {
    expect(brief(await read(source('a'), 'jsonl'))).toEqual(['import-form 1']);
    expect(brief(await read('{]', 'jsonl'))).toEqual(['import-syntax 1']);
    expect(brief(await read('', 'jsonl'))).toEqual(['import-form 1']);
    async function* broken() {
      yield new TextEncoder().encode(`{"namespace": "test"}\n${source('a')}\n`);
      yield new Uint8Array([0x7b, 0xff]);
    }
    expect(brief(await read(broken(), 'jsonl'))).toEqual(['start test null', 'RegisterSource a 2', 'import-syntax 1']);
  });
});
