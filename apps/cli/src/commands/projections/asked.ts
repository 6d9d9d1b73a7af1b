import { usage } from '../../failure.ts';
import type { Api } from '../../server/api.ts';
import { ADDRESS } from './status.ts';

/** What `POST /v1/operations/projections/<operation>` is asked with. */
export const posted = (body: object) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const operate = <Answer>(api: Api, operation: string, body: object): Promise<Answer> =>
  api.json<Answer>(`${ADDRESS}/${operation}`, posted(body));

/** `[generation]` of a command; undefined where none is named. @throws Failure `usage` */
export function generationIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usage('a generation is a number, such as 2; afa projections list shows them');
  return Number(text);
}
