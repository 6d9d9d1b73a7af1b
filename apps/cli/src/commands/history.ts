import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { ago, instant } from '../output/moment.ts';
import { type Column, table } from '../output/table.ts';
import type { Api } from '../server/api.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';
import { labelsFor, type Named } from './labels.ts';
import { wordsOf } from './words.ts';

/** An entry of `GET /v1/streams/{stream}`. */
interface Entry {
  readonly event: string;
  readonly type: string;
  readonly revision: number;
  readonly position: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly claimant: { readonly kind: 'party' | 'person'; readonly id: string } | null;
  readonly target: string | null;
  readonly sources: readonly string[];
}

interface HistoryPage {
  readonly data: readonly Entry[];
  readonly page: { readonly next: string | null };
}

async function historyOf(api: Api, stream: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after: string | undefined;
  for (;;) {
    const { data, page } = await api.json<HistoryPage>(`/v1/streams/${encodeURIComponent(stream)}`, {
      parameters: { after },
    });
    entries.push(...data);
    if (page.next === null) return entries;
    after = page.next;
  }
}

interface EventPage {
  readonly data: readonly { readonly id: string; readonly data: unknown }[];
  readonly page: { readonly next: string | null };
}

/** What each event of the stream says, in words. The history names who and why; the words are in the events themselves. */
async function wordsIn(api: Api, stream: string, entries: readonly Entry[]): Promise<Map<string, string>> {
  const words = new Map<string, string>();
  let after: string | null = (BigInt(entries[0]?.position ?? 1) - 1n).toString();
  while (after !== null && words.size < entries.length) {
    const { data, page }: EventPage = await api.json<EventPage>('/v1/events', {
      parameters: { after, streamPrefix: stream, limit: 200 },
    });
    for (const { id, data: said } of data) words.set(id, wordsOf(said));
    after = page.next;
  }
  return words;
}

const sourcesOf = ({ sources }: Entry): Named[] => sources.map((id) => ({ kind: 'source', id }));

type Label = (named: Named) => string;
type Words = ReadonlyMap<string, string>;

function columnsOf(label: Label, words: Words, entries: readonly Entry[], now: Date): Column<Entry>[] {
  const byEvent = new Map(entries.map(({ event, revision }) => [event, revision]));
  return [
    { heading: 'REVISION', of: ({ revision }) => revision, align: 'right' },
    { heading: 'POSITION', of: ({ position }) => position, align: 'right' },
    { heading: 'RECORDED', of: ({ recordedAt }) => `${instant(recordedAt)} (${ago(recordedAt, now)})` },
    { heading: 'BY', of: ({ actor }) => actor },
    { heading: 'EVENT', of: ({ type }) => type },
    { heading: 'SAYS', of: ({ event }) => words.get(event), optional: true },
    { heading: 'ABOUT', of: ({ target }) => target && `revision ${byEvent.get(target) ?? target}`, optional: true },
    { heading: 'SAID BY', of: ({ claimant }) => claimant && label(claimant), optional: true },
    { heading: 'SOURCES', of: (entry) => sourcesOf(entry).map(label).join('; '), optional: true },
    { heading: 'WHY', of: ({ reason }) => reason, optional: true },
  ];
}

async function history(context: Context, stream: string): Promise<void> {
  const { terminal, json, style } = context;
  await withServer(context, async (api) => {
    const entries = await historyOf(api, stream);
    if (json) return put(terminal.out, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const named = entries.flatMap((entry) => [...(entry.claimant ? [entry.claimant] : []), ...sourcesOf(entry)]);
    const [label, words] = await Promise.all([labelsFor(api, named), wordsIn(api, stream, entries)]);
    const columns = columnsOf(label, words, entries, terminal.now());
    return put(terminal.out, table(columns, entries, style, 'no events'));
  });
}

/** `afa history`: who entered what about a subject, when, why, on whose word. */
export function addHistory(program: Command, actions: Actions): void {
  const command = program
    .command('history')
    .description('Show what happened to one subject: who, when, why, on whose word, from which sources')
    .argument('<stream>', 'such as swap-6f1b2a0e-…');
  examples(command, 'afa history swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11').action(
    actions.run((context, [stream]) => history(context, stream!)),
  );
}
