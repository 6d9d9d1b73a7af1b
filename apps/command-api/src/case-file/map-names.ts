import { type Category, claimReference, type CommandName, commandCatalogue } from '#libs/contracts';
import type { z } from 'zod';
import { isMap } from './entry.ts';

/** What a field takes: the id of a subject, a claim's `{stream, claim}`, or the id of a charge's claim. */
export type Expected =
  { readonly kind: 'subject'; readonly category: Category } | { readonly kind: 'claim' } | { readonly kind: 'charge' };

/** Is given what stands in a field that takes a name, and gives what is to stand there. */
export type Visit = (value: unknown, expected: Expected, pointer: string) => unknown;

interface Definition {
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  /** Of a literal. */
  readonly values?: readonly unknown[];
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** The alternative that the value says it is; without one the value is left for the command's schema to refuse. */
function alternative({ options, discriminator }: Definition, value: unknown): z.ZodType | undefined {
  if (!options || discriminator === undefined || !isMap(value)) return undefined;
  return options.find((option) => {
    const says = definitionOf(option).shape?.[discriminator];
    return says && definitionOf(says).values?.includes(value[discriminator]);
  });
}

/** Fields that name a claim by its id alone; the schema has no mark for them. */
const chargeFields: Partial<Record<CommandName, string>> = { DisputeCharge: 'charge' };

function mapSchema(schema: z.ZodType, value: unknown, pointer: string, visit: Visit): unknown {
  if (value === null || value === undefined) return value;
  if (schema === claimReference) return visit(value, { kind: 'claim' }, pointer);
  const category = (schema.meta() as { reference?: Category } | undefined)?.reference;
  if (category) return visit(value, { kind: 'subject', category }, pointer);
  const definition = definitionOf(schema);
  const { innerType, shape, element } = definition;
  if (innerType) return mapSchema(innerType, value, pointer, visit);
  if (shape && isMap(value)) return mapFields(shape, value, pointer, visit);
  if (element && Array.isArray(value))
    return value.map((item, index) => mapSchema(element, item, `${pointer}/${index}`, visit));
  const option = alternative(definition, value);
  return option ? mapSchema(option, value, pointer, visit) : value;
}

/** Built from entries, so that a field called `__proto__` stays a field and is refused as an unknown one. */
const mapFields = (shape: Record<string, z.ZodType>, value: Record<string, unknown>, pointer: string, visit: Visit) =>
  Object.fromEntries(
    Object.entries(value).map(([field, inner]) => {
      const schema = Object.hasOwn(shape, field) ? shape[field] : undefined;
      return [field, schema ? mapSchema(schema, inner, `${pointer}/${field}`, visit) : inner];
    }),
  );

/**
 * The body with every field that takes a name replaced by what `visit` gives. Only the schema tells which fields these are, so that words
 * that begin with `$` ("$5 million") stay words. `corrected` is the command whose report a CorrectClaim carries.
 */
export function mapNames(
  command: CommandName,
  body: Readonly<Record<string, unknown>>,
  visit: Visit,
  pointer = '',
  corrected: CommandName | null = null,
): Record<string, unknown> {
  const mapped = mapFields(commandCatalogue[command].schema.shape, body, pointer, visit);
  const charge = chargeFields[command];
  if (charge !== undefined && mapped[charge] !== undefined)
    mapped[charge] = visit(mapped[charge], { kind: 'charge' }, `${pointer}/${charge}`);
  const { report } = mapped;
  return command === 'CorrectClaim' && corrected && isMap(report)
    ? { ...mapped, report: mapNames(corrected, report, visit, `${pointer}/report`) }
    : mapped;
}
