import { randomUUID } from 'node:crypto';
import http from 'node:http';

/** What tests switch and ask, as `POST /<name>` with a JSON body. */
function switches({ cluster, faults, clock, store }) {
  const each = (act) => cluster.nodes.forEach(act);
  return {
    /** Cuts all connections. */
    drop: () => each((node) => node.drop()),
    /** {on}: refuses connections, or listens again. */
    refuse: async ({ on }) => {
      if (on) return each((node) => node.refuse());
      await Promise.all(cluster.nodes.map((node) => node.listening ?? node.listen()));
    },
    /** {milliseconds} before each answer. */
    delay: ({ milliseconds }) => (faults.delay = milliseconds),
    /** {on}: no call is worked on. */
    hang: ({ on }) => faults.hang(on),
    /** {count}: so many appends are stored and cut. */
    'cut-after-commit': ({ count }) => (faults.cutAfterCommit = count),
    /** {count}: so many appends are cut and not stored. */
    'cut-before-commit': ({ count }) => (faults.cutBeforeCommit = count),
    /** {code, details?, exception?, count}: so many calls fail so. */
    fail: (failure) => (faults.failure = failure),
    'mute-subscriptions': () => each((node) => node.muteSubscriptions()),
    /** {how}: 'end' or 'cancel'. */
    'end-subscriptions': ({ how }) => each((node) => node.endSubscriptions(how)),
    /** {node}: index of the one that leads from now on. */
    leader: ({ node }) => {
      const former = cluster.leader;
      cluster.leader = cluster.nodes[node];
      if (former !== cluster.leader) former.resign();
    },
    /** {readings}: instants the clock gives in turn, the last for ever; none: the machine's. */
    clock: ({ readings }) => clock.set(readings),
    /** {stream}: an event as somebody else might write it. */
    'write-foreign': ({ stream }) => {
      const data = Buffer.from('not of this log').toString('base64');
      const type = 'Foreign';
      store.append(stream, 'any', [{ id: randomUUID(), type, contentType: 'text/plain', data, metadata: '' }]);
    },
    stats: () => ({
      events: store.all.length,
      connections: cluster.nodes.reduce((sum, node) => sum + node.connections, 0),
      openConnections: cluster.nodes.reduce((sum, node) => sum + node.openConnections, 0),
      openSubscriptions: cluster.nodes.reduce((sum, node) => sum + node.openSubscriptions, 0),
      nodes: cluster.nodes.map(({ port, calls }) => ({ port, calls })),
    }),
    /** What is stored, told without the gRPC side; without the server's own streams. */
    events: () =>
      store.all
        .filter(({ stream }) => !stream.startsWith('$'))
        .map(({ id, stream, revision, position, ticks, type }) => ({
          id,
          stream,
          revision,
          position: String(position),
          recordedAt: new Date(Number(BigInt(ticks) / 10_000n)).toISOString(),
          type,
        })),
  };
}

/** Opens the control port on loopback; returns its number. */
export async function openControl(parts) {
  const acts = switches(parts);
  const server = http.createServer(async (request, response) => {
    const act = acts[request.url.slice(1)];
    const chunks = await collect(request);
    const answer = act ? await act(JSON.parse(Buffer.concat(chunks).toString() || '{}')) : null;
    response.statusCode = act ? 200 : 404;
    response.end(JSON.stringify(answer && typeof answer === 'object' ? answer : {}));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

async function collect(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks;
}
