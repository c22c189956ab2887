import {
  allInstruments,
  checkObserveOptions,
  DESCRIBED,
  type DescribedName,
  type Measurements,
  Observation,
  type ObserveOptions,
  type VpnSources,
} from '../instruments/index.ts';
import { shown } from '../internal/shown.ts';
import { isClient, isRegister, type PrometheusClient, type PrometheusRegister } from './client.ts';
import { familiesOf, type Family, infoFamilyOf } from './family.ts';
import { registerFamily } from './register-family.ts';

/** How VPN metrics are collected. */
export interface CollectOptions extends ObserveOptions {
  /** Where the metrics are registered. Default: the default register of `prom-client`. */
  readonly register?: PrometheusRegister | undefined;
}

/** Metrics that are collected, until you close it. Declare it with `using`, or call {@link VpnCollector.close}. */
export interface VpnCollector extends Disposable {
  /**
   * Polls every query now, or waits for the poll that is under way; for jobs that push their metrics once. Failures do not reject: they go to `onError` and are counted.
   * After {@link close} it does nothing.
   */
  poll(): Promise<void>;
  /** Ends polls and subscriptions, and removes the metrics from the register. The watches, queries and monitors are yours and go on. A second call does nothing. */
  close(): void;
}

const TAKER = 'collectVpnMetrics()';

/**
 * Exports what watches, queries and monitors know as metrics of `prom-client`: states as 0 and 1, traffic in base units, names as `_info` series, transitions as a counter.
 * docs/prometheus.md lists them.
 *
 * A scrape asks the service nothing. A watch shows what it knows after its own rounds. Each query is polled every `pollMs`, from now on. What is unknown, stale or gone is absent, never zero.
 * A watch that was stopped, or is on standby, shows no states.
 *
 * @param client - The module `prom-client`: what `import client from 'prom-client'` gives.
 * @param sources - A watch, a query or a monitor; a list of them; or an object that names them. The name is the label `source` of the series that say how they fare.
 * @throws `TypeError` or `RangeError` for what cannot be used, and a `TypeError` where the register has such metrics already: one call takes all sources of a register.
 *
 * @example
 * ```ts
 * import client from 'prom-client';
 * import { Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
 * import { collectVpnMetrics, type VpnCollector } from 'alicloud-vpn-monitor/prometheus';
 *
 * export async function collect(monitor: VpnMonitor): Promise<VpnCollector> {
 *   const watch = monitor.watch(monitor.fleet());
 *   watch.on('error', (error) => console.error(error));
 *   const traffic = monitor.fleet().metric(Quantity.InboundRate, Quantity.OutboundRate);
 *   const collector = collectVpnMetrics(client, { watch, traffic, monitor }, { onError: (error) => console.error(error) });
 *   await watch.start();
 *   return collector;
 * }
 * ```
 */
export function collectVpnMetrics(client: PrometheusClient, sources: VpnSources, options: CollectOptions = {}): VpnCollector {
  if (!isClient(client))
    throw new TypeError(`${TAKER} takes the module prom-client, as import client from 'prom-client' gives it, not ${shown(client)}`);
  const checked = checkObserveOptions(options, TAKER, ['register']);
  const { register = client.register } = options;
  if (!isRegister(register)) throw new TypeError(`register ${shown(register)} must be a Registry of prom-client`);
  const families = allFamilies();
  assertFree(families, register);
  const observation = new Observation(sources, checked, TAKER);
  const read = oncePerScrape(() => observation.read('family'));
  const removals: (() => void)[] = [];
  const close = (): void => {
    observation.close();
    for (const remove of removals.splice(0)) remove();
  };
  try {
    for (const family of families) removals.push(registerFamily(family, { client, register, read }));
  } catch (error) {
    close();
    throw error;
  }
  return { poll: () => observation.poll(), close, [Symbol.dispose]: close };
}

function allFamilies(): readonly Family[] {
  return [...allInstruments().flatMap(familiesOf), ...Object.keys(DESCRIBED).map((kind) => infoFamilyOf(kind as DescribedName))];
}

function assertFree(families: readonly Family[], register: PrometheusRegister): void {
  const taken = families.find(({ name }) => register.getSingleMetric(name) !== undefined);
  if (taken)
    throw new TypeError(
      `the register has a metric ${taken.name} already: give all sources to one call of ${TAKER}, or close the other collector first`,
    );
}

/** A register collects all its metrics in one turn: they show the same moment, which is read once. */
function oncePerScrape(read: () => Measurements): () => Measurements {
  let kept: Measurements | undefined;
  return () => {
    if (kept) return kept;
    queueMicrotask(() => {
      kept = undefined;
    });
    return (kept = read());
  };
}
