import type { z } from 'zod';
import {
  appealItem,
  type Category,
  claimItem,
  detentionItem,
  estimateItem,
  groupItem,
  partyItem,
  personItem,
  sourceItem,
  statementItem,
  swapItem,
  talksItem,
} from '#libs/contracts';

/** What a read model answers, and how its valid time is read. */
export interface Model {
  /** The form of one answered item. */
  readonly view: z.ZodObject;
  /** The category of the streams whose rows it holds; null for claims, which come from every stream. */
  readonly category: Category | null;
  /**
   * `state` held over its days (a detention), `event` happened at some time in them (a claim, a swap, an estimate);
   * null: the kind has no valid time and `on` does not narrow it.
   */
  readonly dated: 'state' | 'event' | null;
}

/** Every read model that has rows of its own, by the name of its table and of its list. */
export const models = {
  swaps: { view: swapItem, category: 'swap', dated: 'event' },
  detentions: { view: detentionItem, category: 'detention', dated: 'state' },
  persons: { view: personItem, category: 'person', dated: null },
  groups: { view: groupItem, category: 'group', dated: null },
  statements: { view: statementItem, category: 'statement', dated: 'event' },
  appeals: { view: appealItem, category: 'appeal', dated: 'event' },
  talks: { view: talksItem, category: 'talks', dated: 'event' },
  claims: { view: claimItem, category: null, dated: 'event' },
  estimates: { view: estimateItem, category: 'estimate', dated: 'event' },
  sources: { view: sourceItem, category: 'source', dated: null },
  parties: { view: partyItem, category: 'party', dated: null },
} as const satisfies Record<string, Model>;

export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as ModelName[];
export const isModelName = (name: string): name is ModelName => Object.hasOwn(models, name);
export const modelOf = (name: ModelName): Model => models[name];

/** The read model whose rows are the streams of a category. */
export const modelOfCategory = (category: Category): ModelName =>
  modelNames.find((name) => models[name].category === category)!;
