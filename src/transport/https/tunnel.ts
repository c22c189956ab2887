import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import tls from 'node:tls';
import { onAbort } from '../../internal/abort.ts';
import type { ProxyServer } from './proxy.ts';
import { ProxyFailure } from './proxy-failure.ts';

/** A connection through a proxy to one host. */
export interface Tunnel {
  readonly proxy: ProxyServer;
  readonly host: string;
  readonly port: number;
  /** What TLS with the host needs; `undefined` for a host that speaks plain HTTP. */
  readonly secure: ConnectionOptions | undefined;
  readonly abandoned?: AbortSignal | undefined;
}

/** Opens a tunnel with CONNECT. The proxy's credentials are in no error. A proxy that never answers holds nothing once the tunnel is abandoned. */
export function openTunnel(tunnel: Tunnel, done: (error: Error | null, socket: Duplex) => void): void {
  const { proxy, host, port, secure, abandoned } = tunnel;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  const headers = {
    host: authority,
    connection: 'keep-alive',
    'proxy-connection': 'keep-alive',
    ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
  };
  const options = { method: 'CONNECT', host: proxy.host, port: proxy.port, path: authority, headers, agent: false } as const;
  const request = proxy.isSecure ? https.request(options) : http.request(options);
  const undo = abandoned && onAbort(abandoned, () => request.destroy());
  const fail = (error: Error): void => {
    undo?.();
    // Node reads the error first, and takes no socket with it.
    (done as (error: Error) => void)(error);
  };
  request.once('connect', (response, socket, head) => {
    undo?.();
    if (response.statusCode !== 200) {
      socket.destroy();
      fail(ProxyFailure.refused(proxy, authority, response.statusCode));
      return;
    }
    if (head.length > 0) socket.unshift(head);
    done(null, secure ? tls.connect({ ...secure, socket }) : socket);
  });
  request.once('error', (error) => {
    fail(ProxyFailure.unreachable(proxy, error));
  });
  request.end();
}
