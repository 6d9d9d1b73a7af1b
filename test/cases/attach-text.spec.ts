import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createMemoryEventLog } from '#libs/event-log';
import { importText } from './register.ts';

/** Written for this test. Umlauts, a curly quote and a character outside of the basic plane keep bytes, UTF-16 units and code points apart. */
const DOCUMENT = 'Zwölf Gefangene kehrten heim 🕊️.\nDer Sprecher nannte es “einen Anfang”. Drei blieben zurück.\n';

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const LENGTH = [...DOCUMENT].length;

function anchored(words: string, document = DOCUMENT): string {
  const start = [...document.slice(0, document.indexOf(words))].length;
  return `{source: $report, anchored: {start: ${start}, end: ${start + [...words].length}, quoteSha256: '${digest(words)}'}}`;
}

const claim = (...words: readonly string[]) =>
  `claim: {claimant: {kind: party, id: $paper}, stance: true-certain, evidence: [${words.map((each) => anchored(each)).join(', ')}]}`;

const estimate = (as: string, value: number, words: string) =>
  `  - RecordEstimate: {as: ${as}, count: {op: eq, value: ${value}, unit: {asWritten: Gefangene, counts: person}, asWritten: ${words}}, ${claim(words)}}\n`;

const FILE = `namespace: attach-test
commands:
  - RegisterParty: {as: paper, kind: organisation, names: [{form: A paper}]}
  - RegisterSource: {as: report, title: A report, publisher: $paper, length: ${LENGTH}, sha256: '${digest(DOCUMENT)}'}
${estimate('home', 12, 'Zwölf Gefangene')}${estimate('left', 3, 'Drei')}`;

const attach = (text: string, name: string) => `namespace: attach-${name}
commands:
  - AttachSourceText: {as: text, source: $$attach-test/report, text: ${JSON.stringify(text)}}
`;

async function attached(...texts: readonly string[]) {
  const log = createMemoryEventLog();
  const imported = await importText(log, FILE);
  expect(imported.rejected).toEqual([]);
  for (const [index, text] of texts.entries()) {
    const { rejected } = await importText(log, attach(text, `attempt-${index}`));
    expect(rejected).toEqual([]);
  }
  const source = imported.accepted.find(({ as }) => as === 'report')!.answer.stream;
  const events = (await log.readStream(source))
    .slice(1)
    .map(({ type, data }) => ({ type, data: data as Record<string, unknown> }));
  return { log, events, all: JSON.stringify(await log.readAll({ after: '0' })) };
}

describe('a text attached to a source', () => {
  it('is checked against all quotes that stand before it in the file', async () => {
    const more = Array.from({ length: 40 }, (_, index) => estimate(`more-${index}`, index, 'Drei')).join('');
    const text = `  - AttachSourceText: {as: text, source: $report, text: ${JSON.stringify(DOCUMENT)}}\n`;
    const log = createMemoryEventLog();
    const { accepted, rejected } = await importText(log, FILE + more + text);
    expect(rejected).toEqual([]);
    const { stream } = accepted.find(({ as }) => as === 'text')!.answer;
    expect((await log.readStream(stream))[1]!.data).toMatchObject({ upTo: String(4 + 40) });
  });

  it('verifies every quote and is not stored', async () => {
    const { events, all } = await attached(DOCUMENT);
    expect(events).toMatchObject([
      { type: 'SourceTextVerified', data: { length: LENGTH, sha256: digest(DOCUMENT), upTo: '4' } },
    ]);
    expect(events[0]!.data['anchors']).toHaveLength(2);
    expect(all).not.toContain('Sprecher');
  });

  it('is a mismatch with one byte changed outside of the quotes: only the hash of the whole tells', async () => {
    const { events } = await attached(DOCUMENT.replace('nannte', 'nennte'));
    expect(events).toMatchObject([
      { type: 'SourceTextMismatched', data: { failures: [{ rule: 'sha256', anchor: null }] } },
    ]);
  });

  it('is a mismatch that names the quote with one byte changed inside of one', async () => {
    const { events } = await attached(DOCUMENT.replace('Drei', 'Zwei'));
    const failures = events[0]!.data['failures'] as { rule: string; anchor: { start: number } | null }[];
    expect(failures.map(({ rule }) => rule)).toEqual(['sha256', 'quote']);
    expect(failures[1]!.anchor!.start).toBe([...DOCUMENT.slice(0, DOCUMENT.indexOf('Drei'))].length);
  });

  it('afterwards refuses a quote at the same place with another hash', async () => {
    const { log } = await attached(DOCUMENT);
    const { rejected } = await importText(
      log,
      FILE.replace('attach-test', 'attach-later')
        .replaceAll('$report', '$$$$attach-test/report')
        .replace(digest('Drei'), digest('Zwei')),
    );
    expect(rejected.map(({ as, rejections }) => [as, rejections[0]!.rule, rejections[0]!.pointer])).toEqual([
      ['left', 'quote-hash-mismatch', '/claim/evidence/0/anchored/quoteSha256'],
    ]);
  });

  it('is checked again when it is attached again, and repeated when it is imported again', async () => {
    const { log, events } = await attached(DOCUMENT, DOCUMENT);
    expect(events.map(({ type }) => type)).toEqual(['SourceTextVerified', 'SourceTextVerified']);
    const again = await importText(log, attach(DOCUMENT, 'attempt-0'));
    expect(again.summary).toMatchObject({ accepted: 0, repeated: 1, rejected: 0 });
    const changed = await importText(log, attach(`${DOCUMENT} `, 'attempt-0'));
    expect(changed.rejected[0]!.rejections[0]!.rule).toBe('import-changed');
  });
});
