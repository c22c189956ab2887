import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What came to the proxy. */
export interface SeenTunnel {
  readonly authority: string;
  readonly authorization: string | undefined;
  readonly socket: Socket;
}

export interface ConnectProxy extends AsyncDisposable {
  readonly port: number;
  readonly seen: SeenTunnel[];
  /** What it answers instead of a tunnel: a status, or nothing at all. */
  mood: 'tunnel' | 'silent' | number;
  connections(): Promise<number>;
}

/** A proxy on loopback that tunnels every host to one port of loopback, as a proxy with a private network behind it does. */
export async function connectProxy(to: { readonly host?: string; readonly port: number }): Promise<ConnectProxy> {
  const seen: SeenTunnel[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.on('connect', (request, socket: Socket) => {
    seen.push({ authority: request.url ?? '', authorization: request.headers['proxy-authorization'], socket });
    if (proxy.mood === 'silent') {
      // Else it would not notice that the other side has gone.
      socket.resume().on('end', () => socket.end());
      return;
    }
    if (proxy.mood !== 'tunnel') {
      socket.end(`HTTP/1.1 ${String(proxy.mood)} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const inner = connect(to.port, to.host ?? '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    inner.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => inner.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ConnectProxy = {
    port: (server.address() as AddressInfo).port,
    seen,
    mood: 'tunnel',
    connections: () => Promise.resolve(sockets.size),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
