import { comparePositions, START } from '#libs/contracts';
import { badRequest, isPosition } from '#libs/queries';

/** The position a reader of the log goes on from; the beginning where it gives none. @throws QueryProblem 400 */
export function positionFrom(text: string | undefined, parameter: string): string {
  if (text === undefined || text === '') return START;
  if (!isPosition(text))
    throw badRequest('malformed-position', parameter, `${parameter} must be a position of the log.`);
  return text;
}

/** A position behind the end belongs to another log: whoever goes on from it would miss everything until then. @throws QueryProblem 400 */
export function assertWithin(position: string, head: string, parameter: string): void {
  if (comparePositions(position, head) > 0)
    throw badRequest('malformed-position', parameter, `The log ends at ${head}, before ${position}.`);
}

const PREFIX = /^[a-z]{1,20}(-[0-9a-f-]{0,36})?$/;

/** Comma-separated beginnings of stream names, such as `swap-,detention-`. @throws QueryProblem 400 */
export function prefixesFrom(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const prefixes = text.split(',');
  if (prefixes.length > 20 || !prefixes.every((prefix) => PREFIX.test(prefix)))
    throw badRequest(
      'filter-value',
      'streamPrefix',
      'streamPrefix takes up to 20 beginnings of stream names, separated by commas.',
    );
  return prefixes;
}
