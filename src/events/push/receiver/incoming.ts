import type { BodyFailure, BodyLimits } from './body.ts';
import { fetchBody } from './fetch-body.ts';
import { isRead, nodeBody } from './node-body.ts';
import type { FrameworkRequest, NodeRequest } from './options.ts';

const HEADER = 'x-vpn-monitor-secret';
/** What MNS sends with each notification, whatever its format. */
const MNS_HEADERS = ['x-mns-request-id', 'x-mns-message-id'] as const;
/** A URL may repeat `secret=`; no sender needs more than these. */
const MOST_IN_URL = 4;

/** A request, whatever server it came by. */
export interface Incoming {
  readonly method: string;
  readonly query: URLSearchParams;
  /** What the sender gave as a secret. */
  readonly secrets: readonly string[];
  readonly address: string | undefined;
  /** Whether its headers are those of an MNS notification. */
  readonly isNotification: boolean;
  /** The body as bytes, or as a parser left it. Never rejects. */
  readonly body: (limits: BodyLimits) => Promise<{ readonly payload: unknown } | BodyFailure>;
}

/** A request of a server in the Fetch style, which does not say who sent it. */
export function incomingFetch(request: Request, address: string | undefined): Incoming {
  const query = queryOf(request.url);
  return {
    method: request.method.toUpperCase(),
    query,
    secrets: secretsIn(request.headers.get(HEADER), request.url),
    address,
    isNotification: MNS_HEADERS.some((name) => request.headers.has(name)),
    body: async (limits) => payloadOf(await fetchBody(request, limits)),
  };
}

/** A request of Node's own server or of Express, or one that a framework has wrapped. */
export function incomingNode(given: NodeRequest | FrameworkRequest): Incoming {
  // A request of Node's comes first: people keep a `raw` body on it.
  const request = 'on' in given ? given : 'raw' in given ? given.raw : given.req;
  const query = queryOf(request.url ?? '');
  const secret = request.headers[HEADER];
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    query,
    secrets: secretsIn(typeof secret === 'string' ? secret : secret?.[0], request.url ?? ''),
    address: request.socket?.remoteAddress,
    isNotification: MNS_HEADERS.some((name) => request.headers[name] !== undefined),
    body: (limits) => bodyOf(request, given.body ?? request.body, limits),
  };
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(textOfQuery(url));
}

function textOfQuery(url: string): string {
  return /\?([^#]*)/.exec(url)?.[1] ?? '';
}

async function bodyOf(request: NodeRequest, parsed: unknown, limits: BodyLimits): Promise<{ readonly payload: unknown } | BodyFailure> {
  // Parsers that found nothing to parse leave {} behind, and the stream as it was.
  const isLeft = parsed === undefined || parsed === null || parsed === '' || isEmptyObject(parsed);
  if (!isLeft) return { payload: parsed };
  if (!isRead(request)) return payloadOf(await nodeBody(request, limits));
  const { 'content-length': length = 0, 'transfer-encoding': encoding } = request.headers;
  if (parsed === '' || (Number(length) === 0 && encoding === undefined)) return { payload: '' };
  return isEmptyObject(parsed) ? { payload: parsed } : 'read-before';
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0
  );
}

function payloadOf(body: Uint8Array | BodyFailure): { readonly payload: unknown } | BodyFailure {
  return typeof body === 'string' ? body : { payload: body };
}

function secretsIn(header: string | null | undefined, url: string): readonly string[] {
  const query = textOfQuery(url);
  // A plus means a blank to forms and itself to who pastes a secret in base64 into a URL.
  const inUrl = [query, query.replaceAll('+', '%2B')].flatMap((text) => new URLSearchParams(text).getAll('secret').slice(0, MOST_IN_URL));
  return [...new Set([header, ...inUrl])].filter((text) => typeof text === 'string' && text !== '') as string[];
}
