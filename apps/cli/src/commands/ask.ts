import type { Context } from '../context.ts';
import { withServer } from '../server/connection.ts';
import type { Api } from '../server/api.ts';
import { put } from '../terminal.ts';

/** Names of what an answer refers to by id. */
export interface References {
  readonly parties: Readonly<Record<string, string>>;
  readonly persons: Readonly<Record<string, string | null>>;
  readonly sources: Readonly<Record<string, string>>;
}

/** One answer, or all pages of it. */
export interface Answered<Entry> {
  readonly entries: readonly Entry[];
  readonly references: References;
  readonly asOf: { readonly position: string };
}

interface Page<Entry> {
  readonly data: readonly Entry[];
  readonly page?: { readonly next: string | null };
  readonly references: References;
  readonly asOf: { readonly position: string };
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/** Every page of a question, at one state of the register. */
export async function askAll<Entry>(api: Api, path: string, parameters: Parameters): Promise<Answered<Entry>> {
  const entries: Entry[] = [];
  const references: References = { parties: {}, persons: {}, sources: {} };
  for (let cursor: string | undefined; ;) {
    const answer: Page<Entry> = await api.json(path, { parameters: { ...parameters, cursor } });
    entries.push(...answer.data);
    for (const kind of ['parties', 'persons', 'sources'] as const)
      Object.assign(references[kind], answer.references[kind]);
    const next = answer.page?.next ?? null;
    if (next === null) return { entries, references, asOf: answer.asOf };
    cursor = next;
  }
}

/** Asks, and puts the entries on stdout: as JSON Lines, or as `text` makes them. */
export const answerWith = <Entry>(
  context: Context,
  path: string,
  parameters: Parameters,
  text: (answered: Answered<Entry>) => string,
): Promise<void> =>
  withServer(context, async (api) => {
    const answered = await askAll<Entry>(api, path, parameters);
    const { terminal, json } = context;
    if (json) return put(terminal.out, answered.entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    return put(terminal.out, text(answered));
  });

/** The name of a party or person; its id where it has none. */
export const nameOf = ({ parties, persons }: References, id: string | null, unstated = 'not stated'): string =>
  id === null ? unstated : (parties[id] ?? persons[id] ?? id);
