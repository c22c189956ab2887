import type { EventSpec } from '../../catalog/index.ts';
import { VpnMonitorError } from '../../errors.ts';
import { linkSignals } from '../../internal/abort.ts';
import { listIn } from '../../internal/list-in.ts';
import type { Logger } from '../../internal/logger.ts';
import { isRecord, text } from '../../internal/records.ts';
import { sharedOnce } from '../../internal/shared-load.ts';
import { type ServiceCaller, standInAdvice } from '../../transport/index.ts';
import { specOf } from '../model/event-name.ts';

const RETRY_AFTER_MS = 600_000;
// A refusal may pass, but one that stays must not keep the events back: they can be had without.
const REFUSALS_BORNE = 3;

/**
 * The product names under which the service files VPN events: no document shows the value, so it is
 * found by the names of the events. Fetched once and shared; empty where the service names none.
 */
export class EventProducts {
  readonly #load: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly #logger: Logger;
  readonly #closed: AbortSignal;
  #noneUntil = -Infinity;
  #refusals = 0;

  constructor(caller: ServiceCaller, logger: Logger, closed: AbortSignal) {
    this.#logger = logger;
    this.#closed = closed;
    this.#load = sharedOnce(async (abandoned) => {
      using linked = linkSignals(abandoned, closed);
      const { body } = await caller.call({ product: 'cms', action: 'DescribeSystemEventMetaList', params: {} }, { signal: linked.signal });
      const found = productsIn(body);
      if (found.length > 0) return found;
      throw new VpnMonitorError('DescribeSystemEventMetaList lists no event of VPN Gateway', {
        code: 'protocol',
        action: 'DescribeSystemEventMetaList',
      });
    });
  }

  /** Rejects with what may pass; what will not, or has been refused time and again, is logged and answered with no product for ten minutes. */
  async names(signal: AbortSignal): Promise<readonly string[]> {
    if (performance.now() < this.#noneUntil) return [];
    try {
      return await this.#load(signal);
    } catch (error) {
      if (signal.aborted || this.#closed.aborted) throw error;
      if (!VpnMonitorError.isInstance(error) || (error.retryable && !this.#hasStayed(error))) throw error;
      this.#noneUntil = performance.now() + RETRY_AFTER_MS;
      const next = standInAdvice(error, {
        permission: 'allow cms:DescribeSystemEventMetaList',
        again: `it is asked for again in ${String(RETRY_AFTER_MS / 1000)} s`,
      });
      this.#logger.warn(`the product of VPN events is not known, so they are asked for name by name${next}`, { error });
      return [];
    }
  }

  /** Whether the service has refused the question often enough, with a code that is not known. */
  #hasStayed({ code, vendorCode, status }: VpnMonitorError): boolean {
    const isRefused = code === 'server' && vendorCode !== undefined && (status ?? 200) < 500;
    this.#refusals = isRefused ? this.#refusals + 1 : 0;
    return this.#refusals >= REFUSALS_BORNE;
  }
}

/** A VPN event as the service lists it. */
export interface ListedEvent {
  readonly spec: EventSpec;
  /** The name, as the service spells it. */
  readonly name: string;
  readonly product: string | undefined;
  readonly level: string | undefined;
}

/** The rows of an answer of `DescribeSystemEventMetaList` that have the name of a VPN event, in any spelling. */
export function listedEvents(body: Readonly<Record<string, unknown>>): readonly ListedEvent[] {
  return (listIn(body['Data'], 'Resource') ?? []).filter(isRecord).flatMap((row) => {
    const name = text(row['Name']);
    const spec = name === undefined ? undefined : specOf(name);
    return name === undefined || spec === undefined ? [] : [{ spec, name, product: text(row['Product']), level: text(row['Level']) }];
  });
}

/** The products of an answer of `DescribeSystemEventMetaList` under which VPN events are filed. */
export function productsIn(body: Readonly<Record<string, unknown>>): string[] {
  const names = new Map<string, Set<string>>();
  for (const { product, spec } of listedEvents(body)) {
    if (product === undefined) continue;
    const known = names.get(product) ?? new Set();
    names.set(product, known.add(spec.name));
  }
  // Another product may well have a CertKeyExpired of its own: one name alone shows little.
  const several = [...names].filter(([, known]) => known.size > 1);
  return (several.length > 0 ? several : [...names]).map(([product]) => product);
}
