import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  type Category,
  claimItem,
  claimView,
  detentionItem,
  type DomainEvent,
  estimateItem,
  eventCatalogue,
  type EventEntry,
  type EventType,
  groupItem,
  partyItem,
  personItem,
  type RecordedEvent,
  sourceItem,
  streamOf,
  swapItem,
  appealItem,
  IDENTITY,
  judgements,
  statementItem,
  talksItem,
} from '#libs/contracts';
import { changesClaims } from '#libs/domain';
import { prepareEvent } from '../../libs/projections/src/engine/prepare.ts';
import { readModels, type ReadModel, type ReadModelName, type Row } from '#libs/projections';

type Data = Record<string, unknown>;
interface Written {
  readonly name: string;
  readonly type: EventType;
  readonly version: number;
  readonly data: Data;
}

const folder = new URL('../../libs/contracts/golden/', import.meta.url);
const corpus: readonly Written[] = readdirSync(folder).flatMap((file) => {
  const [type, version] = file.replace('.json', '').split('.v') as [EventType, string];
  const payloads = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { case: string; data: Data }[];
  return payloads.map((golden) => ({
    name: `${type} v${version}: ${golden.case}`,
    type,
    version: Number(version),
    data: golden.data,
  }));
});

/** No list of its own: what clusters are derived from. */
const judgementRow = z.strictObject({
  id: z.string(),
  left: z.uuid(),
  right: z.uuid(),
  judgement: z.enum(judgements).nullable(),
  reason: z.string(),
  recordedAt: z.iso.datetime(),
  recordedBy: z.string(),
});
const views: Record<ReadModelName, z.ZodObject> = {
  sources: sourceItem,
  parties: partyItem,
  persons: personItem,
  groups: groupItem,
  detentions: detentionItem,
  swaps: swapItem,
  estimates: estimateItem,
  statements: statementItem,
  appeals: appealItem,
  talks: talksItem,
  judgements: judgementRow,
  claims: claimItem,
};
const ID = '00000000-0000-4000-8000-0000000000aa';
const CLAIM = '00000000-0000-4000-8000-0000000000bb';
const own = (type: EventType): Category | null => (eventCatalogue[type] as EventEntry).category;

const firstOf = (type: string): Written => corpus.findLast((each) => each.type === type && !('target' in each.data))!;
const registrations: Partial<Record<Category, EventType>> = { source: 'SourceRegistered', party: 'PartyRegistered' };

/** The claim that an event is about. */
function targetOf({ data, type }: Written): Written | null {
  if (!('target' in data)) return null;
  const reported =
    type === 'ClaimCorrected' && data['type'] !== 'ClaimContested' ? (data['type'] as string) : 'DetentionReported';
  return firstOf(reported);
}

/** Subjects that are registered before anything is said of them. */
function registrationOf(category: Category, { type }: Written): Written | null {
  const registration = registrations[category];
  return registration && registration !== type ? firstOf(registration) : null;
}

/** The payload in a stream, behind what must have been said before it. */
function streamWith(written: Written): readonly RecordedEvent[] {
  const target = targetOf(written);
  const category = own((target ?? written).type);
  const registration = category && registrationOf(category, target ?? written);
  const events = [
    ...(registration ? [{ ...registration, id: ID }] : []),
    ...(target ? [{ ...target, id: written.data['target'] as string }] : []),
    { ...written, id: CLAIM },
  ];
  const metadata = { actor: 'editor', commandId: ID, correlationId: ID, causationId: ID };
  const place = {
    stream: category ? streamOf(category, ID) : IDENTITY,
    metadata,
    recordedAt: '2026-11-22T12:00:00.000Z',
  };
  return events.map(({ id, type, version: schemaVersion, data }, revision) => {
    return { id, type, schemaVersion, data, revision, position: String(revision + 1), ...place };
  });
}

const understood = (events: readonly RecordedEvent[]): DomainEvent[] =>
  events.map((recorded) => {
    const { event, problem } = prepareEvent(recorded);
    if (!event) throw new Error(problem?.error);
    return event;
  });

/** Event by event, as they come in; changes of claims as the engine does them. */
function rowsOf(model: ReadModel, events: readonly DomainEvent[]): Map<string, Row> {
  let rows = new Map<string, Row>();
  events.forEach((event, index) => {
    if (changesClaims(event.type)) rows = new Map(model.refold(events.slice(0, index + 1)));
    else
      for (const key of model.keys(event)) {
        const row = model.apply(rows.get(key), event, key);
        if (row) rows.set(key, row);
      }
  });
  return rows;
}

/** A stored document as it is answered: claims in place of their ids, words in place of references. */
function answered(value: unknown, claims: ReadonlyMap<string, Row>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => answered(item, claims));
  if (typeof value !== 'object' || value === null) return value;
  if ('ref' in value && 'subject' in value) return 'words';
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const claim = name === 'claim' && typeof member === 'string' ? claims.get(member) : undefined;
      return [name, claim ? claimOf(claim, claims) : answered(member, claims)];
    }),
  );
}

function claimOf({ doc }: Row, claims: ReadonlyMap<string, Row>): object {
  const { report: _report, ...fields } = doc;
  return claimView.parse({ ...(answered(fields, claims) as object), ...published });
}
const published = { publisher: null, publishedAt: null };
const assembled = { claims: [], declines: [] };

function answerOf(
  model: ReadModelName,
  { key, doc }: Row & { key: string },
  claims: ReadonlyMap<string, Row>,
): unknown {
  const { report, ...fields } = answered(doc, claims) as Data;
  if (model === 'claims') return { ...fields, report, ...published };
  // Judgements have a stream of their own.
  if (model === 'persons') return { ...fields, cluster: [key] };
  if (model === 'swaps')
    return { ...fields, legs: (fields['legs'] as object[]).map((leg) => ({ ...leg, ...assembled })) };
  return { ...fields };
}

describe('every payload ever written', () => {
  it.each(corpus)('gives rows of the answered form: $name', (written) => {
    const events = understood(streamWith(written));
    const category = events[0]!.stream.split('-')[0]!;
    const models = readModels.filter((model) => model.category === null || model.category === category);
    const claims = rowsOf(
      readModels.find(({ name }) => name === 'claims')!,
      events,
    );
    const rows = models.flatMap((model) => [...rowsOf(model, events)].map(([key, row]) => ({ model, key, row })));
    expect(rows.length).toBeGreaterThan(0);
    for (const { model, key, row } of rows) {
      expect(views[model.name].safeParse(answerOf(model.name, { ...row, key }, claims)).error?.issues).toBeUndefined();
      expect(model.refold(events).get(key)).toEqual(row);
      expect(JSON.stringify(row)).not.toMatch(/"subject":"[^"]*","value"/);
    }
  });
});
