import { assertSignal, linkSignals } from '../internal/abort.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import type { ApiAnswer } from './answer.ts';
import type { ServiceCaller } from './caller.ts';
import type { ApiRequest } from './port.ts';
import { wireParams } from './rpc.ts';

/** What every operation that changes something takes. */
export interface WriteOptions {
  /** Whether nothing is sent and the requests are given back instead. Reads that they depend on are made all the same. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Rejects with its reason when it aborts. What is on its way then may be carried out all the same. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** A request of a `dryRun`: what would be sent, parameter by parameter, as the service would get it. */
export interface PlannedRequest {
  readonly product: ApiRequest['product'];
  /** The operation, such as `PutResourceMetricRules`. */
  readonly action: string;
  /** By wire name: lists counted from one (`Rules.1.RuleId`), all values text. */
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
