import Fastify from 'fastify';
import mercurius from 'mercurius';
import { loaders, openPool, resolvers, typeDefs } from './bare-detentions.mjs';
import { serveParent } from './child.mjs';

// Mercurius with compiled queries from the first on: the fastest engine that was measured.
const { readerUrl } = JSON.parse(process.argv[2]);
const pool = openPool(readerUrl);
const server = Fastify();
await server.register(mercurius, { schema: typeDefs, resolvers, jit: 1, context: () => loaders(pool) });
serveParent({ url: await server.listen({ port: 0, host: '127.0.0.1' }) });
