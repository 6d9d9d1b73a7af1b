import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { type EventEntry, type EventType, eventCatalogue } from '../events/catalogue.ts';

/** Every choice a schema leaves open, as `place: choice`, and which of them the payloads took. */
interface Choices {
  readonly open: Set<string>;
  readonly taken: Set<string>;
}
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Record<string, string>;
}
const none = Symbol('no value');

/** Value objects are the same wherever they stand, so their choices count over the whole corpus; the fields of a type count for it. */
const placeOf = (schema: z.ZodType, place: string): string => {
  const mark = (schema.meta() as { value?: string } | undefined)?.value;
  return mark && mark !== 'personal' ? mark : place;
};

type Step = { readonly schema: z.ZodType; readonly value: unknown; readonly place: string };

interface Look {
  readonly all: readonly string[];
  readonly taken: readonly string[];
  readonly below: readonly Step[];
}

function lookAtItems(list: z.ZodType, element: z.ZodType, value: unknown, place: string): Look {
  const items = value === none ? [] : (value as unknown[]);
  const all = list.safeParse([]).success ? ['empty', 'filled'] : ['filled'];
  const taken = value === none ? [] : [items.length === 0 ? 'empty' : 'filled'];
  const below = [none, ...items].map((item) => ({ schema: element, value: item, place: `${place}/*` }));
  return { all, taken, below };
}

function lookAtOptions(options: readonly z.ZodType[], value: unknown, place: string): Look {
  const fits = options.map((option) => value !== none && option.safeParse(value).success);
  const all = options.map((_, index) => `option ${index}`);
  const below = options.map((option, index) => ({ schema: option, value: fits[index] ? value : none, place }));
  return { all, taken: all.filter((_, index) => fits[index]), below };
}

/** The choice that a schema leaves open, all its answers and the one taken; and what lies below, even where there is no value. */
function look(schema: z.ZodType, value: unknown, place: string): Look {
  const definition = schema.def as unknown as Definition;
  const absent = value === none;
  const taken = (answer: string) => (absent ? [] : [answer]);
  if (definition.innerType) {
    const stated = !absent && value !== null && value !== undefined;
    const below = [{ schema: definition.innerType, value: stated ? value : none, place }];
    return { all: ['stated', 'not stated'], taken: taken(stated ? 'stated' : 'not stated'), below };
  }
  if (definition.entries) return { all: Object.values(definition.entries), taken: taken(value as string), below: [] };
  if (definition.element) return lookAtItems(schema, definition.element, value, place);
  if (definition.options) return lookAtOptions(definition.options, value, place);
  const fields = Object.entries(definition.shape ?? {}).map(([field, inner]) => ({
    schema: inner,
    value: absent ? none : (value as Record<string, unknown>)[field],
    place: `${place}/${field}`,
  }));
  return { all: [], taken: [], below: fields };
}

function visit({ schema, value, place: at }: Step, choices: Choices): void {
  const place = placeOf(schema, at);
  const { all, taken, below } = look(schema, value, place);
  for (const choice of all) choices.open.add(`${place}: ${choice}`);
  for (const choice of taken) choices.taken.add(`${place}: ${choice}`);
  for (const step of below) visit(step, choices);
}

describe('the golden corpus', () => {
  it('takes every choice that the schemas leave open: null and filled, every enum, empty and filled lists', () => {
    const choices: Choices = { open: new Set(), taken: new Set() };
    const folder = new URL('../../golden/', import.meta.url);
    for (const file of readdirSync(folder)) {
      const [type, version] = file.replace('.json', '').split('.v') as [EventType, string];
      const schema = (eventCatalogue[type] as EventEntry).schemas[Number(version)]!;
      const payloads = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { data: unknown }[];
      for (const { data } of payloads) visit({ schema, value: data, place: `${type} v${version}` }, choices);
    }
    expect([...choices.open].filter((choice) => !choices.taken.has(choice))).toEqual([]);
    expect(choices.open.size).toBeGreaterThan(250);
  });
});
