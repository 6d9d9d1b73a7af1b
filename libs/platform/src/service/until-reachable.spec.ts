import { describe, expect, it } from '@jest/globals';

import { PlatformError } from '../error.ts';
import { untilReachable } from './until-reachable.ts';

function patience(seconds: number) {
  const said: string[] = [];
  const say = (_fields: object, message: string): void => void said.push(message);
  return { said, seconds, logger: { info: say, warn: say } };
}

describe('what is away when a process starts', () => {
  it('is asked again until it is there; the same reason is logged once', async () => {
    const waiting = patience(30);
    let attempts = 0;
    const attempt = async (): Promise<string> => {
      attempts += 1;
      if (attempts < 4) throw new Error('connection refused');
      return 'there';
    };
    await expect(untilReachable('The database', attempt, waiting)).resolves.toBe('there');
    expect(attempts).toBe(4);
    expect(waiting.said).toEqual(['Waiting for what this process needs', 'What this process waited for is there']);
  });

  it('ends the start with one sentence when patience ends', async () => {
    const attempt = async (): Promise<never> => {
      throw new Error('connection refused');
    };
    await expect(untilReachable('Kafka', attempt, patience(0))).rejects.toMatchObject({
      code: 'dependency-unreachable',
      message: 'Kafka cannot be reached: connection refused.',
    });
  });

  it('is not waited for where waiting mends nothing', async () => {
    const behind = Object.assign(new Error('the log ends before what was published'), { name: 'EventLogBehind' });
    for (const error of [new PlatformError('secrets-missing', 'There is no token.'), behind]) {
      let attempts = 0;
      const attempt = async (): Promise<never> => {
        attempts += 1;
        throw error;
      };
      await expect(untilReachable('The event log', attempt, patience(30))).rejects.toBe(error);
      expect(attempts).toBe(1);
    }
  });
});
