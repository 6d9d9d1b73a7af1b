import { z } from 'zod';
import { claimInput } from '../values/claim.ts';
import { boundedCountInput } from '../values/count.ts';
import { uncertainDateInput } from '../values/date.ts';
import { placeInput } from '../values/place.ts';
import { reference, uuid } from '../values/reference.ts';
import { asWritten, slotName } from '../values/text.ts';

export const legPhases = ['planned', 'actual'] as const;
export const legPartitions = ['party', 'day', 'category'] as const;
export const declineKinds = ['refused', 'stayed'] as const;
export const noShowKinds = ['absent', 'alreadyFree'] as const;

/**
 * A slot of a swap (DOMAIN 4). The first report that names it creates it and gives from and to, where null means all or unstated
 * givers or receivers; later reports may leave them out, and may not contradict them.
 */
const slot = {
  leg: slotName,
  parent: slotName.nullish(),
  partBy: z.enum(legPartitions).nullish(),
  from: reference('party').nullish(),
  to: reference('party').nullish(),
};

const persons = z.array(reference('person')).max(2000).nullish();
const count = boundedCountInput.nullish();
const date = uncertainDateInput.nullish();
const place = placeInput.nullish();
const swap = reference('swap');

const legInSwap = z.strictObject({ ...slot, count, persons });

const swapReport = {
  id: uuid.nullish(),
  swap: swap.nullish(),
  date,
  place,
  legs: z.array(legInSwap).max(200).nullish(),
  claim: claimInput,
};

/** An agreed set of directed hand-overs. `swap` adds a further report to a known swap. */
export const agreeSwap = z.strictObject({ ...swapReport, formula: asWritten.nullish() });

/** That a swap took place, with what the report says of its legs. */
export const recordSwap = z.strictObject(swapReport);

/** How many are to be, or were, handed over on one leg. */
export const reportLeg = z.strictObject({
  swap,
  ...slot,
  phase: z.enum(legPhases),
  count,
  date,
  place,
  persons,
  claim: claimInput,
});

/** Listed persons who refused, or stayed on the spot: lowers the planned leg, is not a failed swap. */
export const reportDecline = z.strictObject({
  swap,
  leg: slotName,
  kind: z.enum(declineKinds),
  count,
  persons,
  date,
  claim: claimInput,
});

/** Listed persons who were absent or already free. */
export const reportNoShow = z.strictObject({
  swap,
  leg: slotName,
  kind: z.enum(noShowKinds),
  count,
  persons,
  date,
  claim: claimInput,
});

export const suspendSwap = z.strictObject({ swap, date, claim: claimInput });
export const resumeSwap = z.strictObject({ swap, date, claim: claimInput });
