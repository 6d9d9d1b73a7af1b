import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Gateway } from '../services.ts';
import { documentError } from './errors.ts';
import type { gatewayYoga } from './yoga.ts';

export interface GraphQLSocket {
  close(): Promise<void>;
}

type Enveloped = ReturnType<ReturnType<typeof gatewayYoga>['getEnveloped']>;
type Args = ExecutionArgs & { rootValue: Pick<Enveloped, 'execute' | 'subscribe'> };

/** Bytes of one message; the same operations as over HTTP, without attached texts. */
const MOST_PAYLOAD = 1_048_576;

/** The same operations as over HTTP, with the same limits, in the protocol of graphql-ws. */
export function serveGraphQLSocket(server: Server, yoga: ReturnType<typeof gatewayYoga>, { parts }: Gateway): GraphQLSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_PAYLOAD });
  const graphql = useServer(
    {
      execute: (args) => (args as Args).rootValue.execute(args),
      subscribe: (args) => (args as Args).rootValue.subscribe(args),
      onConnect: ({ extra, connectionParams }) => {
        const given = connectionParams?.['authorization'] ?? extra.request.headers.authorization;
        const authorization = typeof given === 'string' ? given : undefined;
        if (parts.requireTokenForReads) parts.requireActor(authorization);
      },
      onSubscribe: async ({ extra, connectionParams }, _id, payload) => {
        const authorization = connectionParams?.['authorization'];
        const headers = { ...extra.request.headers, ...(typeof authorization === 'string' && { authorization }) };
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ headers, req: undefined, params: payload } as never);
        let document;
        try {
          document = parse(payload.query);
        } catch (error) {
          return [documentError(error as GraphQLError)];
        }
        const errors = validate(schema, document);
        if (errors.length > 0) return errors;
        const variables = payload.variables ?? {};
        const args: Args = {
          schema,
          document,
          operationName: payload.operationName,
          variableValues: variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
        return args;
      },
    },
    sockets,
  );

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== yoga.graphqlEndpoint) return void socket.destroy();
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
