import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { append, batchAppend } from './append-calls.mjs';
import { getSupportedMethods, gossip } from './cluster-calls.mjs';
import { read } from './read-calls.mjs';
import { GossipService, grpc, ServerFeaturesService, statusError, StreamsService } from './wire.mjs';

/**
 * One node of the server: a port of its own over the store that all nodes share. It keeps the sockets in its own hands,
 * so that faults can cut a connection or refuse new ones while the process lives.
 */
export class Node {
  id = randomUUID();
  port = 0;
  calls = {};
  connections = 0;
  #sockets = new Set();
  #held = new Map();
  #listener;

  constructor({ store, faults, cluster }) {
    Object.assign(this, { store, faults, cluster });
    const server = new grpc.Server();
    server.addService(StreamsService, { read: read(this), append: append(this), batchAppend: batchAppend(this) });
    server.addService(GossipService, { read: gossip(this) });
    server.addService(ServerFeaturesService, { getSupportedMethods: getSupportedMethods(this) });
    const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
    this.#listener = () =>
      net.createServer({ noDelay: true }, (socket) => {
        this.connections += 1;
        this.#sockets.add(socket);
        socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
        injector.injectConnection(socket);
      });
  }

  get openConnections() {
    return this.#sockets.size;
  }

  /** Calls that are open now and were let in as subscriptions. */
  get openSubscriptions() {
    return [...this.#held.values()].filter((held) => held?.mute).length;
  }

  async listen(port = this.port) {
    this.listening = this.#listener();
    await new Promise((resolve, reject) => {
      this.listening.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.port = this.listening.address().port;
  }

  /** Refuses connections until `listen` is called again; those that stand are cut. */
  refuse() {
    this.listening?.close();
    this.listening = null;
    this.drop();
  }

  drop() {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts the connection of one peer (`address:port`). */
  cut(peer) {
    for (const socket of this.#sockets) {
      if (`${socket.remoteAddress}:${socket.remotePort}` === peer) socket.destroy();
    }
  }

  muteSubscriptions() {
    for (const held of this.#held.values()) held?.mute?.();
  }

  /** Ends open subscriptions: with OK ('end') or with the status of a server that goes down ('cancel'). */
  endSubscriptions(how) {
    for (const [call, held] of this.#held) {
      if (!held?.mute) continue;
      if (how === 'cancel') call.emit('error', statusError(grpc.status.CANCELLED, 'Operation cancelled.'));
      else call.end();
    }
  }

  /** The node is the leader no more: what insists on the leader ends. */
  resign() {
    for (const call of this.#held.keys()) {
      if (insistsOnLeader(call)) call.emit('error', this.#notLeader());
    }
  }

  /** Remembers a long call; returns what forgets it. */
  holdCall(call, held = null) {
    this.#held.set(call, held);
    return () => this.#held.delete(call);
  }

  /** Counts a call and asks whether it may go on: null, or the status it fails with. */
  async enter(kind, call) {
    const agent = String(call.metadata.get('user-agent')[0] ?? '').startsWith('grpc-node-js/') ? 'grpc-js' : 'other';
    const count = (this.calls[kind] ??= { total: 0, 'grpc-js': 0, other: 0 });
    count.total += 1;
    count[agent] += 1;
    return this.admit(kind, call);
  }

  async admit(kind, call) {
    await this.faults.admit();
    const failure = this.faults.takeFailure(kind);
    if (failure) {
      const trailers = failure.exception ? { exception: failure.exception } : {};
      return statusError(failure.code, failure.details ?? 'failure that a test asked for', trailers);
    }
    return insistsOnLeader(call) && this !== this.cluster.leader ? this.#notLeader() : null;
  }

  #notLeader() {
    return statusError(grpc.status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': '127.0.0.1',
      'leader-endpoint-port': this.cluster.leader.port,
    });
  }
}

function insistsOnLeader(call) {
  return call.metadata.get('requires-leader')[0] === 'true';
}
