import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { schemaOf } from '../rejections/channels.ts';
import { ask, wholeLog } from '../standalone/ask.ts';
import { startTestStandalone } from '../support/standalone.ts';
import { commandRequest, importRequest } from './arbitraries/commands.ts';
import { graphqlRequest } from './arbitraries/graphql.ts';
import { type ApiDescription, oddRequest, readRequest } from './arbitraries/reads.ts';
import { type Exchange, openExchange, type Reply } from './exchange.ts';
import { replayed } from './replayed.ts';
import type { FuzzRequest } from './request.ts';
import { enterScene } from './scene.ts';
import { type Told, toldIn, verdictOn } from './verdict.ts';

/** A tenth with every test run, all with AFA_FUZZ=1. AFA_FUZZ_SEED repeats a run that found something. */
const REQUESTS = process.env['AFA_FUZZ'] === '1' || process.env['AFA_FAULT_SCALE'] === '1' ? 10_000 : 1_000;
const SEED = Number(process.env['AFA_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const AT_ONCE = 8;

interface Run {
  readonly wrong: readonly string[];
  readonly told: ReadonlyMap<string, Told>;
  readonly statuses: Readonly<Record<string, number>>;
}

const shown = ({ method, path, headers, body }: FuzzRequest): string =>
  `${method} ${path.slice(0, 600)} ${JSON.stringify(headers).slice(0, 800)} ${(body ?? '').slice(0, 1_500)}`;

/** Sends all of them, a few at a time; the numbers in the report are places in the list that the seed gives. */
async function sendAll(exchange: Exchange, requests: readonly FuzzRequest[], told: Map<string, Told>): Promise<Run> {
  const wrong: string[] = [];
  const statuses: Record<string, number> = {};
  const judge = (request: FuzzRequest, index: number, reply: Reply): void => {
    const key = `${request.family} ${reply.status}`;
    statuses[key] = (statuses[key] ?? 0) + 1;
    const verdict = verdictOn(request, reply);
    if (verdict) wrong.push(`#${index} ${verdict}: ${shown(request)} → ${reply.text.slice(0, 500)}`);
    for (const event of toldIn(request, reply)) told.set(event.id, event);
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < requests.length; index = next++) {
      const request = requests[index]!;
      await exchange.send(request).then(
        (reply) => judge(request, index, reply),
        (error: unknown) => wrong.push(`#${index} ${String(error)}: ${shown(request)}`),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { wrong, told, statuses };
}

describe(`${REQUESTS} requests of all kinds (AFA_FUZZ_SEED=${SEED})`, () => {
  let app: Awaited<ReturnType<typeof startTestStandalone>>;
  let run: Run;

  beforeAll(async () => {
    app = await startTestStandalone({ arguments: ['--empty'] });
    const { pools, told } = await enterScene(app);
    const description = (await ask(app.url, '/openapi.json')) as ApiDescription;
    const schema = await schemaOf(app);
    const requests = fc.oneof(
      { weight: 9, arbitrary: commandRequest(pools) },
      { weight: 5, arbitrary: readRequest(description, pools) },
      { weight: 4, arbitrary: graphqlRequest(schema, pools) },
      { weight: 1, arbitrary: importRequest(pools) },
      { weight: 1, arbitrary: oddRequest(description, pools) },
    );
    const exchange = openExchange(app.url, AT_ONCE);
    run = await sendAll(
      exchange,
      fc.sample(requests, { seed: SEED, numRuns: REQUESTS }),
      new Map(told.map((event) => [event.id, event])),
    );
    exchange.close();
  }, 1_200_000);
  afterAll(() => app?.remove());

  it('are all answered, none with a server error, every error as a problem', () => {
    expect({ seed: SEED, wrong: run.wrong.slice(0, 10), more: run.wrong.length }).toEqual({
      seed: SEED,
      wrong: [],
      more: 0,
    });
  });

  it('leave the process healthy, and nothing in its log that nobody foresaw', async () => {
    const { stdout, stderr } = app.output();
    const gone = await Promise.race([app.ended, Promise.resolve('runs')]);
    expect({ seed: SEED, gone, stderr: stderr.slice(-3_000) }).toEqual({ seed: SEED, gone: 'runs', stderr: '' });
    expect((await ask(app.url, '/readyz')).status).toBe('ok');
    const errors = stdout.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line));
    expect({ seed: SEED, errors: errors.slice(0, 5).map((line) => line.slice(0, 1_500)) }).toEqual({
      seed: SEED,
      errors: [],
    });
  });

  it('reach far enough: each door took some and refused some', () => {
    const seen = Object.keys(run.statuses);
    for (const each of ['command 201', 'command 400', 'command 401', 'command 404', 'command 412', 'command 422'])
      expect(seen).toContain(each);
    for (const each of ['read 200', 'read 400', 'read 404', 'graphql 200', 'graphql 400', 'import 201', 'odd 404'])
      expect(seen).toContain(each);
    expect(run.told.size).toBeGreaterThan(REQUESTS / 20);
  });

  it('lose nothing: the log holds exactly the events that answers told of, where they said', async () => {
    const log = await wholeLog(app.url);
    const placed = ({ id, position, stream, revision }: Told) => ({ id, position, stream, revision });
    const byPosition = [...run.told.values()].sort((one, other) => Number(one.position) - Number(other.position));
    expect(log.map(placed)).toEqual(byPosition.map(placed));
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => String(index + 1)));
  });

  it('leave read models that equal a replay of the log', async () => {
    const [last] = (await wholeLog(app.url)).slice(-1);
    await ask(app.url, `/v1/claims?limit=1&minPosition=${last.position}`);
    const { equal, differences, parked, counts } = await replayed(app.home.databaseUrl!, last.position);
    expect({ equal, differences, parked }).toEqual({ equal: true, differences: [], parked: [] });
    expect(counts['claims']!.served).toBeGreaterThan(0);
  });
});
