import type { FailedItem } from '../../errors.ts';
import { finiteNumber, firstOf, isRecord, text } from '../../internal/records.ts';
import { parseJson } from '../parse-json.ts';
import { scrub, scrubError } from '../scrub.ts';
import { classify, classifyKnown, type FailureFacts } from './classify.ts';

/** What the service, or the way to it, said about a failed call. */
export interface Failure extends FailureFacts {
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: Error | undefined;
  /** The items of a batch that the answer names as failed. */
  readonly failures?: readonly FailedItem[] | undefined;
}

interface Link extends Failure {
  readonly message: string;
  readonly syscall?: string | undefined;
}

/** What an error says, in fields of its own, in those of the answer it carries, or in those of what it wraps. */
export function failureIn(error: unknown): Failure {
  const own = linkOf(error);
  const telling = tellingLink(error, own, DEEPEST);
  const cause = scrubError(error);
  // A failed fetch, and node's attempts at several addresses, have code and system call inside alone.
  if (telling !== own) Object.assign(cause, definedOf({ code: telling.vendorCode && scrub(telling.vendorCode), syscall: telling.syscall }));
  const { syscall: _, ...failure } = telling;
  return { ...failure, message: own.message || telling.message, cause };
}

/** Whether the request of an error like this cannot have left: there was no connection to send it on. */
export function isUnsent({
  vendorCode,
  syscall,
}: {
  readonly vendorCode?: string | undefined;
  readonly syscall?: string | undefined;
}): boolean {
  return (
    /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EADDRNOTAVAIL|ERR_PROXY_TUNNEL)$/.test(vendorCode ?? '') ||
    /^(connect|socket|getaddrinfo|query\w*)$/.test(syscall ?? '')
  );
}

// Errors can wrap each other in a circle.
const DEEPEST = 5;
const MOST_MEMBERS = 20;

/** The error, of this one and those inside, that says what happened. */
function tellingLink(error: unknown, own: Link, depth: number): Link {
  const fields = fieldsOf(error);
  if (depth === 0 || own.status !== undefined) return own;
  const members = Array.isArray(fields['errors']) ? (fields['errors'] as unknown[]).slice(0, MOST_MEMBERS) : [];
  if (members.length > 0) return mostHopeful(members.map((member) => tellingLink(member, linkOf(member), depth - 1)));
  if (!isRecord(fields['cause']) || classifyKnown(own)) return own;
  const inner = tellingLink(fields['cause'], linkOf(fields['cause']), depth - 1);
  return inner.vendorCode !== undefined || inner.status !== undefined || classifyKnown(inner) ? inner : own;
}

/** One of several that may pass makes a further try worth while; one that may have been sent makes a write unsafe. */
function mostHopeful(links: readonly Link[]): Link {
  const mayPass = links.filter((link) => classify(link).retryable);
  return mayPass.find((link) => !isUnsent(link)) ?? mayPass[0] ?? links[0] ?? { message: '' };
}

function linkOf(error: unknown): Link {
  const fields = fieldsOf(error);
  const response = fieldsOf(fields['response']);
  const data = answerIn(fields['data'], response['data'], response['body'], fields['body']);
  // The service's word comes before the client's for it.
  const vendorCode = firstOf(known, data['Code'], fields['code']);
  const raw = text(fields['message']) ?? (typeof error === 'string' ? error : '');
  const name = text(fields['name']);
  const requestId = firstOf(known, fields['requestId'], data['RequestId']) ?? REQUEST_ID.exec(raw)?.[1];
  return definedOf<Link>({
    message: name === 'SyntaxError' ? 'the answer is not JSON' : plainMessage(raw, vendorCode),
    vendorCode,
    status: firstOf(finiteNumber, fields['statusCode'], fields['status'], response['status'], response['statusCode'], data['statusCode']),
    requestId,
    retryAfterMs: firstOf(finiteNumber, fields['retryAfterMs'], fields['retryAfter']),
    name,
    syscall: text(fields['syscall']),
    isAnswered: requestId !== undefined || known(data['Code']) !== undefined,
  });
}

/** The first that is an answer of the service: an object, or its text. */
function answerIn(...values: readonly unknown[]): Readonly<Record<string, unknown>> {
  for (const value of values) {
    const parsed = value instanceof Error ? undefined : parseJson(value);
    if (isRecord(parsed)) return parsed;
  }
  return {};
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function definedOf<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const REQUEST_ID = / request id: ([\w-]+)$/;

/** The service's own words inside a vendor client's message: `Code: code: 400, words request id: …`. */
function plainMessage(message: string, code: string | undefined): string {
  const words = code && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  return words
    .replace(/^code: \d+, /, '')
    .replace(/ request id: \S*$/, '')
    .replace(/\.? ?(?:GET|POST) https?:\S* failed\.?$/, '');
}

/** Non-blank text; the vendor's clients print a missing field as "undefined". */
function known(value: unknown): string | undefined {
  const found = text(value);
  return found === 'undefined' || found === 'null' ? undefined : found;
}
