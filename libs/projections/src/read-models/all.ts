import { appeals } from './appeals/appeals.ts';
import { claims } from './claims/claims.ts';
import { detentions } from './detentions/detentions.ts';
import { estimates } from './estimates/estimates.ts';
import { groups } from './groups/groups.ts';
import { judgements } from './judgements/judgements.ts';
import { parties } from './parties/parties.ts';
import { persons } from './persons/persons.ts';
import type { ReadModel } from './read-model.ts';
import { sources } from './sources/sources.ts';
import { statements } from './statements/statements.ts';
import { swaps } from './swaps/swaps.ts';
import { talks } from './talks/talks.ts';

/** Every read model of the register. */
export const readModels: readonly ReadModel[] = [
  sources,
  parties,
  persons,
  groups,
  detentions,
  swaps,
  estimates,
  statements,
  appeals,
  talks,
  judgements,
  claims,
];
