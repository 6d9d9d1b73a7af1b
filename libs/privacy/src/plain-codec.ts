import type { NewEvent, PayloadCodec } from '#libs/contracts';
import { personalFieldsIn } from './personal-fields.ts';

/** Every personal field is found before it is written, so that a later codec can encrypt what this one has let through. */
function checked(events: readonly NewEvent[]): readonly NewEvent[] {
  for (const event of events) personalFieldsIn(event);
  return events;
}

/**
 * Stores personal fields as they are: nothing can be forgotten yet. `encode` rejects with MalformedPersonalField what could not be encrypted
 * either; `decode` passes everything on, unknown types too, because parking them is the reader's decision.
 */
export const plainCodec: PayloadCodec = {
  encode: async (events) => checked(events),
  decode: async (events) => events,
};
