import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/contracts';
import { startTestDistributed, type TestDistributed } from './profile.ts';

interface Told {
  readonly span: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

let distributed: TestDistributed;
const traceId = randomBytes(16).toString('hex');
const caller = randomBytes(8).toString('hex');

beforeAll(async () => {
  const environment = { '*': { OTEL_TRACES_EXPORTER: 'console' } };
  distributed = await startTestDistributed({ environment, firstCase: false });
}, 240_000);
afterAll(() => distributed?.remove());

/** Every span that the processes have told of so far. */
const spans = (): Told[] =>
  [...distributed.said.values()].flatMap((text) =>
    text.split('\n').flatMap((line) => (line.startsWith('{"span":') ? [JSON.parse(line) as Told] : [])),
  );

/** Milliseconds. Not an assertion on time: behind it nothing more comes. */
const TOLD_WITHIN = 20_000;

async function untilTold(wanted: (told: Told) => boolean): Promise<Told> {
  for (const deadline = performance.now() + TOLD_WITHIN; performance.now() < deadline; await pause(50)) {
    const found = spans().find(wanted);
    if (found) return found;
  }
  throw new Error(`no such span among ${JSON.stringify(spans(), null, 1)}`);
}

const gateway = (): string => distributed.urls['gateway']!;
const headers = () => ({
  authorization: `Bearer ${distributed.token}`,
  'content-type': 'application/json',
  traceparent: `00-${traceId}-${caller}-01`,
});

describe('one trace', () => {
  let person: string;
  beforeAll(async () => {
    person = randomUUID();
    const body = JSON.stringify({ id: person, names: [{ form: 'Clara Example' }] });
    const response = await fetch(`${gateway()}/v1/commands/RegisterPerson`, {
      method: 'POST',
      headers: headers(),
      body,
    });
    expect(response.status).toBe(201);
  });

  it('leads from the request at the front door to the append, and from there over links to the row', async () => {
    const front = await untilTold(({ service, span }) => service === 'gateway' && span === 'POST /v1/commands/*');
    expect(front).toMatchObject({ traceId, parentSpanId: caller });
    const request = await untilTold(({ parentSpanId }) => parentSpanId === front.spanId);
    expect(request).toMatchObject({ service: 'command-api', span: 'POST /v1/commands/:name', traceId });
    const command = await untilTold(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(command).toMatchObject({ span: 'command RegisterPerson', attributes: { 'afa.stream': `person-${person}` } });
    const append = await untilTold(({ parentSpanId }) => parentSpanId === command.spanId);
    expect(append).toMatchObject({ span: 'append', traceId, attributes: { 'afa.outcome': 'appended' } });
    const linking = ({ links }: Told): boolean => links.some((link) => link.spanId === command.spanId);
    const published = await untilTold((told) => told.service === 'relay' && linking(told));
    const applied = await untilTold((told) => told.service === 'projector' && linking(told));
    for (const { links } of [published, applied]) expect(links).toContainEqual({ traceId, spanId: command.spanId });
  });

  it('is named by the event, with who caused it', async () => {
    const { data } = (await (await fetch(`${gateway()}/v1/events`)).json()) as { data: RecordedEvent[] };
    const event = data.find(({ stream }) => stream === `person-${person}`);
    const { traceparent, commandId, correlationId, causationId } = event!.metadata;
    const command = await untilTold(({ span }) => span === 'command RegisterPerson');
    expect(traceparent).toBe(`00-${traceId}-${command.spanId}-01`);
    expect([correlationId, causationId]).toEqual([commandId, commandId]);
  });

  it('is told nowhere with what was said', () => {
    const told = [...distributed.said.values()].join('\n');
    expect(told).toContain('command RegisterPerson');
    expect(told).not.toContain('Clara');
    expect(told).not.toContain(distributed.token);
  });

  it('goes on through a GraphQL mutation, whose answer is that of one process', async () => {
    const query =
      'mutation($input: RegisterPersonInput!) { registerPerson(input: $input) { stream revision repeated } }';
    const id = randomUUID();
    const body = JSON.stringify({ query, variables: { input: { id, names: [{ form: 'Clara Example' }] } } });
    const response = await fetch(`${gateway()}/graphql`, { method: 'POST', headers: headers(), body });
    const answer = await response.json();
    expect(answer).toEqual({ data: { registerPerson: { stream: `person-${id}`, revision: 0, repeated: false } } });
    const command = await untilTold(({ attributes }) => attributes['afa.stream'] === `person-${id}`);
    expect(command.traceId).toBe(traceId);
  });
});
