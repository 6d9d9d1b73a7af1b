import Fastify from 'fastify';
import { bareReads } from './bare-reads.mjs';
import { serveParent } from './child.mjs';

// Bare Fastify and pg: no authentication, no checks, no conditions, one state.
const { readerUrl } = JSON.parse(process.argv[2]);
const reads = bareReads(readerUrl);
const server = Fastify();
server.get('/stored/:id', (request) => reads.stored(request.params.id));
server.get('/claims/:id', (request) => reads.item(request.params.id));
server.get('/claims', (request) => reads.list(request.query.after, Number(request.query.limit)));
serveParent({ url: await server.listen({ port: 0, host: '127.0.0.1' }) });
