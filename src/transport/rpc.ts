import type { ApiRequest } from './port.ts';

const VERSIONS = { cms: '2019-01-01', vpc: '2016-04-28', cbn: '2017-09-12' } as const;

/** The version of a service's API, as `x-acs-version` names it. */
export function versionOf(product: ApiRequest['product']): string {
  return VERSIONS[product];
}

// The generated clients send these two as a form, with lists as JSON text, and all others as a query.
const FORM_OPERATIONS: ReadonlySet<string> = new Set(['Cursor', 'BatchExport']);

/** What the vendor clients' generic call needs to know of an operation. */
export function rpcParams({ product, action }: ApiRequest): Readonly<Record<string, string>> {
  return {
    action,
    version: versionOf(product),
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    // Text, so that a body that is no JSON reaches us instead of a bare SyntaxError.
    bodyType: 'string',
  };
}

/** The operation's parameters where they belong on the wire. */
export function rpcContent({ action, params }: ApiRequest): {
  readonly query?: Record<string, string>;
  readonly body?: Record<string, string>;
} {
  return FORM_OPERATIONS.has(action) ? { body: form(params) } : { query: flatten(params) };
}

/** The parameters as the service gets them: lists counted from one, all values text. Flat ones stay as they are. */
export function wireParams(params: ApiRequest['params']): Readonly<Record<string, string>> {
  return Object.freeze(flatten(params));
}

function form(params: ApiRequest['params']): Record<string, string> {
  const given = Object.entries(params).filter(([, value]) => isGiven(value));
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]));
}

type Scalar = string | number | boolean;

function flatten(value: unknown, name = '', into: Record<string, string> = {}): Record<string, string> {
  if (!isGiven(value)) return into;
  if (typeof value !== 'object') {
    into[name] = String(value);
    return into;
  }
  const prefix = name && `${name}.`;
  // Lists count from one on the wire.
  const entries = Array.isArray(value) ? value.map((item: unknown, index) => [index + 1, item] as const) : Object.entries(value);
  for (const [key, item] of entries) flatten(item, `${prefix}${String(key)}`, into);
  return into;
}

// JavaScript callers pass undefined for what they leave out.
function isGiven(value: unknown): value is Scalar | object {
  return value !== undefined && value !== null;
}
