import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningStandalone, startTestStandalone } from '../support/standalone.ts';
import { examplesIn } from './blocks.ts';

const examples = examplesIn(readFileSync('README.md', 'utf8'));
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
});
