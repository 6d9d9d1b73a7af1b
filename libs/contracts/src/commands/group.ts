import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { boundedCountInput } from '../values/count.ts';
import { reference, uuid } from '../values/reference.ts';
import { asWritten } from '../values/text.ts';

/** An unnamed set of people with a count. `group` adds a further report to a known group. */
export const reportGroup = z.strictObject({
  id: uuid.nullish(),
  group: reference('group').nullish(),
  asWritten,
  count: boundedCountInput.nullish(),
  claim: claimInput,
});

/** A member of a group is named. */
export const nameMember = z.strictObject({
  group: reference('group'),
  person: reference('person'),
  claim: claimInput,
});
