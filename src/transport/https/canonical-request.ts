import { createHash } from 'node:crypto';
import { stringify } from 'node:querystring';
import type { ApiRequest } from '../port.ts';
import { rpcContent } from '../rpc.ts';

/** What a request carries, as it goes over the wire. */
export interface WireContent {
  /** The query without its question mark, in the order and spelling that is signed. */
  readonly query: string;
  readonly body: string;
  /** Of the body, where there is one. */
  readonly contentType?: string;
}

/** The parameters of an operation as a query or, for the operations that take one, as a form. */
export function wireContent(request: ApiRequest): WireContent {
  const { query = {}, body } = rpcContent(request);
  const fields = Object.entries(query).map(([name, value]) => [wellFormed(name), wellFormed(value)] as const);
  const inOrder = fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  if (!body) return { query: inOrder.join('&'), body: '' };
  const form = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, wellFormed(value)]));
  // Spelled as Alibaba Cloud's own clients spell it.
  return { query: inOrder.join('&'), body: stringify(form), contentType: 'application/x-www-form-urlencoded' };
}

/** The names of the headers that are signed, and the text whose hash is: the request in its one canonical form. */
export function canonicalRequest(
  content: WireContent,
  headers: Readonly<Record<string, string>>,
  payloadHash: string,
): { readonly text: string; readonly signedHeaders: string } {
  const names = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .sort();
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const signedHeaders = names.join(';');
  return { text: ['POST', '/', content.query, lines, signedHeaders, payloadHash].join('\n'), signedHeaders };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** RFC 3986: `encodeURIComponent` leaves five characters that the service encodes. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

// Half a surrogate pair cannot be encoded: it would throw a bare URIError.
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
