import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { VpnMonitorError } from '../../errors.ts';
import { onAbort } from '../../internal/abort.ts';
import { isRecord } from '../../internal/records.ts';
import type { ApiCallOptions, ApiResponse } from '../port.ts';
import { type Connections, standing } from './connections.ts';
import { proxyAdvice, ProxyFailure } from './proxy-failure.ts';
import { readAnswerBody } from './read-answer-body.ts';

/** One request, but for the headers, which are made when it leaves. */
export interface Outgoing {
  readonly action: string;
  readonly path: string;
  readonly body: string;
  readonly headers: () => Readonly<Record<string, string>>;
}

// Each is lost only when a server closes it just while the turn is waited for.
const MOST_REPLACED = 3;

/**
 * Sends a request and reads its answer. Takes a connection, waits until it stands, then for the turn, and only then signs and
 * sends; a connection that is lost or suspected meanwhile is replaced, since nothing has been sent on it. Where half of the
 * connections are taken, the turn comes first: waiting for it costs nothing, while waiting for a connection costs the attempt's
 * time, and calls of other operations need some too. Where that turn is past by the time the connection stands, another is taken in
 * its place. An abort closes the connection. Where a connection that had worked before fails or is silent, the idle ones of its host
 * are closed as well.
 */
export async function exchange(connections: Connections, outgoing: Outgoing, options: ApiCallOptions): Promise<ApiResponse> {
  const { signal } = options;
  const turn = new Turn(options);
  if (connections.isBusy) {
    // After those that came before and still connect, which ask for their turns when they have done so.
    await connections.settled(signal);
    await turn.come();
  }
  signal.throwIfAborted();
  const entered = connections.enter(signal);
  if (entered) await entered;
  try {
    return await sendOver(connections, outgoing, options, turn);
  } finally {
    connections.leave();
  }
}

async function sendOver(connections: Connections, outgoing: Outgoing, options: ApiCallOptions, turn: Turn): Promise<ApiResponse> {
  for (let replaced = 0; ; replaced += 1) {
    options.signal.throwIfAborted();
    const line = new Line(connections, outgoing, options);
    try {
      if ((await line.isReady(turn)) || replaced === MOST_REPLACED) return await line.send();
    } finally {
      line.close();
    }
  }
}

/** What leaves so much later than at its turn leaves with the requests of another second, in milliseconds. */
const MISSED_AFTER_MS = 20;

/** The turn of one request. */
class Turn {
  readonly #options: ApiCallOptions;
  #pending: Promise<void> | undefined;
  #cameAt = Infinity;

  constructor(options: ApiCallOptions) {
    this.#options = options;
  }

  /** Resolves when the request may leave, which is now. */
  come(): Promise<void> {
    const isMissed = performance.now() - this.#cameAt > MISSED_AFTER_MS;
    if (isMissed || !this.#pending) this.#pending = this.#ask(isMissed);
    return this.#pending;
  }

  async #ask(isMissed: boolean): Promise<void> {
    this.#cameAt = Infinity;
    await this.#options.turn?.(isMissed);
    this.#cameAt = performance.now();
  }
}

/** One request on the one connection it has. */
class Line {
  readonly #connections: Connections;
  readonly #outgoing: Outgoing;
  readonly #signal: AbortSignal;
  readonly #adviseOnTimeout: ApiCallOptions['adviseOnTimeout'];
  readonly #request: ClientRequest;
  readonly #response: Promise<IncomingMessage>;
  readonly #undo: () => void;
  #socket: Socket | undefined;
  /** Whether the request went out on a connection that had worked before. */
  #isOnUsed = false;
  #isAnswered = false;
  #isConnecting = true;

  constructor(connections: Connections, outgoing: Outgoing, { signal, adviseOnTimeout }: ApiCallOptions) {
    this.#connections = connections;
    this.#outgoing = outgoing;
    this.#signal = signal;
    this.#adviseOnTimeout = adviseOnTimeout;
    this.#request = connections.request(outgoing.path, signal);
    connections.countConnecting(1);
    this.#response = responseTo(this.#request, outgoing.action);
    this.#undo = onAbort(signal, () => {
      if (isTimeout(signal.reason)) this.#suspect();
      this.#request.destroy();
    });
  }

  /** Whether the connection stands when the turn has come. Rejects where there is no connection to be had, or no turn. */
  async isReady(turn: Turn): Promise<boolean> {
    this.#socket = await Promise.race([this.#connected(), this.#response.then(({ socket }) => socket)]);
    const turned = turn.come();
    this.#stopConnecting();
    const isLost = this.#response.then(
      () => true,
      () => true,
    );
    if (await Promise.race([turned.then(() => false), isLost])) return false;
    return !this.#request.destroyed && !this.#connections.isSuspect(this.#socket);
  }

  async send(): Promise<ApiResponse> {
    const { action, body, headers } = this.#outgoing;
    const socket = this.#socket;
    this.#isOnUsed = socket !== undefined && this.#connections.wasUsed(socket);
    for (const [name, value] of Object.entries(headers())) this.#request.setHeader(name, value);
    this.#request.end(body);
    try {
      const response = await this.#response;
      // Before the connection is free for another request.
      response.once('end', () => {
        this.#isAnswered = true;
        if (socket) this.#connections.answered(socket);
      });
      const text = await readAnswerBody(response, action);
      return { status: response.statusCode ?? 0, body: text, headers: flatHeaders(response) };
    } catch (error) {
      if (!this.#signal.aborted && !VpnMonitorError.isInstance(error)) this.#suspect();
      throw error;
    }
  }

  close(): void {
    this.#undo();
    this.#stopConnecting();
    if (!this.#isAnswered) this.#request.destroy();
  }

  async #connected(): Promise<Socket> {
    const { proxy } = this.#connections;
    if (proxy) this.#adviseOnTimeout?.(proxyAdvice(proxy));
    const socket = await new Promise<Socket>((resolve) => {
      this.#request.once('socket', resolve);
    });
    // A proxy has answered by then.
    if (proxy) this.#adviseOnTimeout?.(undefined);
    await standing(socket);
    return socket;
  }

  #stopConnecting(): void {
    if (this.#isConnecting) this.#connections.countConnecting(-1);
    this.#isConnecting = false;
  }

  #suspect(): void {
    if (this.#isOnUsed && !this.#isAnswered) this.#connections.dropIdle();
  }
}

function responseTo(request: ClientRequest, action: string): Promise<IncomingMessage> {
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => {
      reject(error instanceof ProxyFailure ? error.of(action) : error);
    });
    request.once('close', () => {
      reject(Object.assign(new Error('the connection closed before the answer'), { code: 'ECONNRESET' }));
    });
  });
  // Whoever waits for something else meanwhile asks later.
  response.catch(() => undefined);
  return response;
}

function isTimeout(reason: unknown): boolean {
  return VpnMonitorError.isInstance(reason) ? reason.code === 'timeout' : isRecord(reason) && reason['name'] === 'TimeoutError';
}

function flatHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
