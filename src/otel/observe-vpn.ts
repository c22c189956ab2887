import {
  allInstruments,
  ATTRIBUTES,
  checkObserveOptions,
  DESCRIBING,
  entriesOf,
  type Instrument,
  type Measurement,
  type Measurements,
  Observation,
  type ObserveOptions,
  type VpnSources,
} from '../instruments/index.ts';
import { shown } from '../internal/shown.ts';
import { isMeter, type OpenTelemetryInstrument, type OpenTelemetryMeter, type OpenTelemetryResult } from './meter.ts';

/** Metrics that are observed, until you close it. Declare it with `using`, or call {@link VpnObservation.close}. */
export interface VpnObservation extends Disposable {
  /** Polls every query now, or waits for the poll that is under way. Failures do not reject: they go to `onError` and are counted. After {@link close} it does nothing. */
  poll(): Promise<void>;
  /** Ends polls and subscriptions, and removes the callback from the meter. The watches, queries and monitors are yours and go on. A second call does nothing. */
  close(): void;
}

const TAKER = 'observeVpn()';

/**
 * Records what watches, queries and monitors know on an OpenTelemetry meter: states as 0 and 1, traffic in base units, transitions as a counter. docs/opentelemetry.md lists the
 * instruments and their attributes.
 *
 * A collection asks the service nothing. A watch shows what it knows after its own rounds. Each query is polled every `pollMs`, from now on. What is stale or gone is observed no longer, never zero, and
 * an unknown state is a state of its own. So is that of a watch that was stopped, or is on standby.
 *
 * Give your reader a delta temporality: with a cumulative one the SDK for JavaScript goes on exporting the last value of what is observed no longer.
 *
 * @param meter - Such as `metrics.getMeter('vpn')` of `@opentelemetry/api`, after the SDK is set up. A meter from before that records nothing.
 * @param sources - A watch, a query or a monitor; a list of them; or an object that names them. The name is the attribute `vpn.source` of what says how they fare.
 * @throws `TypeError` or `RangeError` for what cannot be used.
 *
 * @example
 * ```ts
 * import { metrics } from '@opentelemetry/api';
 * import { Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
 * import { observeVpn, type VpnObservation } from 'alicloud-vpn-monitor/otel';
 *
 * export async function observe(monitor: VpnMonitor): Promise<VpnObservation> {
 *   const watch = monitor.watch(monitor.fleet());
 *   watch.on('error', (error) => console.error(error));
 *   const traffic = monitor.fleet().metric(Quantity.InboundRate, Quantity.OutboundRate);
 *   const observation = observeVpn(metrics.getMeter('vpn'), { watch, traffic, monitor }, { onError: (error) => console.error(error) });
 *   await watch.start();
 *   return observation;
 * }
 * ```
 */
export function observeVpn(meter: OpenTelemetryMeter, sources: VpnSources, options: ObserveOptions = {}): VpnObservation {
  if (!isMeter(meter))
    throw new TypeError(`${TAKER} takes a Meter of @opentelemetry/api, such as metrics.getMeter('vpn'), not ${shown(meter)}`);
  const checked = checkObserveOptions(options, TAKER);
  const made = instrumentsOn(meter);
  const observation = new Observation(sources, checked, TAKER);
  const observables = made.map(({ observable }) => observable);
  // One callback for all: they show the same moment.
  const callback = (result: OpenTelemetryResult): void => {
    const measurements = observation.read('name');
    for (const { instrument, observable } of made)
      for (const measurement of measurements.of(instrument))
        result.observe(observable, measurement.value, attributesOf(instrument, measurement, measurements));
  };
  meter.addBatchObservableCallback(callback, observables);
  const close = (): void => {
    meter.removeBatchObservableCallback(callback, observables);
    observation.close();
  };
  return { poll: () => observation.poll(), close, [Symbol.dispose]: close };
}

function instrumentsOn(
  meter: OpenTelemetryMeter,
): readonly { readonly instrument: Instrument; readonly observable: OpenTelemetryInstrument }[] {
  return allInstruments().flatMap((instrument) => {
    const { name, unit, description, kind } = instrument;
    if (name === undefined) return [];
    const given = { unit, description };
    const observable = kind === 'counter' ? meter.createObservableCounter(name, given) : meter.createObservableGauge(name, given);
    return [{ instrument, observable }];
  });
}

/** The attributes of a measurement, with the names of what it is about. A counter has none: with the first name that changes, it would count all anew. */
function attributesOf({ kind }: Instrument, { attributes, entries }: Measurement, { descriptions }: Measurements): Record<string, string> {
  const names = kind === 'counter' ? [] : entriesOf(descriptions.namesFor(attributes) ?? {}, DESCRIBING);
  const named = [...entries, ...names].map(([attribute, value]) => [ATTRIBUTES[attribute].name, value] as const);
  return Object.fromEntries([['cloud.provider', 'alibaba_cloud'], ...named]);
}
