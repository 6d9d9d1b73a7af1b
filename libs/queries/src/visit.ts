import { type Category, commandCatalogue, commandNames } from '#libs/contracts';
import type { z } from 'zod';

/** What a visit of a document reports. */
export interface Sink {
  /** A field that names a stream by its id. */
  reference(category: Category, id: string): void;
}

type Visitor = (value: unknown, sink: Sink) => void;

type Definition = {
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: readonly z.ZodType[];
  discriminator?: string;
};

const nothing: Visitor = () => {};
const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;

function visitorOfShape(shape: Record<string, z.ZodType>): Visitor {
  const fields = Object.entries(shape)
    .map(([field, inner]) => [field, visitorOf(inner)] as const)
    .filter(([, visit]) => visit !== nothing);
  if (fields.length === 0) return nothing;
  return (value, sink) => {
    // A stored document holds a claim's id where its answer holds the claim.
    if (typeof value !== 'object') return;
    for (const [field, visit] of fields) {
      const inner = (value as Record<string, unknown>)[field];
      if (inner !== null && inner !== undefined) visit(inner, sink);
    }
  };
}

/** The members of our unions differ in one field that chooses the reference's category. */
function visitorOfOptions(options: readonly z.ZodType[], discriminator: string): Visitor {
  const byValue = new Map(
    options.map((option) => {
      const literal = definitionOf(option).shape?.[discriminator]?.def as unknown as { values: string[] };
      return [literal.values[0], visitorOf(option)] as const;
    }),
  );
  return (value, sink) => byValue.get((value as Record<string, string>)[discriminator])?.(value, sink);
}

function build(schema: z.ZodType): Visitor {
  const category = (schema.meta() as { reference?: Category } | undefined)?.reference;
  if (category) return (value, sink) => sink.reference(category, value as string);
  const { innerType, shape, element, options, discriminator } = definitionOf(schema);
  if (innerType) return visitorOf(innerType);
  if (shape) return visitorOfShape(shape);
  if (options && discriminator) return visitorOfOptions(options, discriminator);
  if (!element) return nothing;
  const visit = visitorOf(element);
  return visit === nothing ? nothing : (value, sink) => (value as unknown[]).forEach((item) => visit(item, sink));
}

const visitors = new WeakMap<z.ZodType, Visitor>();

/** Finds the references in documents of a schema by its marks. Built once per schema, so that a visit costs no parsing. */
export function visitorOf(schema: z.ZodType): Visitor {
  const known = visitors.get(schema);
  if (known) return known;
  const visit = build(schema);
  visitors.set(schema, visit);
  return visit;
}

const commandOfEvent = new Map<string, z.ZodType>(
  commandNames.map((name) => [commandCatalogue[name].event, commandCatalogue[name].schema]),
);

/** Finds the references in a report: an event's fields are named as those of the command that leads to it. */
export function visitReport(type: string, report: unknown, sink: Sink): void {
  const schema = commandOfEvent.get(type);
  if (schema) visitorOf(schema)(report, sink);
}
