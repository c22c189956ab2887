import { isRetryable, VpnMonitorError } from '../errors.ts';
import type { Logger } from '../internal/logger.ts';
import { failedItems, type PlannedRequest, sendWrite, type ServiceCaller, type WriteOptions } from '../transport/index.ts';
import { type FailedRule, failedRules, partialFailure, refusedRules } from './failures.ts';
import { hidingWebhooks } from './hide-webhooks.ts';

/** One request, and the rules that it is about. */
export interface Batch {
  readonly request: PlannedRequest;
  readonly ids: readonly string[];
  /** Where it can be parted: the same as two requests, for a service that takes less at once. */
  readonly halves?: (() => readonly Batch[]) | undefined;
}

/** Requests that follow others. @param failed - The rules that those failed for. */
export type Step = (failed: ReadonlySet<string>) => readonly Batch[];

/** What sending needs of its monitor. */
export interface SendContext {
  readonly caller: ServiceCaller;
  readonly logger: Logger;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
}

/** The progress of a write that covers many rules. */
export interface AlertProgress {
  /** The number of rules sent so far, including those that the service refused. */
  readonly done: number;
  /** The number of rules in the whole write. A rule that is put and then enabled or disabled counts twice. */
  readonly total: number;
}

/** What ends the sending, where progress goes, and the addresses that no error may show. */
export interface Sending extends Pick<WriteOptions, 'signal'> {
  readonly onProgress?: ((progress: AlertProgress) => void) | undefined;
  readonly webhooks?: readonly string[] | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** The requests of all steps, where none fails. */
export function requestsOf(steps: readonly Step[]): readonly PlannedRequest[] {
  return Object.freeze(steps.flatMap((step) => step(NONE)).map(({ request }) => request));
}

/**
 * Sends the requests of all steps, also after one that failed: what one holds does not depend on another. Where the service refuses whoever asks,
 * the rest is left out. Rejects with each rule that failed; what is not listed was carried out.
 */
export async function sendSteps(context: SendContext, steps: readonly Step[], sending: Sending): Promise<void> {
  const planned = steps.flatMap((step) => step(NONE));
  const ids = planned.flatMap((batch) => batch.ids);
  const failures = new Failures();
  let done = 0;
  await hidingWebhooks(sending.webhooks ?? [], async () => {
    for (const step of steps) {
      for (const batch of step(failures.ids)) {
        if (failures.isHopeless) failures.leaveOut(batch);
        else await sendOne(context, batch, sending.signal, failures);
        done += batch.ids.length;
        report(context, sending, { done, total: ids.length });
      }
    }
    failures.throwIfAny(new Set(ids).size);
  });
}

// What the service, or a proxy before it, answers to an address that it does not read to its end: nothing was carried out.
const TOO_LONG: ReadonlySet<number | undefined> = new Set([413, 414, 431]);

async function sendOne(
  context: SendContext,
  { request, ids, halves }: Batch,
  signal: AbortSignal | undefined,
  failures: Failures,
): Promise<void> {
  try {
    const { body } = await sendWrite(context.caller, request, [signal, context.closed]);
    failures.add(request.action, refusedRules(failedItems(body), request.action));
  } catch (error) {
    if (!VpnMonitorError.isInstance(error)) throw error;
    if (halves && TOO_LONG.has(error.status)) {
      for (const half of halves()) await sendOne(context, half, signal, failures);
      return;
    }
    const named = error.failures?.filter(({ id }) => ids.includes(id)) ?? [];
    // An answer that names some has carried out the others.
    if (named.length > 0) failures.add(request.action, refusedRules(named, request.action));
    else failures.add(request.action, failedRules(ids, error), error);
  }
}

function report({ logger }: SendContext, { onProgress }: Sending, progress: AlertProgress): void {
  try {
    onProgress?.(progress);
  } catch (error) {
    logger.error('onProgress threw', { error });
  }
}

const HOPELESS: ReadonlySet<string> = new Set(['auth', 'forbidden', 'config', 'quota-exhausted']);

/** What has failed so far. */
class Failures {
  readonly #failed = new Map<string, FailedRule>();
  #action = '';
  #requests = 0;
  #whole: VpnMonitorError | undefined;

  get ids(): ReadonlySet<string> {
    return new Set(this.#failed.keys());
  }

  /** Takes in what a request failed for, which may be nothing. */
  add(action: string, failed: readonly FailedRule[], whole?: VpnMonitorError): void {
    this.#requests += 1;
    if (failed.length > 0) this.#action ||= action;
    this.#whole ??= whole;
    for (const one of failed) if (!this.#failed.has(one.id)) this.#failed.set(one.id, one);
  }

  /** Whether the service would refuse every further request too. */
  get isHopeless(): boolean {
    return this.#whole !== undefined && !isRetryable(this.#whole) && HOPELESS.has(this.#whole.code);
  }

  leaveOut({ request, ids }: Batch): void {
    if (this.#whole)
      this.add(
        request.action,
        failedRules(ids, this.#whole).map((one) => ({ ...one, message: `not sent, since another request failed: ${one.message}` })),
      );
  }

  throwIfAny(total: number): void {
    // Of one request that failed, the service's own words say most.
    if (this.#requests === 1 && this.#whole) throw this.#whole;
    if (this.#failed.size > 0) throw partialFailure([...this.#failed.values()], { action: this.#action, total, cause: this.#whole });
  }
}
