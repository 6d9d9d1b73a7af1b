import type { ReadModelName } from '../read-models/read-model.ts';

const SCHEMA = /^rm_[a-z0-9_]{1,50}$/;

/** Every table of a generation. */
export type GenerationTable = ReadModelName | 'personal_values' | 'stream_heads';

/** The schema of a generation that serves or is being built. */
export const schemaOf = (generation: number): string => checkedSchema(`rm_${generation}`);

/**
 * An identifier cannot be a parameter of a statement, so it is held against a pattern before it becomes part of one.
 * @throws Error for a name that is not a generation's
 */
export function checkedSchema(schema: string): string {
  if (!SCHEMA.test(schema)) throw new Error(`not the schema of a generation: ${JSON.stringify(schema)}`);
  return schema;
}

/** `"rm_1"."swaps"`. */
export const tableIn = (schema: string, table: GenerationTable): string => `"${checkedSchema(schema)}"."${table}"`;
