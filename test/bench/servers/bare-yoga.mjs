import Fastify from 'fastify';
import { createSchema, createYoga } from 'graphql-yoga';
import { loaders, openPool, resolvers, typeDefs } from './bare-detentions.mjs';
import { serveParent } from './child.mjs';

// Bare Yoga on Fastify, as its documentation puts them together: no authentication, no limits, no compiled queries.
const { readerUrl } = JSON.parse(process.argv[2]);
const pool = openPool(readerUrl);
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  graphiql: false,
  logging: false,
  context: () => loaders(pool),
});
const server = Fastify();
server.addContentTypeParser('application/json', {}, (_request, _payload, done) => done(null));
server.route({
  url: '/graphql',
  method: ['GET', 'POST'],
  handler: (request, reply) =>
    yoga.handleNodeRequestAndResponse(request.raw, reply.raw, {}).then((response) => {
      for (const [name, value] of response.headers) reply.header(name, value);
      return reply.status(response.status).send(response.body);
    }),
});
serveParent({ url: await server.listen({ port: 0, host: '127.0.0.1' }) });
