import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Category,
  type DomainEvent,
  type EventEntry,
  type EventType,
  eventCatalogue,
  readEvent,
  upcast,
} from '#libs/contracts';
import { type Aggregate, aggregates, deriveCount, effectiveEvents, fold, resolveDate } from '#libs/domain';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const folder = new URL('../../libs/contracts/golden/', import.meta.url);
const corpus = readdirSync(folder).flatMap((file) => {
  const [type, version] = file.replace('.json', '').split('.v') as [EventType, string];
  const payloads = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { case: string; data: unknown }[];
  return payloads.map((golden) => ({
    name: `${type} v${version}: ${golden.case}`,
    type,
    version: Number(version),
    data: golden.data,
  }));
});
type Golden = (typeof corpus)[number];
interface Correction {
  readonly type: EventType;
  readonly schemaVersion: number;
  readonly report: unknown;
}

const categoryOf = (type: string): Category | null => (eventCatalogue[type as EventType] as EventEntry).category;
const aggregateOf = (category: Category) => aggregates[category] as unknown as Aggregate<unknown>;

const read = (
  { type, version, data }: Pick<Golden, 'type' | 'version' | 'data'>,
  category: Category,
  revision = 0,
  eventId = id(51),
) =>
  readEvent({
    id: eventId,
    type,
    schemaVersion: version,
    data,
    metadata: { actor: 'a', commandId: id(1), correlationId: id(1), causationId: id(1) },
    stream: `${category}-${id(90)}`,
    revision,
    position: String(revision + 1),
    recordedAt: '2026-01-01T00:00:00.000Z',
  });

/** The claim that events about claims name in the corpus: of the type they correct, else a leg's. */
function original(golden: Golden): { event: DomainEvent; category: Category } {
  const corrected = (golden.data as { type?: string }).type ?? 'LegReported';
  const category = categoryOf(corrected) ?? 'swap';
  const first = corpus.find(({ type }) => type === corrected)!;
  return { event: read(first, category), category };
}

describe('every payload ever written', () => {
  const own = corpus.filter(({ type }) => categoryOf(type) !== null);
  const aboutClaims = corpus.filter(({ type }) => categoryOf(type) === null);

  it.each(own)('$name folds', (golden) => {
    const category = categoryOf(golden.type)!;
    const aggregate = aggregateOf(category);
    const before = JSON.stringify(aggregate.initial);
    expect(fold(aggregate, [read(golden, category)])).toBeDefined();
    expect(JSON.stringify(aggregate.initial)).toBe(before);
  });

  it.each(aboutClaims)('$name folds behind the claim it is about', (golden) => {
    const { event, category } = original(golden);
    const later = read(golden, category, 1, id(60));
    expect(fold(aggregateOf(category), [event, later])).toBeDefined();
  });

  it.each(aboutClaims.filter(({ type }) => type === 'ClaimCorrected'))(
    '$name stands in the original’s place',
    (golden) => {
      const { event, category } = original(golden);
      const { type, schemaVersion, report } = golden.data as Correction;
      expect(effectiveEvents([event, read(golden, category, 1, id(60))])).toEqual([
        { ...event, type, data: upcast(type, schemaVersion, report) },
      ]);
    },
  );

  it.each(['ClaimRetracted', 'ClaimWithdrawn'])('%s leaves the claim out', (type) => {
    const golden = aboutClaims.find((each) => each.type === type)!;
    const { event, category } = original(golden);
    expect(effectiveEvents([event, read(golden, category, 1, id(60))])).toEqual([]);
  });
});

/** The objects in a value that have the field. */
function having(field: string, value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap((inner) => having(field, inner));
  return Object.hasOwn(value, field) ? [value as Record<string, unknown>, ...below] : below;
}

describe('the arithmetic', () => {
  it('still derives the bounds that were stored', () => {
    const dates = corpus.flatMap(({ data }) => having('edtf', data));
    const counts = corpus.flatMap(({ data }) => having('breakdowns', data));
    for (const value of dates) expect(resolveDate(value as never, '')).toEqual({ ok: true, value });
    for (const value of counts) expect(deriveCount(value as never, '')).toEqual({ ok: true, value });
    expect([dates.length > 50, counts.length > 50]).toEqual([true, true]);
  });
});
