import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Gateway } from '../services.ts';
import { isLoopback } from '#libs/platform';
import { documentError } from './errors.ts';
import type { gatewayYoga } from './yoga.ts';

export interface GraphQLSocket {
  close(): Promise<void>;
}

type Yoga = ReturnType<typeof gatewayYoga>;
type Arguments = ExecutionArgs & { rootValue: Pick<Enveloped, 'execute' | 'subscribe'> };

/** What the library prepares for one operation. It types all of it as `any`. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  readonly execute: (given: ExecutionArgs) => Promise<ExecutionResult>;
  readonly subscribe: (given: ExecutionArgs) => Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;
  readonly contextFactory: () => Promise<unknown>;
  readonly parse: (source: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
}

/** Bytes of one message; the same operations as over HTTP, without attached texts. */
const MOST_PAYLOAD = 1_048_576;

/**
 * Browsers open WebSockets to anywhere and let any page read from them, so a page of another origin is refused; and where reads need no
 * token, whoever does not name this machine (DNS rebinding).
 */
function mayConnect({ headers: { host = '', origin } }: IncomingMessage, requireToken: boolean): boolean {
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) return false;
  return requireToken || isLoopback(host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'));
}

/** The token may come with the connection's parameters: browsers cannot set headers here. */
function authorizationOf(extra: Extra, parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = parameters?.['authorization'] ?? extra.request.headers.authorization;
  return typeof given === 'string' ? given : undefined;
}

/** Parses and validates as over HTTP. Errors of the document are what the protocol answers with. */
async function prepare(
  yoga: Yoga,
  headers: object,
  payload: SubscribePayload,
): Promise<Arguments | readonly GraphQLError[]> {
  const prepared = yoga.getEnveloped({ headers, params: payload } as never) as Enveloped;
  const { schema, execute, subscribe } = prepared;
  let document: DocumentNode;
  try {
    document = prepared.parse(payload.query);
  } catch (error) {
    return [documentError(error as GraphQLError)];
  }
  const errors = prepared.validate(schema, document);
  if (errors.length > 0) return errors;
  return {
    schema,
    document,
    operationName: payload.operationName,
    variableValues: payload.variables ?? {},
    contextValue: await prepared.contextFactory(),
    rootValue: { execute, subscribe },
  };
}

/** The same operations as over HTTP, with the same limits, in the protocol of graphql-ws. */
export function serveGraphQLSocket(server: Server, yoga: Yoga, { parts }: Gateway): GraphQLSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_PAYLOAD });
  const graphql = useServer<Record<string, unknown>>(
    {
      execute: (given) => (given as Arguments).rootValue.execute(given),
      subscribe: (given) => (given as Arguments).rootValue.subscribe(given),
      onConnect: ({ extra, connectionParams }) => {
        if (parts.requireTokenForReads) parts.requireActor(authorizationOf(extra, connectionParams));
      },
      onSubscribe: ({ extra, connectionParams }, _id, payload) => {
        const authorization = authorizationOf(extra, connectionParams);
        return prepare(yoga, { ...extra.request.headers, authorization }, payload);
      },
    },
    sockets,
  );

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== yoga.graphqlEndpoint) return void socket.destroy();
    if (!mayConnect(request, parts.requireTokenForReads ?? false))
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  };
  server.on('upgrade', upgrade);
  return {
    close: async () => {
      server.off('upgrade', upgrade);
      await graphql.dispose();
    },
  };
}
