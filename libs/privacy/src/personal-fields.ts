import type { EventData, NewEvent, Personal } from '#libs/contracts';
import { personalPathsOf } from './personal-paths.ts';

/** A personal field of one event: where in its data (a JSON pointer), whose, and what. */
export interface PersonalField {
  readonly pointer: string;
  readonly subject: string;
  readonly value: string;
}

/** A field marked personal holds something else, or cannot be found; written as it is it could never be forgotten. */
export class MalformedPersonalField extends Error {
  override readonly name = 'MalformedPersonalField';
}

type Written = Pick<NewEvent, 'type' | 'schemaVersion' | 'data'>;
interface Found {
  readonly pointer: string;
  readonly value: unknown;
}

function at(value: unknown, steps: readonly string[], pointer: string): Found[] {
  if (value === null || value === undefined) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [{ pointer, value }];
  if (step !== '*') return at((value as Record<string, unknown>)[step], rest, `${pointer}/${step}`);
  if (!Array.isArray(value)) throw new MalformedPersonalField(`${pointer} is no list`);
  return value.flatMap((item, index) => at(item, rest, `${pointer}/${index}`));
}

/** What stands at the marked fields of an event; a corrected report has those of the type it corrects. */
function marked({ type, schemaVersion, data }: Written, pointer: string): Found[] {
  const paths = personalPathsOf(type, schemaVersion);
  if (!paths) throw new MalformedPersonalField(`${type} version ${schemaVersion} is not of the catalogue`);
  const own = paths.flatMap(({ steps }) => at(data, steps, pointer));
  if (type !== 'ClaimCorrected') return own;
  const correction = data as EventData<'ClaimCorrected'>;
  return [...own, ...marked({ ...correction, data: correction.report }, `${pointer}/report`)];
}

const isPersonal = (value: unknown): value is Personal =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Personal>).subject === 'string' &&
  typeof (value as Partial<Personal>).value === 'string';

/**
 * The personal fields of an event, in the version that its `schemaVersion` names; fields that are null hold none. A projection keeps the
 * value in one table by subject and the reference everywhere else.
 * @throws MalformedPersonalField for a type or version that is not of the catalogue, or a marked field of another form.
 */
export function personalFieldsIn(event: Written): PersonalField[] {
  return marked(event, '').map(({ pointer, value }) => {
    if (!isPersonal(value))
      throw new MalformedPersonalField(
        `${event.type} version ${event.schemaVersion}: ${pointer} is not {subject, value}`,
      );
    return { pointer, subject: value.subject, value: value.value };
  });
}
