import { type logCreator, logLevel } from 'kafkajs';
import type { DeliveryLogger } from '../port.ts';

/** While a broker is away kafkajs says the same with every attempt; once in so many milliseconds is enough. */
const REPEATED_AFTER = 30_000;
const MOST_REMEMBERED = 200;

/** Of a log entry only what tells something; stacks of kafkajs' own insides do not. */
function fieldsOf(namespace: string, { broker, error, groupId, topic }: Record<string, unknown>): object {
  const told = { broker, reason: error instanceof Error ? error.message : error, group: groupId, topic };
  const present = Object.entries(told).filter(([, value]) => value !== undefined);
  return { kafkajs: namespace, ...Object.fromEntries(present) };
}

/**
 * kafkajs' warnings and errors in our own log, as warnings: whatever it reports is tried again by those who use it, and what cannot be mended
 * they report themselves. The same words are not told again for a while.
 */
export function logThrough(logger: DeliveryLogger, now: () => number = Date.now): logCreator {
  const told = new Map<string, number>();
  return () =>
    ({ namespace, level, log: { message, ...extra } }) => {
      if (level > logLevel.WARN) return;
      const key = `${namespace} ${message}`;
      if (now() - (told.get(key) ?? -Infinity) < REPEATED_AFTER) return;
      if (told.size >= MOST_REMEMBERED) told.clear();
      told.set(key, now());
      logger.warn(fieldsOf(namespace, extra), message);
    };
}
