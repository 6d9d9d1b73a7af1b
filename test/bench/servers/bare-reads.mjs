import pg from 'pg';

const OPEN = 'known_to = 9223372036854775807';

/** The open row of a claim as it is stored. */
const STORED = { name: 'stored', text: `SELECT doc FROM rm_1.claims WHERE key = $1 AND ${OPEN}` };
const PAGE = {
  name: 'page',
  text: `SELECT c.doc, c.born::text AS born FROM rm_1.claims c WHERE c.${OPEN} AND c.born > $1 ORDER BY c.born LIMIT $2`,
};
const NAMES = {
  name: 'names',
  text: `
WITH named AS (
  SELECT key, doc ->> 'title' AS label, doc ->> 'publisher' AS publisher, doc -> 'publishedAt' AS published_at
    FROM rm_1.sources WHERE key = ANY (ARRAY(SELECT unnest($1::text[]))) AND ${OPEN})
SELECT 'sources' AS kind, key, label, publisher, published_at FROM named
UNION ALL
SELECT 'parties', key, doc -> 'names' -> 0 ->> 'form', NULL, NULL FROM rm_1.parties
 WHERE key = ANY ($2::text[] || ARRAY(SELECT publisher FROM named WHERE publisher IS NOT NULL)) AND ${OPEN}
UNION ALL
SELECT 'persons', p.key, v.value, NULL, NULL FROM rm_1.persons p
  LEFT JOIN rm_1.personal_values v
    ON v.subject = (p.doc #>> '{names,0,form,subject}')::uuid AND v.ref = p.doc #>> '{names,0,form,ref}'
 WHERE p.key = ANY (ARRAY(SELECT unnest($3::text[]))) AND p.${OPEN}
UNION ALL
SELECT 'values', v.ref, v.value, NULL, NULL FROM unnest($4::uuid[], $5::text[]) AS a (subject, ref)
  JOIN rm_1.personal_values v ON v.subject = a.subject AND v.ref = a.ref`,
};

const PARTIES = ['holder', 'from', 'to', 'by'];

/** The ids that a claim names, written down by hand for the kinds of reports that the benchmark holds. */
function named(docs) {
  const ids = { sources: new Set(), parties: new Set(), persons: new Set(), values: new Map() };
  for (const { claimant, evidence, report } of docs) {
    ids.parties.add(claimant.id);
    for (const { source } of evidence) ids.sources.add(source);
    if (report.person) ids.persons.add(report.person);
    for (const part of [report, ...(report.legs ?? [])])
      for (const field of PARTIES) if (part[field]) ids.parties.add(part[field]);
    for (const value of Object.values(report)) if (value?.ref) ids.values.set(value.ref, value.subject);
  }
  return ids;
}

function completed(doc, values, publications) {
  const report = { ...doc.report };
  for (const [field, value] of Object.entries(report)) if (value?.ref) report[field] = values[value.ref] ?? null;
  const { publisher, published_at: publishedAt } = publications.get(doc.source);
  return { ...doc, report, publisher, publishedAt };
}

/** The same answers as the product's, by the fewest statements somebody would write by hand: one for the rows, one for what they name. */
export function bareReads(url) {
  const pool = new pg.Pool({ connectionString: url, max: 8 });

  async function answer(docs) {
    const ids = named(docs);
    const { rows } = await pool.query({
      ...NAMES,
      values: [[...ids.sources], [...ids.parties], [...ids.persons], [...ids.values.values()], [...ids.values.keys()]],
    });
    const references = { parties: {}, persons: {}, sources: {} };
    const values = {};
    const publications = new Map();
    for (const row of rows) {
      (row.kind === 'values' ? values : references[row.kind])[row.key] = row.label;
      if (row.kind === 'sources') publications.set(row.key, row);
    }
    return { data: docs.map((doc) => completed(doc, values, publications)), references };
  }

  return {
    async stored(id) {
      const { rows } = await pool.query({ ...STORED, values: [id] });
      return rows[0].doc;
    },
    async item(id) {
      const { rows } = await pool.query({ ...STORED, values: [id] });
      const { data, references } = await answer([rows[0].doc]);
      return { data: data[0], references };
    },
    async list(after, limit) {
      const { rows } = await pool.query({ ...PAGE, values: [after, limit + 1] });
      const page = rows.slice(0, limit);
      const { data, references } = await answer(page.map(({ doc }) => doc));
      return { data, page: { next: rows.length > limit ? page.at(-1).born : null, limit }, references };
    },
  };
}
