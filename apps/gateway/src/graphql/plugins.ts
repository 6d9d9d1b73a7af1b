import { type ExecutionArgs, GraphQLError, parse } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Logger } from '#libs/platform';
import type { Context } from './context.ts';
import { documentError, executionError } from './errors.ts';
import { jitExecutor } from './jit.ts';
import { costOf } from './limits/cost.ts';
import { limits } from './limits/limits.ts';
import { shapeRule } from './limits/shape-rule.ts';

const asErrors = (errors: readonly GraphQLError[]): GraphQLError[] => errors.map((error) => documentError(error));

/** Refuses documents that are too long while they are parsed, and says what is wrong with one as a problem. */
export const parsing: Plugin = {
  onParse({ setParseFn }) {
    setParseFn((source, options) => parse(source as string, { ...(options as object), maxTokens: limits.tokens }));
    return ({ result, replaceParseResult }) => {
      if (result instanceof GraphQLError) replaceParseResult(documentError(result));
    };
  },
};

/** Refuses operations of an excessive shape, and takes suggestions out of what is told. */
export const validation: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(shapeRule);
    return ({ valid, result, setResult }) => {
      if (!valid) setResult(asErrors(result as GraphQLError[]));
    };
  },
};

/** Refuses operations that would read too many rows; the sizes of pages may be in variables, so it is known only now. */
export const cost: Plugin<Context> = {
  onExecute({ args, setResultAndStopExecution }) {
    const { schema, document, variableValues, operationName } = args as ExecutionArgs;
    const sum = Math.ceil(costOf({ schema, document, variables: variableValues ?? {} }, operationName));
    if (sum <= limits.cost) return;
    const message = `The operation may read ${sum} rows; at most ${limits.cost} are read. Ask for smaller pages (first).`;
    setResultAndStopExecution({ errors: [documentError(new GraphQLError(message))] });
  },
};

/** Runs repeated queries compiled. */
export function compiling(): Plugin {
  const executor = jitExecutor();
  return { onExecute: ({ setExecuteFn }) => setExecuteFn(executor as never) };
}

/** Tells errors of resolvers as problems, with the trace of the request. */
export function telling(logger: Logger): Plugin<Context> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (isAsyncIterable(result) || !result.errors) return;
        const { trace } = args.contextValue;
        setResult({ ...result, errors: result.errors.map((error) => executionError(error, trace, logger)) });
      },
    }),
  };
}
