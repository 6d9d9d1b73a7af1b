import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import type { Context } from '../context.ts';
import { type Column, table } from '../output/table.ts';
import { withServer } from '../server/connection.ts';
import { put } from '../terminal.ts';

/** A hit of `GET /v1/persons/search`. */
interface Hit {
  readonly person: {
    readonly id: string;
    readonly names: readonly { readonly form: string | null }[];
    readonly cluster: readonly string[];
  };
  readonly matched: {
    readonly form: string | null;
    readonly lang: string | null;
    readonly kind: 'exact' | 'transliteration' | 'misspelling';
    readonly distance: number;
    readonly table: string | null;
  };
}

interface PersonsOptions {
  readonly limit?: string;
  readonly asOf?: string;
}

function fitOf({ matched: { kind, distance, table: by } }: Hit): string {
  if (kind === 'misspelling') return `${distance === 1 ? 'one letter' : `${distance} letters`} wrong`;
  return by === null ? kind : `${kind} (${by})`;
}

const otherForms = ({ person, matched }: Hit): string =>
  [...new Set(person.names.map(({ form }) => form))].filter((form) => form && form !== matched.form).join(' · ');

const columns: readonly Column<Hit>[] = [
  { heading: 'FOUND BY', of: ({ matched }) => matched.form },
  { heading: 'LANGUAGE', of: ({ matched }) => matched.lang, optional: true },
  { heading: 'FITS', of: fitOf },
  { heading: 'PERSON', of: ({ person }) => person.id },
  { heading: 'OTHER FORMS', of: otherForms, optional: true },
  {
    heading: 'ONE WITH',
    of: ({ person }) => person.cluster.filter((id) => id !== person.id).join(' '),
    optional: true,
  },
];

async function persons(context: Context, name: string, { limit, asOf }: PersonsOptions): Promise<void> {
  const { terminal, json, style } = context;
  await withServer(context, async (api) => {
    const parameters = { name, limit, asOf };
    const { data } = await api.json<{ data: readonly Hit[] }>('/v1/persons/search', { parameters });
    const text = json
      ? data.map((hit) => `${JSON.stringify(hit)}\n`).join('')
      : table(columns, data, style, 'nobody of that name');
    await put(terminal.out, text);
  });
}

/** `afa persons`: who is in the register under a name, however it is spelt. */
export function addPersons(program: Command, actions: Actions): void {
  const command = program
    .command('persons')
    .description('Find persons by name, in any script or spelling, also with a letter or two wrong')
    .argument('<name>', 'such as "Taras Shevchenko", or the family name alone')
    .option('--limit <number>', 'at most so many, up to 100 (20)')
    .option('--as-of <position>', 'what the register knew: a position, or an instant');
  examples(command, 'afa persons Шевченко', 'afa persons "Shevtchenko Taras" --json').action(
    actions.run<PersonsOptions>((context, [name], options) => persons(context, name!, options)),
  );
}
