import { addCommands, commandPaths, commandResponses } from './commands.ts';
import {
  type Components,
  count,
  instant,
  type JsonSchema,
  listOf,
  objectOf,
  orNull,
  position,
  text,
} from './json-schema.ts';
import { addDerived, derivedPaths } from './derived-paths.ts';
import { addExports, exportPaths } from './export-paths.ts';
import { addViews, listPaths } from './lists.ts';
import { addLog, logPaths } from './log-paths.ts';
import { addPersons, personPaths } from './person-paths.ts';
import { problemResponses } from './responses.ts';
import { addService, servicePaths } from './service-paths.ts';
import { VERSION } from '../version.ts';

const info = {
  title: 'All for All',
  version: VERSION,
  summary: 'A register of conflict detentions and prisoner exchanges.',
  description:
    'Who holds whom, who says so, when did they say it, and what has been said against it. No fact without a claim; contradictions stand side by side; ' +
    'every answer names the state of the register it was read from (`asOf`), and every question can be asked of an earlier one.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  contact: { name: 'The maintainers of All for All' },
};

const tags = [
  {
    name: 'register',
    description: 'What the register holds: lists and items, as of any position and true on any day.',
  },
  { name: 'commands', description: 'What can be reported to the register. Nothing is ever deleted or rewritten.' },
  { name: 'log', description: 'What was recorded, for auditors and subscribers.' },
  { name: 'service', description: 'For those who run the register, or write clients.' },
];

function addCommon(components: Components): void {
  components['AsOf'] = {
    ...objectOf({ position, recordedAt: orNull(instant) }),
    description: 'A state of the register: the position of its last event, and when that was recorded.',
  };
  components['Page'] = objectOf({
    next: { type: ['string', 'null'], description: 'Asks for the next page; null on the last.' },
    limit: count,
  });
  const part = objectOf({
    pointer: { ...text, description: 'A JSON pointer into the body, or `?name` for a parameter.' },
    rule: text,
    detail: text,
  });
  const fields = {
    type: text,
    title: text,
    status: count,
    detail: text,
    instance: text,
    errors: listOf(part),
    traceId: text,
  };
  components['Problem'] = {
    ...objectOf(fields, ['detail', 'instance', 'errors']),
    additionalProperties: true,
    description: 'RFC 9457. `type` is an address at which the problem is explained.',
  };
}

const sorted = (components: Components): Components =>
  Object.fromEntries(Object.entries(components).sort(([left], [right]) => (left < right ? -1 : 1)));

/** Of the answers that operations may share, those that some operation refers to. */
function usedResponses(components: Components, paths: JsonSchema): Record<string, JsonSchema> {
  const text = JSON.stringify(paths);
  const all = { ...commandResponses(components), ...problemResponses() };
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`"#/components/responses/${name}"`)));
}

/** The OpenAPI document, made from the catalogues of commands, views and problems. */
export function openApiDocument(): JsonSchema {
  const components: Components = {};
  addCommon(components);
  addViews(components);
  addPersons(components);
  addDerived(components);
  addCommands(components);
  addExports(components);
  addLog(components);
  addService(components);
  const paths = {
    ...listPaths(components),
    ...personPaths(components),
    ...derivedPaths(components),
    ...exportPaths(components),
    ...commandPaths(components),
    ...logPaths(components),
    ...servicePaths(components),
  };
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: 'http://127.0.0.1:4000', description: 'Standalone, on this machine.' }],
    tags,
    // On loopback reads need no token.
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token that `afa token` shows.' } },
      responses: usedResponses(components, paths),
      schemas: sorted(components),
    },
  };
}
