import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { VpnMonitorError } from '../../errors.ts';
import { onAbort } from '../../internal/abort.ts';
import { isRecord } from '../../internal/records.ts';
import type { ApiCallOptions, ApiResponse } from '../port.ts';
import { type Connections, standing } from './connections.ts';
import { proxyAdvice, ProxyFailure } from './proxy-failure.ts';
import { readAnswerBody } from './read-answer-body.ts';
import type { Turn } from './turn.ts';
/** One request, but for the headers, which are made when it leaves. */
export interface Outgoing {
  readonly action: string;
  readonly path: string;
  readonly body: string;
  readonly headers: () => Readonly<Record<string, string>>;
}

/** One request on the one connection it has. */
export class Line {
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
