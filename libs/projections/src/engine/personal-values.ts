import type { EventType, RecordedEvent } from '#libs/contracts';
import { keysOfName } from '#libs/domain';
import { personalFieldsIn } from '#libs/privacy';

/** A personal value with the address that rows hold in its place: `<event id>#<json pointer>`. */
export interface PersonalValue {
  readonly subject: string;
  readonly ref: string;
  readonly value: string;
  /** Only of a form of a person's name: what it is searched by. */
  readonly name?: NameIndex;
}

/** A form of a name in the index. It stands in the row of the value, so that it is forgotten with it. */
export interface NameIndex {
  /** The position from which the form was known. */
  readonly knownFrom: string;
  readonly keys: readonly number[];
}

/** Types whose personal values are forms of names, all of them. */
const NAMING: readonly string[] = ['PersonRegistered', 'NameVariantAdded'] satisfies EventType[];

/** A copy of the value with something else at the pointer; only what lies on the way is copied. */
function replaced(value: unknown, steps: readonly string[], by: object): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === step ? replaced(item, rest, by) : item));
  return { ...(value as object), [step]: replaced((value as Record<string, unknown>)[step], rest, by) };
}

export interface Separated {
  readonly event: RecordedEvent;
  readonly values: readonly PersonalValue[];
}

/**
 * The event with `{subject, ref}` in place of every personal value, and the values by themselves. Read models see the references only, so
 * neither rows nor what is parked can hold a value. An event of an unknown type or version is left as it is: reading it fails next.
 */
export function separatePersonalValues(event: RecordedEvent): Separated {
  let { data } = event;
  const values: PersonalValue[] = [];
  for (const { pointer, subject, value } of personalFieldsIn(event)) {
    const ref = `${event.id}#${pointer}`;
    const name = NAMING.includes(event.type) && { knownFrom: event.position, keys: keysOfName(value) };
    values.push({ subject, ref, value, ...(name && { name }) });
    data = replaced(data, pointer.slice(1).split('/'), { subject, ref });
  }
  return values.length === 0 ? { event, values } : { event: { ...event, data }, values };
}
