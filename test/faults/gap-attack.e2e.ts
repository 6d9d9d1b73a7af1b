import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkLog, checkReader } from '../../libs/event-log/src/testing/history-check.ts';
import { createLogDatabase, scaled, type LogDatabase } from '../../libs/event-log/src/testing/postgres-log.ts';
import { attackLog } from './gap-attack-log.ts';
import { attackNaiveLog } from './gap-attack-naive.ts';

const WRITERS = 16;
const EVENTS = scaled(100_000);
/** Two seconds in the whole run, as much shorter as the run itself. */
const LONGEST_HOLD = scaled(2_000) / 1_000;

describe('commits held open and rolled back under subscribers', () => {
  let logs: LogDatabase;
  beforeAll(async () => {
    logs = await createLogDatabase();
  });
  afterAll(() => logs.drop());

  it(`make no subscriber of the log skip an event (${EVENTS} events, ${WRITERS} writers)`, async () => {
    const appendsPerWriter = Math.ceil(EVENTS / 2 / WRITERS);
    const seen = await attackLog(logs, { writers: WRITERS, appendsPerWriter, longestHold: LONGEST_HOLD });
    const places = await logs.places();
    expect(places).toHaveLength(2 * WRITERS * appendsPerWriter);
    for (const [subscriber, events] of Object.entries(seen)) {
      expect({ subscriber, faults: checkReader(places, events), count: events.length }).toEqual({
        subscriber,
        faults: [],
        count: places.length,
      });
      expect(checkLog(places, events)).toEqual([]);
    }
  }, 1_200_000);

  it('make a naive reader of a sequence skip, and the check finds it', async () => {
    const attack = { writers: WRITERS, appendsPerWriter: 50, longestHold: LONGEST_HOLD };
    const { log, seen } = await attackNaiveLog(logs.database.adminUrl, attack);
    expect(log.length).toBeGreaterThan(0);
    expect(checkReader(log, seen).join()).toContain('skipped');
  });
});
