import net from 'node:net';

/** Stands between a client and the server and breaks their connections at a chosen moment. */
export interface CuttingProxy {
  /** The given URL, led through the proxy. */
  through(url: string): string;
  /** The next answer of the server is swallowed and the connection cut: the statement was carried out, its client cannot know. */
  cutNextReply(): void;
  /** The next thing the client sends is swallowed and the connection cut: the statement was never carried out. */
  cutNextRequest(): void;
  /** Cuts all connections and refuses new ones, or lets them through again. */
  block(blocked: boolean): void;
  readonly cuts: number;
  close(): Promise<void>;
}

export async function openCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<net.Socket>();
  const state = { cutReply: false, cutRequest: false, blocked: false, cuts: 0 };
  const server = net.createServer((client) => {
    if (state.blocked) return client.destroy();
    const upstream = net.connect(Number(port), hostname);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', () => (sockets.delete(socket), cut()));
    }
    relay(client, upstream, () => state.cutRequest && ((state.cutRequest = false), (state.cuts += 1), true), cut);
    relay(upstream, client, () => state.cutReply && ((state.cutReply = false), (state.cuts += 1), true), cut);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ownPort = (server.address() as net.AddressInfo).port;
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    through: (url) => Object.assign(new URL(url), { host: `127.0.0.1:${ownPort}` }).toString(),
    cutNextReply: () => void (state.cutReply = true),
    cutNextRequest: () => void (state.cutRequest = true),
    block: (blocked) => {
      state.blocked = blocked;
      if (blocked) cutAll();
    },
    get cuts() {
      return state.cuts;
    },
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function relay(from: net.Socket, to: net.Socket, mustCut: () => boolean, cut: () => void): void {
  from.on('data', (chunk) => (mustCut() ? cut() : to.write(chunk)));
}
