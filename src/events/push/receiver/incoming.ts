import { fetchBody, nodeBody, type Body } from './body.ts';
import type { NodeRequest } from './options.ts';

const HEADER = 'x-vpn-monitor-secret';

/** A request, whatever server it came by. */
export interface Incoming {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly secret: string | null | undefined;
  readonly address: string | undefined;
  /** The body as bytes, or as a parser left it. */
  readonly body: () => Promise<{ readonly parsed: unknown } | Body>;
}

/** A request of a server in the Fetch style, which does not say who sent it. */
export function incomingFetch(request: Request, address: string | undefined, maxBytes: number): Incoming {
  return {
    method: request.method.toUpperCase(),
    query: new URL(request.url).searchParams,
    secret: request.headers.get(HEADER),
    address,
    body: () => fetchBody(request, maxBytes),
  };
}

/** A request of Node's own server or of Express. */
export function incomingNode(request: NodeRequest, maxBytes: number): Incoming {
  const secret = request.headers[HEADER];
  const { body } = request;
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    query: new URLSearchParams(/\?(.*)$/s.exec(request.url ?? '')?.[1] ?? ''),
    secret: typeof secret === 'string' ? secret : secret?.[0],
    address: request.socket?.remoteAddress,
    body: () => (isParsed(body) ? Promise.resolve({ parsed: body }) : nodeBody(request, maxBytes)),
  };
}

/** Parsers that found nothing to parse leave {} behind, and the stream as it was. */
function isParsed(body: unknown): boolean {
  return body !== undefined && body !== null && body !== '' && !(Object.getPrototypeOf(body) === Object.prototype && Object.keys(body).length === 0);
}
