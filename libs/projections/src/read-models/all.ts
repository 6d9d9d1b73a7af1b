import { claims } from './claims/claims.ts';
import { detentions } from './detentions/detentions.ts';
import { estimates } from './estimates/estimates.ts';
import { groups } from './groups/groups.ts';
import { parties } from './parties/parties.ts';
import { persons } from './persons/persons.ts';
import type { ReadModel } from './read-model.ts';
import { sources } from './sources/sources.ts';
import { swaps } from './swaps/swaps.ts';

/** Every read model of the register. */
export const readModels: readonly ReadModel[] = [
  sources,
  parties,
  persons,
  groups,
  detentions,
  swaps,
  estimates,
  claims,
];
