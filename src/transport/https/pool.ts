import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import type { ProxyServer } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

/** At most so many connections to one host at once; further requests wait for one of them. */
export const MOST_SOCKETS = 64;
/** Servers and the load balancers before them close what is idle for longer; a request that meets the closing is lost. */
const IDLE_MS = 15_000;
// For servers that say how long they wait: a little earlier than that.
const EARLIER_MS = 1_000;

/** What a pool's connections are made for. */
export interface PoolOptions {
  readonly protocol: 'https' | 'http';
  readonly proxy?: ProxyServer | undefined;
  readonly idleMs?: number | undefined;
}

/** An option of a request beside Node's own, which Node hands on to `createConnection`. */
export interface Abandonable {
  /** Aborts when nobody waits for the connection any more. */
  readonly abandoned?: AbortSignal | undefined;
}

type Done = (error: Error | null, socket: Duplex) => void;
type Target = Abandonable &
  Omit<ConnectionOptions, 'host' | 'port' | 'path'> & {
    readonly host?: string | null | undefined;
    readonly port?: string | number | null | undefined;
  };

/** A pool of connections that are kept open, and that hold no process alive while they are idle. Whoever asks bounds how many there are. */
export function createPool({ protocol, proxy, idleMs = IDLE_MS }: PoolOptions): http.Agent {
  // Bounded by who asks: in the queue of Node's agent a request would get a connection that is made with the options of another, and Node does
  // not count those whose tunnel is still being made.
  const options = { keepAlive: true, maxSockets: Infinity, timeout: idleMs };
  const pool = protocol === 'https' ? new https.Agent(options) : new http.Agent(options);
  // It answers whether the connection may be kept, which its types leave out.
  const keepSocketAlive: (socket: Duplex) => unknown = pool.keepSocketAlive.bind(pool);
  pool.keepSocketAlive = (socket) => closeEarlier(keepSocketAlive(socket), socket, idleMs);
  if (!proxy) return pool;
  pool.createConnection = (target: Target, done: Done = () => undefined) => {
    const { port, abandoned } = target;
    const host = target.host ?? '';
    const secure = protocol === 'https' ? { ...target, host, port: undefined, path: undefined } : undefined;
    openTunnel({ proxy, host, port: Number(port ?? (secure ? 443 : 80)), secure, abandoned }, done);
    return undefined;
  };
  return pool;
}

/** Node closes a connection exactly when the server said it would: too late for a request that is on its way by then. */
function closeEarlier(kept: unknown, socket: Duplex, idleMs: number): boolean {
  if (kept === false) return false;
  if (socket instanceof Socket && socket.timeout !== undefined && socket.timeout < idleMs)
    socket.setTimeout(Math.max(1, socket.timeout - EARLIER_MS));
  return true;
}
