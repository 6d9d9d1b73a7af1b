import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import { run } from '../../../apps/cli/src/program.ts';
import { testTerminal } from '../../../apps/cli/src/testing/terminal.ts';
import { startTestRegister, type TestRegister } from '../../gateway/register.ts';
import { importText } from '../register.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are checked against their schemas in openapi.e2e.ts
export type Answer = any;

/** A register that is asked as its users ask it. */
export interface Scene {
  readonly register: TestRegister;
  /** Imports case files of this directory (or texts); answers the position behind each. */
  enter(...files: readonly string[]): Promise<string[]>;
  ask(path: string): Promise<Answer>;
  refused(path: string): Promise<Answer>;
  graphql(query: string): Promise<Answer>;
  afa(...argv: readonly string[]): Promise<string>;
  /** Ids of parties, persons, sources and groups by their first name or title, of swaps by the words of their date or formula. */
  readonly ids: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const textOf = (file: string): Promise<string> =>
  file.includes('\n') ? Promise.resolve(file) : readFile(new URL(`./${file}.yaml`, import.meta.url), 'utf8');

const nameOf = (item: Answer): string =>
  item.names?.[0]?.form ?? item.title ?? item.date?.asWritten ?? item.formula ?? item.asWritten ?? item.id;

export async function openScene(): Promise<Scene> {
  const register = await startTestRegister();
  const ids: Record<string, string> = {};
  async function answerOf(path: string): Promise<{ status: number; body: Answer }> {
    const response = await fetch(register.url + path);
    return { status: response.status, body: await response.json() };
  }
  async function ask(path: string): Promise<Answer> {
    const answer = await answerOf(path);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  }
  return {
    register,
    ids,
    ask,
    async enter(...files) {
      const positions: string[] = [];
      for (const file of files) {
        const { rejected } = await importText(register.log, await textOf(file));
        expect(rejected).toEqual([]);
        positions.push((await register.log.head()).position);
      }
      await register.projector.waitFor(positions.at(-1)!, 30_000);
      for (const list of ['parties', 'persons', 'sources', 'swaps', 'groups'])
        for (const item of (await ask(`/v1/${list}?limit=200`)).data) ids[nameOf(item)] = item.id;
      return positions;
    },
    async refused(path) {
      const { status, body } = await answerOf(path);
      return { status, ...body.errors?.[0] };
    },
    async graphql(query) {
      const response = await fetch(`${register.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as { data: Answer; errors: Answer };
      expect(errors).toBeUndefined();
      return data;
    },
    async afa(...argv) {
      const terminal = testTerminal({ stdin: '', environment: { AFA_URL: register.url } });
      const code = await run(argv, terminal);
      const printed = terminal.printed();
      expect({ code, ...printed }).toMatchObject({ code: 0 });
      return printed.out;
    },
    close: () => register.close(),
  };
}
