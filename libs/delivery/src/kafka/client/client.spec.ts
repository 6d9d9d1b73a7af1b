import { describe, expect, it } from '@jest/globals';
import { logLevel } from 'kafkajs';
import { logThrough } from './logging.ts';
import { isKafkajsTimer } from './negative-timers.ts';

function listen(now: () => number) {
  const told: [object, string][] = [];
  const logger = {
    info() {},
    warn: (fields: object, message: string) => void told.push([fields, message]),
    error() {},
  };
  const write = logThrough(logger, now)(logLevel.WARN);
  const say = (level: logLevel, message: string, extra: object = {}): void =>
    write({ namespace: 'Connection', level, label: 'X', log: { timestamp: '', message, ...extra } });
  return { told, say };
}

describe('what kafkajs says', () => {
  it('is told as a warning, with what tells something and without its stack', () => {
    const { told, say } = listen(() => 0);
    say(logLevel.ERROR, 'Connection error', {
      broker: 'one:9092',
      stack: 'at …',
      error: new Error('refused'),
      retryCount: 2,
    });
    say(logLevel.INFO, 'Starting');
    expect(told).toEqual([[{ kafkajs: 'Connection', broker: 'one:9092', reason: 'refused' }, 'Connection error']]);
  });

  it('is not told again for half a minute', () => {
    let now = 0;
    const { told, say } = listen(() => now);
    for (now = 0; now < 60_000; now += 1_000) say(logLevel.WARN, 'away');
    expect(told).toHaveLength(2);
    say(logLevel.WARN, 'something else');
    expect(told).toHaveLength(3);
  });
});

describe('a timer in the past', () => {
  const stack =
    'Error\n at setTimeout\n at RequestQueue (/a/node_modules/kafkajs/src/network/requestQueue/index.js:1:1)';

  it('is nothing to warn of where kafkajs set it, and is where anybody else did', () => {
    expect(isKafkajsTimer('TimeoutNegativeWarning', stack)).toBe(true);
    expect(
      isKafkajsTimer('TimeoutNegativeWarning', 'Error\n at ours (/a/libs/delivery/src/kafka/back-off.ts:1:1)'),
    ).toBe(false);
    expect(isKafkajsTimer('DeprecationWarning', stack)).toBe(false);
  });
});
