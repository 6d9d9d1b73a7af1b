import { Failure } from '../failure.ts';
import type { Api } from '../server/api.ts';

/** Something of the register that has a name. */
export interface Named {
  readonly kind: 'party' | 'person' | 'source';
  readonly id: string;
}

interface Item {
  readonly data: { readonly title?: string; readonly names?: readonly { readonly form: string | null }[] };
}

const collections = { party: 'parties', person: 'persons', source: 'sources' } as const;
/** Enough of an id to tell two apart; the whole is in `--json`. */
const short = ({ kind, id }: Named): string => `${kind} ${id.slice(0, 8)}`;

async function labelOf(api: Api, named: Named): Promise<string> {
  try {
    const { data } = await api.json<Item>(`/v1/${collections[named.kind]}/${named.id}`);
    return data.title ?? data.names?.find(({ form }) => form)?.form ?? short(named);
  } catch (error) {
    // A forgotten or parked subject has no name to show; the history is shown all the same.
    if (error instanceof Failure && error.reason === 'notFound') return short(named);
    throw error;
  }
}

const AT_ONCE = 8;

/** The names of what is mentioned, each asked for once. */
export async function labelsFor(api: Api, mentioned: readonly Named[]): Promise<(named: Named) => string> {
  const unique = [...new Map(mentioned.map((named) => [named.id, named])).values()];
  const labels = new Map<string, string>();
  for (let start = 0; start < unique.length; start += AT_ONCE) {
    const some = unique.slice(start, start + AT_ONCE);
    const found = await Promise.all(some.map((named) => labelOf(api, named)));
    some.forEach(({ id }, index) => labels.set(id, found[index]!));
  }
  return (named) => labels.get(named.id) ?? short(named);
}
