import { assertSignal, linkSignals } from '../internal/abort.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import type { ApiAnswer } from './answer.ts';
import type { ServiceCaller } from './caller.ts';
import type { ApiRequest } from './port.ts';
import { wireParams } from './rpc.ts';

/** Options of every operation that changes something. */
export interface WriteOptions {
  /** Returns the requests instead of sending them. Reads that they depend on are still made. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Aborts the call, which then rejects with the signal's reason. A request that was already sent may still take effect. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** A request of a `dryRun`, with the exact parameters that would be sent. */
export interface PlannedRequest {
  /** The service that the request would go to. */
  readonly product: ApiRequest['product'];
  /** The name of the operation, such as `PutResourceMetricRules`. */
  readonly action: string;
  /** The parameters by wire name. Lists are numbered from one (`Rules.1.RuleId`), and all values are text. */
  readonly params: Readonly<Record<string, string>>;
}

const KEYS = /* @__PURE__ */ keysOf<WriteOptions>({ dryRun: true, signal: true });

/** Refuses options that a write does not have. @param taker - Such as `alerts.put()`. @param known - The options of a write that has more. */
export function assertWriteOptions(options: WriteOptions, taker: string, known = KEYS): void {
  assertOptions(options, known, taker);
  assertBoolean('dryRun', options.dryRun);
  if (options.signal !== undefined) assertSignal(options.signal);
}

/** The request with its parameters as the service gets them. What is planned is what is sent: writes are made of these alone. */
export function plannedRequest({ product, action, params }: ApiRequest): PlannedRequest {
  return Object.freeze({ product, action, params: wireParams(params) });
}

/** Sends a write. It is tried again only where nothing reached the service, or the service refused it for its rate. Ends with the monitor. */
export async function sendWrite(
  caller: ServiceCaller,
  request: PlannedRequest,
  signals: readonly (AbortSignal | undefined)[],
): Promise<ApiAnswer> {
  using linked = linkSignals(...signals);
  linked.signal.throwIfAborted();
  return await caller.call(request, { signal: linked.signal });
}
