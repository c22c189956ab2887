import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedCredentials } from './secret.ts';
import type { SimulatedAnswer } from './service/handler.ts';
import type { SimulatedRequest } from './service/request.ts';

/** The address of a listening simulator. It fits the `endpoint` option of a `VpnMonitor`. */
export interface SimulatedEndpoint {
  /** Host and port of Cloud Monitor. */
  readonly cms: string;
  /** Host and port of the VPC service. */
  readonly vpc: string;
  /** Host and port of the transit router service. */
  readonly cbn: string;
  /** Always `http`: the simulator has no certificate. */
  readonly protocol: 'http';
}

/** A listening simulator. */
export interface SimulatedServer extends AsyncDisposable {
  /** Its address on 127.0.0.1, for the `endpoint` option of a `VpnMonitor`. */
  readonly endpoint: SimulatedEndpoint;
  /** The key pair that it accepts, for the `credentials` option of a `VpnMonitor`. */
  readonly credentials: SimulatedCredentials;
  /** Stops listening and cuts every connection, including those that a `hang` keeps open. You may call it twice. */
  readonly close: () => Promise<void>;
}

// The parameters of fifty alert rules go out in one address; Node refuses more than 16 KiB.
const MOST_HEADER_BYTES = 1 << 20;

/** Serves `handle` over HTTP on a free port of 127.0.0.1. */
export async function listen(
  handle: (request: SimulatedRequest) => SimulatedAnswer,
  credentials: SimulatedCredentials,
): Promise<SimulatedServer> {
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES }, (message, response) => {
    readBody(message).then(
      (body) => {
        const answer = handle({ method: message.method ?? 'POST', url: message.url ?? '/', headers: flatten(message), body });
        if (answer.delayMs <= 0) {
          send(answer, message, response);
          return;
        }
        const timer = setTimeout(() => {
          timers.delete(timer);
          send(answer, message, response);
        }, answer.delayMs);
        timers.add(timer);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= new Promise((resolve) => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    }));
  return { endpoint: { cms: host, vpc: host, cbn: host, protocol: 'http' }, credentials, close, [Symbol.asyncDispose]: close };
}

function send(answer: SimulatedAnswer, message: IncomingMessage, response: ServerResponse): void {
  if (answer.kind === 'hang' || response.destroyed) return;
  if (answer.kind === 'reset') {
    message.socket.resetAndDestroy();
    return;
  }
  const body = Buffer.from(answer.body);
  // The date is the account's, not this machine's, or none.
  response.sendDate = false;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  response.end(body);
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function flatten(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
}
