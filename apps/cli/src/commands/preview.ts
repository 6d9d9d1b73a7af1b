import type { Context } from '../context.ts';
import { type AnswerChanges, changesText, mentionedIn } from '../output/changes.ts';
import type { Api } from '../server/api.ts';
import { labelsFor } from './labels.ts';

/** What a dry run says would change, with names in the place of ids as far as the register knows them. */
export async function previewText({ style }: Context, api: Api, changes: AnswerChanges): Promise<string> {
  return changesText(changes, await labelsFor(api, mentionedIn(changes.changes)), style);
}
