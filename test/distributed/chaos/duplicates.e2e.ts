import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scaled } from '../../../libs/event-log/src/testing/postgres-log.ts';
import { reportVerdicts } from '../../chaos/report.ts';
import { randomFrom } from '../../support-domain/random.ts';
import { appendSteps, longHistory } from './driver/copies.ts';
import { publishMessages, readTopic } from './driver/topic.ts';
import { chosenAgain } from './driver/topic-faults.ts';
import { foldedVerdict } from './driver/verdicts.ts';
import { openWorkbench, type Workbench } from './driver/workbench.ts';

const EVENTS = scaled(100_000);
const DELIVERIES = 10 * EVENTS;
/** The log grows in so many steps, and behind each of them what lies in the topic comes again. */
const STEPS = 10;

describe(`F9: ${EVENTS} events delivered ${DELIVERIES} times`, () => {
  const random = randomFrom(9);
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench();
  }, 120_000);
  afterAll(() => workbench.remove());

  it('leave the rows of a fold from zero', async () => {
    let dropped = 0;
    const count = ({ applied }: { applied: { duplicates: number } }): void => void (dropped += applied.duplicates);
    const metrics = { batch: count };
    const members = [await workbench.member({ metrics }), await workbench.member({ metrics })] as const;
    const steps = longHistory(99, EVENTS);
    const size = Math.ceil(steps.length / STEPS);
    let repeats = 0;
    for (let start = 0; start < steps.length; start += size) {
      await appendSteps(workbench.log, steps.slice(start, start + size));
      await workbench.published();
      const messages = await readTopic(workbench.brokers, workbench.topic);
      const wanted = ((start + size) / steps.length) * (DELIVERIES - EVENTS) - repeats;
      const again = chosenAgain(messages, random, wanted / messages.length);
      await publishMessages(workbench.brokers, workbench.topic, again);
      repeats += again.length;
    }
    // Behind the last event there are only repeats, which move no position: they are through when their offsets are.
    await workbench.drained(members[0]);
    const digests = await workbench.digests(members[0]);
    const figure = `${repeats} repeats of ${steps.length} events, ${dropped} dropped by revision`;
    const verdict = foldedVerdict('repeats, single and in whole runs, leave the rows of a fold', figure, digests);
    await reportVerdicts('F9', [verdict], '');
    expect(verdict.violations).toEqual([]);
    expect(dropped).toBeGreaterThanOrEqual(repeats);
    expect(await members[0].parked()).toEqual([]);
  }, 3_600_000);
});
