import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';

import { ProblemError } from './problem.ts';

/** No command nests deeper than a dozen levels; the schemas' walkers and V8's regular expressions share one stack with what they walk. */
const DEEPEST = 100;

const isTooDeep = (depth: number): boolean => depth > DEEPEST;

/** Whether a parsed value nests too deep; looked through without recursion, for the depth is the danger. */
function nestsTooDeep(value: unknown): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.value === null || typeof next.value !== 'object') continue;
    if (isTooDeep(next.depth)) return true;
    const depth = next.depth + 1;
    for (const inner of Object.values(next.value)) open.push({ value: inner, depth });
  }
  return false;
}

/** A run of `- - - -` or `? ? ?` nests YAML without a bracket. */
const COMPACT = /(?:[-?][ \t]+){100}/;

/** Whether a text opens many more brackets than it has closed; brackets inside of strings count, which no honest file comes near. */
function textNestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 91 || code === 123) depth += 1;
    else if ((code === 93 || code === 125) && depth > 0) depth -= 1;
    if (isTooDeep(depth)) return true;
  }
  return COMPACT.test(text);
}

/** Refuses bodies that nest too deep before anything walks them: V8 ends the process where its stack runs out inside of a regular expression. */
export function refuseDeepNesting(server: FastifyInstance): void {
  server.addHook('preValidation', async (request) => {
    const { body } = request;
    // Passed on as it comes; whoever reads it in the end looks for itself.
    if (body instanceof Readable) return;
    if (typeof body === 'string' ? textNestsTooDeep(body) : nestsTooDeep(body))
      throw new ProblemError('malformed-request', { detail: `The body nests deeper than ${DEEPEST} levels` });
  });
}
