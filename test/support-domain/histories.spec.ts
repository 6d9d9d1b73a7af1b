import { describe, expect, it } from '@jest/globals';
import { commandNames, currentSchema, type EventType, eventTypes } from '#libs/contracts';
import { createMemoryEventLog } from '#libs/event-log';
import { appendHistory, randomHistory } from './histories.ts';

const steps = [1, 2, 3, 4].flatMap((seed) => randomHistory({ seed, commands: 1_500 }));

describe('random histories', () => {
  it('hold every command of the catalogue', () => {
    expect([...new Set(steps.map(({ command }) => command.name))].sort()).toEqual([...commandNames].sort());
  });

  it('hold every event type but the one that only a wrong text leads to', () => {
    const types = new Set(steps.flatMap(({ events }) => events.map(({ type }) => type)));
    expect(eventTypes.filter((type) => !types.has(type))).toEqual(['SourceTextMismatched']);
  });

  it('hold events of the form their schema asks for', () => {
    for (const { type, data } of steps.flatMap(({ events }) => events))
      expect(currentSchema(type as EventType).safeParse(data).error?.issues).toBeUndefined();
  });

  it('are the same for the same seed and are taken by a log', async () => {
    const history = randomHistory({ seed: 7, commands: 200 });
    expect(randomHistory({ seed: 7, commands: 200 })).toEqual(history);
    const log = createMemoryEventLog();
    await appendHistory(log, history);
    expect((await log.head()).position).toBe(String(history.flatMap(({ events }) => events).length));
  });
});
