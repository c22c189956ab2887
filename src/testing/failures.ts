import { assertOptions, keysOf } from '../internal/keys.ts';
import { didYouMean } from '../internal/misspelling.ts';
import { shown } from '../internal/shown.ts';
import { OPERATIONS } from './service/operations.ts';

/**
 * A failure outside the error codes of the API: of the connection, or of the body.
 *
 * | Kind | What the caller sees |
 * |---|---|
 * | `reset` | the connection is reset |
 * | `hang` | no answer ever comes |
 * | `html` | a 502 page of a proxy |
 * | `empty` | 200 and no body |
 * | `broken-json` | an answer that ends half-way |
 * | `success-false` | 200 with `Success: false` and no reason |
 * | `no-datapoints` | 200 without `Datapoints` |
 */
export type FailureKind = 'reset' | 'hang' | 'html' | 'empty' | 'broken-json' | 'success-false' | 'no-datapoints';

/** Selects the calls that fail. */
export interface FailureScope {
  /** The operation that fails. Default: every operation. */
  readonly action?: string;
  /** The number of calls that fail. `Infinity` lasts until {@link FailureHandle.stop}. Default: 1. */
  readonly times?: number;
  /** The number of matching calls that succeed first. Default: 0. */
  readonly skip?: number;
  /** The delay of the failure, in milliseconds of real time. Default: that of every answer. */
  readonly afterMs?: number;
}

/**
 * A failure to inject: an API error code, an HTTP status, or a kind, which you may also give as `code`:
 *
 * - `reset`: the connection is reset; `hang`: no answer ever comes
 * - `html`: a 502 page of a proxy; `empty`: 200 and no body; `broken-json`: an answer that ends half-way
 * - `success-false`: 200 with `Success: false` and no reason; `no-datapoints`: 200 without `Datapoints`
 */
export type FailureSpec = FailureScope &
  (
    | {
        /** The error code of the API, such as `Throttling.User`. */
        readonly code: string;
        /** The HTTP status. With 200 the error is inside a successful answer. Default: the usual one for the code. */
        readonly status?: number;
        /** The text of the error. Default: a text that names the code. */
        readonly message?: string;
      }
    | {
        /** The HTTP status. The error code is the usual one for it. */
        readonly status: number;
        /** The text of the error. Default: a text that names the code. */
        readonly message?: string;
      }
    | {
        /** One of the kinds above. */
        readonly kind: FailureKind;
      }
  );

/** An injected failure. */
export interface FailureHandle {
  /** The number of calls that it has failed so far. */
  readonly hits: number;
  /** Ends the failure: further calls succeed. */
  stop(): void;
}

/** The failure that a call meets. */
export type Failure = (
  { readonly kind: FailureKind } | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message: string }
) & {
  readonly afterMs: number | undefined;
};

const STATUS_CODES: Readonly<Record<number, string>> = {
  400: 'InvalidParameter',
  401: 'InvalidAccessKeyId.Inactive',
  403: 'Forbidden.RAM',
  404: 'InvalidAction.NotFound',
  429: 'Throttling',
  500: 'InternalError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

const SPEC_KEYS = /* @__PURE__ */ keysOf<FailureSpec>({
  action: true,
  times: true,
  skip: true,
  afterMs: true,
  code: true,
  status: true,
  message: true,
  kind: true,
});
const KINDS = ['reset', 'hang', 'html', 'empty', 'broken-json', 'success-false', 'no-datapoints'] satisfies FailureKind[];

/** The failures set up, oldest first; a call meets the first that applies to it. */
export class FailureQueue {
  #active: { spec: FailureSpec; failure: Failure; hits: number; skipped: number; stopped: boolean }[] = [];

  /** @param more - Operations beside those that are simulated. */
  add(spec: FailureSpec, more: readonly string[] = []): FailureHandle {
    assertFailure(spec);
    assertAction(spec.action, more);
    const entry = { spec, failure: failureOf(spec), hits: 0, skipped: 0, stopped: false };
    this.#active.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      stop: () => {
        entry.stopped = true;
      },
    };
  }

  take(action: string): Failure | undefined {
    this.#active = this.#active.filter((one) => !one.stopped && one.hits < (one.spec.times ?? 1));
    for (const one of this.#active) {
      if (one.spec.action !== undefined && one.spec.action !== action) continue;
      if (one.skipped < (one.spec.skip ?? 0)) {
        one.skipped++;
        continue;
      }
      one.hits++;
      return one.failure;
    }
    return undefined;
  }
}

function assertFailure(spec: FailureSpec): void {
  assertOptions(spec, SPEC_KEYS, 'fail()');
  if (!('kind' in spec || 'code' in spec || 'status' in spec))
    throw new TypeError('fail() takes a code, a status or a kind: what the calls fail with');
  for (const name of ['times', 'skip', 'afterMs'] as const) {
    const value: unknown = spec[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      throw new RangeError(`${name} ${shown(value)} must be a number from 0`);
  }
}

/** A name that no call has would fail none, in silence. */
function assertAction(action: unknown, more: readonly string[]): void {
  const known = [...Object.values(OPERATIONS).flatMap((service) => Object.keys(service)), ...more];
  if (action === undefined || known.includes(action as string)) return;
  throw new RangeError(
    `action ${shown(action)} is no operation of the simulator${didYouMean(action, known, `it has ${known.join(', ')}`)}`,
  );
}

function failureOf(spec: FailureSpec): Failure {
  const { afterMs } = spec;
  if ('kind' in spec) {
    if (!isKind(spec.kind)) throw new RangeError(`failure kind ${String(spec.kind)} is none of: ${KINDS.join(', ')}`);
    return { kind: spec.kind, afterMs };
  }
  // No code of the service is called so.
  if ('code' in spec && isKind(spec.code)) return { kind: spec.code, afterMs };
  const status = spec.status ?? ('code' in spec ? statusOf(spec.code) : 500);
  const code = 'code' in spec ? spec.code : (STATUS_CODES[status] ?? 'UnknownError');
  return { kind: 'error', status, code, message: spec.message ?? messageOf(code), afterMs };
}

function isKind(name: string): name is FailureKind {
  return (KINDS as readonly string[]).includes(name);
}

function statusOf(code: string): number {
  if (/^Throttling|^Rejected\.Throttling/.test(code)) return 400;
  if (/NotFound$/.test(code)) return 404;
  if (/^(Forbidden|Forbbiden|AccessForbidden|NoPermission)/.test(code)) return 403;
  if (code === 'ServiceUnavailable') return 503;
  return /^Internal/.test(code) ? 500 : 400;
}

function messageOf(code: string): string {
  return code.startsWith('Throttling') ? 'Request was denied due to user flow control.' : `The request failed: ${code}.`;
}
