import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';

type Executor = (given: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** Documents kept compiled; each is some kilobytes. */
const MOST_COMPILED = 200;
/** A document is compiled when it comes the second time: once costs more than it saves. */
const WORTH_COMPILING = 2;

/** Executes what comes again and again compiled; anything the compiler does not take as the reference implementation does. */
export function jitExecutor(): Executor {
  const compiled = new LRUCache<string, { query: CompiledQuery['query'] } | { plain: true }>({ max: MOST_COMPILED });
  // Documents are parsed once and kept by Yoga, so that the same text is the same object.
  const uses = new WeakMap<DocumentNode, { count: number; id: number }>();
  let last = 0;

  function compiledQuery({ schema, document, operationName }: ExecutionArgs) {
    const use = uses.get(document) ?? { count: 0, id: (last += 1) };
    uses.set(document, use);
    use.count += 1;
    if (use.count < WORTH_COMPILING) return undefined;
    const key = `${use.id} ${operationName ?? ''}`;
    const known = compiled.get(key);
    if (known) return known;
    // Without the compiler's own serialiser: Yoga writes the answer.
    const made = compileQuery(schema, document, operationName ?? undefined, { customJSONSerializer: false });
    const entry = isCompiledQuery(made) ? { query: made.query } : { plain: true as const };
    compiled.set(key, entry);
    return entry;
  }

  return (given) => {
    const operation = getOperationAST(given.document, given.operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return execute(given);
    const ready = compiledQuery(given);
    if (!ready || 'plain' in ready) return execute(given);
    return ready.query(given.rootValue, given.contextValue, given.variableValues ?? {});
  };
}
