import { describe, expect, it, jest } from '@jest/globals';
import { createMemoryEventLog, EventLogUnavailable } from '#libs/event-log';
import type { ExecuteCommand } from '../command-request.ts';
import { createExecutor } from '../execute.ts';
import { importCommands } from './import.ts';
import { importCaseFile } from './index.ts';
import { gather, register, rulesOf } from './testing/run-case.ts';
import { writeMessages } from './write.ts';

const source = (as: string, more = '') => `{"RegisterSource": {"as": "${as}", "title": "Report ${as}"${more}}}\n`;
const HEAD = '{"namespace": "test"}\n';
const numbered = (count: number) => Array.from({ length: count }, (_, index) => source(`s${index}`));
const jsonl = { format: 'jsonl', actor: 'tester' } as const;

async function* lines(all: readonly string[]): AsyncGenerator<string> {
  for (const line of all) yield line;
}

describe('a long file', () => {
  it('is read no further than it is carried out', async () => {
    const execute = createExecutor(createMemoryEventLog());
    let read = 0;
    let done = 0;
    let ahead = 0;
    async function* counted() {
      yield HEAD;
      for (const line of numbered(600)) {
        ahead = Math.max(ahead, (read += 1) - done);
        yield line;
      }
    }
    const counting: typeof execute = async (request) => {
      const outcome = await execute(request);
      done += 1;
      return outcome;
    };
    const { summary, messages } = await gather(
      importCommands({ ...jsonl, text: counted(), execute: counting, concurrency: 8 }),
    );
    expect(summary).toMatchObject({ commands: 600, accepted: 600, rejected: 0 });
    expect(ahead).toBeLessThanOrEqual(8 + 2);
    expect(messages.find(({ kind }) => kind === 'progress')).toMatchObject({ total: null });
  });

  it('is given up on names that do not come within the window, and goes on', async () => {
    const { read } = register();
    const waiting = Array.from({ length: 10_001 }, (_, index) => source(`w${index}`, ', "publisher": "$far"'));
    const far = '{"RegisterParty": {"as": "far", "kind": "state", "names": [{"form": "X"}]}}\n';
    const outcome = await read(lines([HEAD, ...waiting, far, source('last', ', "publisher": "$far"')]), {
      ...jsonl,
      verbose: false,
    });
    expect(outcome.summary).toMatchObject({ commands: 10_003, accepted: 3, rejected: 10_000 });
    expect(new Set(outcome.rejected.map(({ rejections }) => rejections[0]!.rule))).toEqual(new Set(['name-unknown']));
  });

  it('carries out no more at once than it was told', async () => {
    const execute = createExecutor(createMemoryEventLog());
    let underWay = 0;
    let most = 0;
    const watched: typeof execute = async (request) => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setImmediate(resolve));
      const outcome = await execute(request);
      underWay -= 1;
      return outcome;
    };
    await gather(importCommands({ ...jsonl, text: HEAD + numbered(100).join(''), execute: watched, concurrency: 5 }));
    expect(most).toBe(5);
  });
});

describe('an import that breaks off', () => {
  it('throws what the log threw once nothing is under way, and goes on from there the next time', async () => {
    const { execute, read } = register();
    let calls = 0;
    const failing: typeof execute = (request) =>
      (calls += 1) > 40 ? Promise.reject(new EventLogUnavailable('the log is away')) : execute(request);
    const text = HEAD + numbered(100).join('');
    await expect(gather(importCommands({ ...jsonl, text, execute: failing }))).rejects.toThrow('the log is away');
    expect(calls).toBeLessThan(100);
    const again = await read(text, jsonl);
    expect(again.summary).toMatchObject({ accepted: 60, repeated: 40, rejected: 0 });
  });

  it('stops when it is aborted or no longer listened to', async () => {
    const { execute, log } = register();
    const stop = new AbortController();
    const text = HEAD + numbered(500).join('');
    const aborted = (async () => {
      for await (const message of importCommands({ ...jsonl, text, execute, signal: stop.signal }))
        if (message.kind === 'progress') stop.abort(new Error('no more'));
    })();
    await expect(aborted).rejects.toThrow('no more');
    const position = Number((await log.head()).position);
    expect(position).toBeLessThan(500);
    for await (const message of importCommands({ ...jsonl, text, execute })) if (message.kind === 'progress') break;
    const after = await log.head();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await log.head()).toEqual(after);
    expect(Number(after.position)).toBeLessThan(500);
  });

  it('does not wait for a sender that fell silent', async () => {
    const { execute } = register();
    const stop = new AbortController();
    async function* silent() {
      yield HEAD + numbered(60).join('');
      await new Promise(() => {});
    }
    const aborted = gather(
      (async function* () {
        for await (const message of importCommands({ ...jsonl, text: silent(), execute, signal: stop.signal })) {
          stop.abort(new Error('enough'));
          yield message;
        }
      })(),
    );
    await expect(aborted).rejects.toThrow('enough');
  });

  it('ends its lines with the failure', async () => {
    const written: string[] = [];
    async function* broken() {
      yield { kind: 'progress', done: 1, total: null } as const;
      throw new Error('secret detail');
    }
    const { error, summary } = await writeMessages('import', broken(), (line) => written.push(line));
    expect(written.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(['progress', 'failed']);
    expect(written.join('')).not.toContain('secret');
    expect([summary, (error as Error).message]).toEqual([null, 'secret detail']);
  });
});

describe('a dry run', () => {
  const party = '{"RegisterParty": {"as": "kyiv", "kind": "state", "names": [{"form": "Ukraine"}]}}\n';
  const text = HEAD + party + source('good', ', "publisher": "$kyiv"') + source('bad', ', "url": "ftp://x"');

  it('tells what the import would, with commands that build on each other, and writes nothing', async () => {
    const { log, read } = register();
    const never = jest.fn<ExecuteCommand>();
    const rehearsed = await gather(importCaseFile({ ...jsonl, text, execute: never, dryRun: true, log }));
    expect(never).not.toHaveBeenCalled();
    expect((await log.head()).position).toBe('0');
    expect(rehearsed.summary).toMatchObject({ accepted: 2, rejected: 1, position: null, dryRun: true });
    const real = await read(text, jsonl);
    expect(rulesOf(rehearsed)).toEqual(rulesOf(real));
    const again = await gather(importCaseFile({ ...jsonl, text, execute: never, dryRun: true, log }));
    expect(again.summary).toMatchObject({ accepted: 0, repeated: 2, rejected: 1 });
  });

  it('is refused without a log, rather than written', () => {
    const { execute } = register();
    expect(() => importCaseFile({ ...jsonl, text, execute, dryRun: true })).toThrow('needs the log');
  });
});
