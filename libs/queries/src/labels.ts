import type { UncertainDate } from '#libs/contracts';
import type { PersonalReference } from './personal.ts';
import type { ReadSide, Reading } from './reading.ts';
import { select } from './rows.ts';
import { anyOf, tableIn } from './sql.ts';

/** Ids named by an answer, by kind. */
export interface NamedIds {
  readonly parties: ReadonlySet<string>;
  readonly persons: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
}

/** A short name for every id that an answer names, so that people can read it. Null where a name was forgotten. */
export interface References {
  readonly parties: Readonly<Record<string, string>>;
  readonly persons: Readonly<Record<string, string | null>>;
  readonly sources: Readonly<Record<string, string>>;
}

/** What a claim's answer takes from its source. */
export interface Publication {
  readonly publisher: string | null;
  readonly publishedAt: UncertainDate | null;
}

export interface Labels {
  readonly references: References;
  readonly publications: ReadonlyMap<string, Publication>;
  /** Personal values by their reference; what was forgotten is left out. */
  readonly personal: ReadonlyMap<string, string>;
}

interface Found {
  readonly kind: 'party' | 'person' | 'source' | 'value';
  readonly key: string;
  readonly label: string | null;
  readonly publication: Publication | null;
}

const AT = 'known_from <= $4::bigint AND known_to > $4::bigint';

/** Sources, the parties named or publishing them, persons with the first form of their name, and personal values. */
const statementFor = (schema: string): string => `
WITH named_sources AS (
  SELECT key, doc ->> 'title' AS label, doc ->> 'publisher' AS publisher, doc -> 'publishedAt' AS published_at
  FROM ${tableIn(schema, 'sources')} WHERE key ${anyOf('$1')} AND ${AT}
)
SELECT 'source' AS kind, key, label, json_build_object('publisher', publisher, 'publishedAt', published_at) AS publication
FROM named_sources
UNION ALL
SELECT 'party', key, doc -> 'names' -> 0 ->> 'form', NULL
FROM ${tableIn(schema, 'parties')}
WHERE key = ANY ($2::text[] || ARRAY(SELECT publisher FROM named_sources WHERE publisher IS NOT NULL)) AND ${AT}
UNION ALL
SELECT 'person', person.key, kept.value, NULL
FROM ${tableIn(schema, 'persons')} AS person
LEFT JOIN ${tableIn(schema, 'personal_values')} AS kept
  ON kept.subject = (person.doc #>> '{names,0,form,subject}')::uuid AND kept.ref = person.doc #>> '{names,0,form,ref}'
WHERE person.key ${anyOf('$3')} AND person.known_from <= $4::bigint AND person.known_to > $4::bigint
UNION ALL
SELECT 'value', kept.ref, kept.value, NULL
FROM unnest($5::uuid[], $6::text[]) AS asked (subject, ref)
JOIN ${tableIn(schema, 'personal_values')} AS kept ON kept.subject = asked.subject AND kept.ref = asked.ref`;

const nothing: Labels = {
  references: { parties: {}, persons: {}, sources: {} },
  publications: new Map(),
  personal: new Map(),
};

/** Names everything that an answer names, and reads its personal values: one statement, whatever the number of rows. */
export async function readLabels(
  side: ReadSide,
  reading: Reading,
  { sources, parties, persons }: NamedIds,
  personal: readonly PersonalReference[] = [],
): Promise<Labels> {
  if (sources.size + parties.size + persons.size + personal.length === 0) return nothing;
  const asked = [personal.map(({ subject }) => subject), personal.map(({ ref }) => ref)];
  const values = [[...sources], [...parties], [...persons], reading.position, ...asked];
  const rows = await select<Found>(side.pool, statementFor(reading.schema), values);
  const of = (kind: Found['kind']) =>
    rows.filter((row) => row.kind === kind).map(({ key, label }) => [key, label] as const);
  return {
    references: {
      parties: Object.fromEntries(of('party')) as Record<string, string>,
      persons: Object.fromEntries(of('person')),
      sources: Object.fromEntries(of('source')) as Record<string, string>,
    },
    publications: new Map(rows.flatMap(({ key, publication }) => (publication ? [[key, publication] as const] : []))),
    personal: new Map(of('value') as [string, string][]),
  };
}
