import type { Params } from './params.ts';

/** An HTTP request to the simulator. */
export interface SimulatedRequest {
  /** The HTTP method. It is part of the signature. */
  readonly method: string;
  /** An absolute URL, or path and query. */
  readonly url: string;
  /** The header fields, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body: form text for `Cursor` and `BatchExport`, otherwise empty. */
  readonly body: string;
}

/** What a request asks for. */
export interface ParsedRequest {
  readonly product: 'cms' | 'vpc' | 'cbn' | undefined;
  readonly action: string;
  readonly params: Params;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
}

/** Reads a request. The operation and the service are in its headers, the parameters in the query and, for two operations, in a form body. */
export function parseRequest(request: SimulatedRequest, products: Readonly<Record<string, 'cms' | 'vpc' | 'cbn'>>): ParsedRequest {
  const url = new URL(request.url, 'http://simulator');
  const query = [...url.searchParams];
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const form = isForm ? [...new URLSearchParams(request.body)] : [];
  return {
    product: products[request.headers['x-acs-version'] ?? ''],
    action: request.headers['x-acs-action'] ?? '',
    params: Object.fromEntries([...query, ...form]),
    path: url.pathname,
    query,
  };
}
