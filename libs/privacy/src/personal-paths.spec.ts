import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type EventEntry, eventCatalogue, personal } from '#libs/contracts';
import { z } from 'zod';
import { personalPathsIn, personalPathsOf } from './personal-paths.ts';

interface Lock {
  events: Record<string, Record<string, { personal: { pointer: string; tier: number }[] }>>;
}
const lockFile = new URL('../../contracts/generated/schema-lock.json', import.meta.url);

describe('the personal fields of a schema', () => {
  it('are found wherever they are marked', () => {
    const schema = z.strictObject({
      a: personal(2).nullable().optional(),
      list: z.array(z.strictObject({ b: personal() })),
      either: z.union([z.strictObject({ c: personal() }), z.string()]),
    });
    expect(personalPathsIn(schema)).toEqual([
      { steps: ['a'], tier: 2 },
      { steps: ['list', '*', 'b'], tier: 0 },
      { steps: ['either', 'c'], tier: 0 },
    ]);
  });

  it.each([
    ['a tuple', z.tuple([personal()])],
    ['a record', z.record(z.string(), personal())],
    ['a recursive schema', z.lazy(() => personal())],
    ['a transformation', personal().transform((each) => each.value)],
  ])('are not overlooked in %s', (_, schema) => {
    expect(() => personalPathsIn(z.strictObject({ schema }))).toThrow('cannot be found');
  });

  it('are, over the whole catalogue, those that the published schemas mark', () => {
    const entries = Object.entries(eventCatalogue as Record<string, EventEntry>);
    const found = entries.map(([type, entry]) => [
      type,
      Object.fromEntries(
        Object.keys(entry.schemas).map((version) => [
          version,
          personalPathsOf(type, Number(version))!.map(({ steps, tier }) => ({ pointer: `/${steps.join('/')}`, tier })),
        ]),
      ),
    ]);
    const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
    const published = Object.entries(lock.events).map(([type, versions]) => [
      type,
      Object.fromEntries(Object.entries(versions).map(([version, each]) => [version, each.personal])),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(published));
    expect(JSON.stringify(published)).toContain('/names/*/form');
  });
});
