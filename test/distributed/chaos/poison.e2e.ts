import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Projector, type ReadModel, readModels } from '#libs/projections';
import { scaled } from '../../../libs/event-log/src/testing/postgres-log.ts';
import type { BusMessage, Verdict } from '../../chaos/checker/evidence.ts';
import { reportVerdicts } from '../../chaos/report.ts';
import { randomFrom } from '../../support-domain/random.ts';
import { appendSteps, longHistory } from './driver/copies.ts';
import { healthyDifferences } from './driver/digest.ts';
import { copyTopic, readTopic } from './driver/topic.ts';
import { foldedVerdict } from './driver/verdicts.ts';
import { type MemberOptions, openWorkbench, type Workbench } from './driver/workbench.ts';

const EVENTS = scaled(100_000);
const POISONED = scaled(1_000);

/** What is wrong with a message, or with the code that handles it. All of it is put right before the streams are set free. */
const poisons: Readonly<Record<string, (message: BusMessage) => BusMessage>> = {
  'the body cannot be read': (message) => ({ ...message, value: '{"cut' }),
  'an unknown type': (message) => ({
    ...message,
    headers: { ...message.headers, ce_type: 'afa.ParcelReported.v1' },
  }),
  'an unknown version': (message) => ({
    ...message,
    headers: {
      ...message.headers,
      ce_type: message.headers['ce_type']!.replace(/\d+$/, '99'),
      ce_schemaversion: '99',
    },
  }),
  'the code throws': (message) => message,
  'the database refuses the row': (message) => message,
};
const kinds = Object.keys(poisons);
type Poisoned = ReadonlyMap<string, string>;

/** Read models that cannot fold some events, or make rows of them that no table takes. By position. */
const failing = (poisoned: Poisoned): readonly ReadModel[] =>
  readModels.map((model) => {
    const spoilt: ReadModel['apply'] = (row, event, key) => {
      const kind = poisoned.get(event.position);
      if (kind === 'the code throws') throw new TypeError('cannot fold this');
      const made = model.apply(row, event, key);
      return made && kind === 'the database refuses the row' ? { ...made, refs: ['\u0000'] } : made;
    };
    return {
      ...model,
      apply: spoilt,
      refold: (events) => {
        if (
          events.some(({ position }) =>
            ['the code throws', 'the database refuses the row'].includes(poisoned.get(position) ?? ''),
          )
        )
          throw new TypeError('cannot fold this');
        return model.refold(events);
      },
    };
  });

/** The same entry for another topic: it holds the same, partition by partition. */
const PUBLISHED_AS = `
INSERT INTO relay.topics (topic, incarnation, position, offsets, events, epoch, recorded_at)
SELECT $2, incarnation, position, offsets, events, epoch, recorded_at FROM relay.topics WHERE topic = $1`;

/** A member that has read the whole topic, and the seconds from its start until every event of it had been dealt with. */
async function drainedBy(workbench: Workbench, topic: string, options: MemberOptions = {}) {
  const begun = performance.now();
  const member = await workbench.member({ topic, ...options });
  await workbench.drained(member, topic);
  return { member, seconds: (performance.now() - begun) / 1_000 };
}

/** The same for the same events where none is poisoned, on a database of its own. */
async function usualSeconds(steps: ReturnType<typeof longHistory>): Promise<number> {
  const workbench = await openWorkbench();
  try {
    await appendSteps(workbench.log, steps);
    await workbench.published();
    return (await drainedBy(workbench, workbench.topic)).seconds;
  } finally {
    await workbench.remove();
  }
}

describe(`F11: ${POISONED} poisoned of ${EVENTS} events`, () => {
  const random = randomFrom(11);
  let workbench: Workbench;
  let poisoned = new Map<string, string>();
  /** The first poisoned revision of each stream that has one. */
  const firsts = new Map<string, number>();
  let topic: string;
  let sick: Projector;
  /** Until the last healthy event was in the rows, with and without poison among them. */
  let seconds: { sick: number; usual: number };
  const verdicts: Verdict[] = [];

  function choose(messages: readonly BusMessage[]): void {
    const positions = new Map<string, string>();
    while (positions.size < POISONED) {
      const { headers, key } = random.pick(messages);
      const revision = Number(headers['ce_revision']);
      positions.set(headers['ce_position']!, kinds[positions.size % kinds.length]!);
      firsts.set(key!, Math.min(firsts.get(key!) ?? revision, revision));
    }
    poisoned = positions;
  }

  async function publishPoisoned(): Promise<void> {
    const messages = await readTopic(workbench.brokers, workbench.topic);
    choose(messages);
    const spoil = (message: BusMessage): BusMessage =>
      poisons[poisoned.get(message.headers['ce_position']!) ?? 'the code throws']!(message);
    topic = `${workbench.topic}-poisoned`;
    await copyTopic(workbench.brokers, workbench.topic, topic, messages.map(spoil));
    const client = new pg.Client({ connectionString: workbench.database.adminUrl });
    await client.connect();
    await client.query(PUBLISHED_AS, [workbench.topic, topic]);
    await client.end();
  }

  beforeAll(async () => {
    workbench = await openWorkbench();
    const steps = longHistory(101, EVENTS);
    await appendSteps(workbench.log, steps);
    await workbench.published();
    await publishPoisoned();
    const drained = await drainedBy(workbench, topic, { models: failing(poisoned) });
    sick = drained.member;
    // Behind the other one, so that a process that has warmed up is to nobody's favour but the usual one's.
    seconds = { sick: drained.seconds, usual: await usualSeconds(steps) };
  }, 3_600_000);
  afterAll(async () => {
    await reportVerdicts('F11', verdicts, '');
    await workbench.remove();
  });

  it('stand still, each stream from its first poisoned event on', async () => {
    const parked = new Map<string, number>();
    for (const { stream, revision } of await sick.parked())
      parked.set(stream, Math.min(parked.get(stream) ?? Infinity, revision ?? Infinity));
    expect(parked).toEqual(firsts);
  });

  it('hold up no other stream', async () => {
    const differences = await workbench.withFold((schema) =>
      healthyDifferences(workbench.database.adminUrl, sick.generation.schema, schema, [...firsts.keys()]),
    );
    verdicts.push({
      invariant: 'I5',
      claim: 'streams without poison are those of a fold while others stand still',
      figure: `${poisoned.size} poisoned events of ${kinds.length} kinds in ${firsts.size} streams; all dealt with in ${seconds.sick.toFixed(1)} s, ${(seconds.sick / seconds.usual).toFixed(2)} times as long as without poison`,
      violations: differences,
    });
    expect(differences).toEqual([]);
  });

  it('are taken in order once they can be read, and the rows are those of a clean run', async () => {
    await sick.stop();
    const sound = await workbench.member({ topic });
    const redriven = await sound.redrive('all');
    expect(redriven.filter(({ stopped }) => stopped !== null)).toEqual([]);
    expect(await sound.parked()).toEqual([]);
    const verdict = foldedVerdict(
      'set free, poisoned streams lead to the rows of a clean run',
      `${redriven.length} streams set free`,
      await workbench.digests(sound),
    );
    verdicts.push(verdict);
    expect(verdict.violations).toEqual([]);
  }, 600_000);
});
