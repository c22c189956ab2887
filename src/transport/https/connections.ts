import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { VpnMonitorError } from '../../errors.ts';
import { onAbort } from '../../internal/abort.ts';
import { isRecord } from '../../internal/records.ts';
import { type Abandonable, createPool, MOST_SOCKETS, type PoolOptions } from './pool.ts';
import type { ProxyServer } from './proxy.ts';

/** Where the connections of one host lead, and by which way. */
export interface Route extends PoolOptions {
  /** Host, or host and port; an IPv6 address in brackets. */
  readonly host: string;
  readonly agent?: http.Agent | undefined;
}

/** What a socket last answered, in the order of all answers. Of this module, since several transports may share an agent. */
const lastAnswers = new WeakMap<object, { readonly origin: string; readonly order: number }>();
let order = 0;

/** What still connects after so long may never do, in milliseconds. */
const SLOW_CONNECTION_MS = 250;

/** The connections to one host: kept open between requests, bounded, and left when they are suspected to be dead. */
export class Connections {
  readonly #route: Route;
  readonly #agent: http.Agent;
  readonly #origin: string;
  #suspectedAt = 0;
  #requests = 0;
  #connecting = 0;
  readonly #most: number;
  readonly #settling = new Set<() => void>();
  readonly #queue = new Set<() => void>();

  constructor(route: Route) {
    this.#route = route;
    this.#origin = `${route.protocol}://${route.host}`;
    this.#agent = route.agent ?? createPool(route);
    // An agent of the user's own may not say.
    const { maxSockets }: { readonly maxSockets?: unknown } = this.#agent;
    this.#most = typeof maxSockets === 'number' && maxSockets > 0 ? Math.min(maxSockets, MOST_SOCKETS) : MOST_SOCKETS;
  }

  /** A request on a connection of its own, which sends nothing before it is ended. */
  request(path: string, signal: AbortSignal): http.ClientRequest {
    const { protocol, host } = this.#route;
    const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
    const hostname = name.replace(/^\[|\]$/g, '');
    const options: http.RequestOptions & Abandonable = {
      method: 'POST',
      protocol: `${protocol}:`,
      hostname,
      path,
      agent: this.#agent,
      setHost: false,
      abandoned: signal,
      ...(port !== undefined && { port }),
    };
    try {
      // Not imported by name: tools that stand in for the network replace the functions of the modules.
      return protocol === 'https' ? https.request(options) : http.request(options);
    } catch (cause) {
      const message = `agent cannot be used for ${this.#origin}: ${cause instanceof Error ? cause.message : String(cause)}. Give an ${protocol}.Agent, or what extends one.`;
      throw new VpnMonitorError(message, { code: 'config', cause });
    }
  }

  /** Through which the connections lead. */
  get proxy(): ProxyServer | undefined {
    return this.#route.proxy;
  }

  /** Whether half of the connections there may be are taken. */
  get isBusy(): boolean {
    return this.#requests >= this.#most / 2;
  }

  /** Takes one of the connections there may be, until `leave`: at once, or as soon as one is left. Rejects as the signal aborts. */
  enter(signal: AbortSignal): Promise<void> | undefined {
    if (this.#requests < this.#most) {
      this.#requests += 1;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const undo = onAbort(signal, () => {
        this.#queue.delete(proceed);
        reject(signal.reason as Error);
      });
      const proceed = (): void => {
        undo();
        resolve();
      };
      this.#queue.add(proceed);
    });
  }

  /** Leaves it to the one who has waited longest. */
  leave(): void {
    const [next] = this.#queue;
    if (!next) {
      this.#requests -= 1;
      return;
    }
    this.#queue.delete(next);
    next();
  }

  /** Counts what waits for a connection. */
  countConnecting(change: 1 | -1): void {
    this.#connecting += change;
    if (this.#connecting > 0) return;
    for (const proceed of this.#settling) proceed();
  }

  /** Resolves when nothing waits for a connection any more, or for longer than connecting takes: one that never stands must not hold all others up. */
  async settled(signal: AbortSignal): Promise<void> {
    if (this.#connecting === 0) return;
    await new Promise<void>((resolve) => {
      const proceed = (): void => {
        undo();
        clearTimeout(timer);
        this.#settling.delete(proceed);
        resolve();
      };
      const undo = onAbort(signal, proceed);
      const timer = setTimeout(proceed, SLOW_CONNECTION_MS);
      this.#settling.add(proceed);
    });
  }

  /** Notes that a connection works: an answer came over it. */
  answered(socket: Socket): void {
    lastAnswers.set(socket, { origin: this.#origin, order: ++order });
  }

  /** Whether an answer has come over the connection before. */
  wasUsed(socket: Socket): boolean {
    return lastAnswers.has(socket);
  }

  /** Whether others of its age were found dead since it last answered. */
  isSuspect(socket: Socket): boolean {
    const last = lastAnswers.get(socket);
    return last !== undefined && last.order < this.#suspectedAt;
  }

  /** Closes what is idle. Where one used connection has died without a word, what lies between has forgotten the others as well. */
  dropIdle(): void {
    this.#suspectedAt = ++order;
    // An agent of the user's own may have no such lists.
    const lists: unknown = this.#agent.freeSockets;
    for (const socket of isRecord(lists) ? Object.values(lists).flat() : []) {
      if (socket instanceof Socket && lastAnswers.get(socket)?.origin === this.#origin) socket.destroy();
    }
  }
}

/** Resolves at once where the connection stands, else when it does. It is not for failures, which the request reports. */
export async function standing(socket: Socket): Promise<void> {
  // What is no socket of Node's own, such as that of a mock, may connect only once something is written to it.
  if (socket.constructor !== Socket && socket.constructor !== TLSSocket) return;
  const isSecuring = 'secureConnecting' in socket && socket.secureConnecting === true;
  if (isSecuring) await happened(socket, 'secureConnect');
  else if (socket.connecting) await happened(socket, 'connect');
}

function happened(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve) => {
    socket.once(event, () => {
      resolve();
    });
  });
}
