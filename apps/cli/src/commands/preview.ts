import type { Context } from '../context.ts';
import { type AnswerChange, type AnswerChanges, changesText, mentionedIn } from '../output/changes.ts';
import type { Api } from '../server/api.ts';
import { labelsFor } from './labels.ts';

const LANGUAGE = / \([A-Za-z-]+\)$/;

/** Names that would only come with what is tried: the register does not know them yet. */
const namesIn = (changes: readonly AnswerChange[]): ReadonlyMap<string, string> =>
  new Map(
    changes
      .filter(({ answer, to }) => (answer === 'names' || answer === 'title') && to.length > 0)
      .map(({ subject, to }) => [subject.id, to[0]!.replace(LANGUAGE, '')]),
  );

/** What a dry run says would change, with names in the place of ids as far as they are known. */
export async function previewText({ style }: Context, api: Api, changes: AnswerChanges): Promise<string> {
  const coming = namesIn(changes.changes);
  const others = mentionedIn(changes.changes).filter(({ id }) => !coming.has(id));
  const label = await labelsFor(api, others);
  return changesText(changes, (named) => coming.get(named.id) ?? label(named), style);
}
