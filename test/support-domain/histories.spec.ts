import { describe, expect, it } from '@jest/globals';
import { currentSchema, type EventType } from '#libs/contracts';
import { createMemoryEventLog } from '#libs/event-log';
import { generatedCommands } from './commands.ts';
import { appendHistory, randomHistory } from './histories.ts';

const steps = [1, 2].flatMap((seed) => randomHistory({ seed, commands: 800 }));

describe('random histories', () => {
  it('hold every command they are made of', () => {
    expect([...new Set(steps.map(({ command }) => command.name))].sort()).toEqual([...generatedCommands].sort());
  });

  it('change and contest claims, also of claims that were changed before', () => {
    const targets = steps.flatMap(({ events }) =>
      events.map(({ data }) => (data as { target?: string }).target ?? []).flat(),
    );
    expect(new Set(targets).size).toBeLessThan(targets.length * 0.9);
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
