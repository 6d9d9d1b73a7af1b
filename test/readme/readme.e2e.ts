import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningStandalone, startTestStandalone } from '../support/standalone.ts';
import { afa } from '../cli/afa.ts';
import { commandLinesIn, examplesIn } from './blocks.ts';

const readme = readFileSync('README.md', 'utf8');
const examples = examplesIn(readme);
const commandLines = commandLinesIn(readme);
let app: Awaited<ReturnType<typeof startTestStandalone>> & RunningStandalone;

beforeAll(async () => {
  app = await startTestStandalone();
});
afterAll(() => app.remove());

/** What differs with every run, wherever it stands. */
function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([name]) => name !== 'traceId' && name !== 'recordedAt');
  return Object.fromEntries(members.map(([name, member]) => [name, lasting(member)]));
}

describe('the README', () => {
  it('has a tour', () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
    expect(commandLines.length).toBeGreaterThanOrEqual(2);
  });

  it.each(examples.map((example) => [example.line, example] as const))(
    'shows in line %d what the register answers',
    async (_line, { request, shown }) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, value.replace('$(npx afa token)', app.token)]),
      );
      const { method, body } = request;
      const answer = await fetch(`${app.url}${request.path}`, { method, headers, ...(body && { body }) });
      expect(lasting(await answer.json())).toEqual(lasting(shown));
    },
  );

  it.each(commandLines.map((commandLine) => [commandLine.line, commandLine] as const))(
    'shows in line %d what the command line prints',
    async (_line, { argv, shown }) => {
      const { code, out } = await afa(argv, { environment: { AFA_DATA_DIR: app.home.dataDirectory } });
      expect(code).toBe(0);
      for (const part of shown) expect(out).toContain(part);
    },
  );
});
