import { getEventListeners } from 'node:events';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Quantity } from 'alicloud-vpn-monitor';
import { type ObservedQuery, observeVpn, type OpenTelemetryMeter, type VpnSources } from 'alicloud-vpn-monitor/otel';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fullAccount, fullSources } from '../prometheus/support.ts';
import { account, hear, minutes, monitorOf, NOW } from '../watch/support/watched.ts';

const providers: MeterProvider[] = [];
afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.shutdown();
});

function meterOf(temporality = AggregationTemporality.CUMULATIVE) {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const provider = new MeterProvider({ readers: [reader] });
  providers.push(provider);
  const exported = async (): Promise<readonly MetricData[]> => {
    exporter.reset();
    await reader.forceFlush();
    return exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  };
  const points = async (name: string): Promise<(readonly [attributes: Readonly<Record<string, unknown>>, value: unknown])[]> =>
    (await exported())
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => [attributes, value] as const));
  return { meter: provider.getMeter('vpn'), exported, points };
}

const TUN_1 = {
  'cloud.provider': 'alibaba_cloud',
  'cloud.region': 'cn-hangzhou',
  'vpn.connection.id': 'vco-dual',
  'vpn.tunnel.id': 'tun-1',
};
const NAMES = { 'vpn.connection.name': 'office', 'vpn.gateway.id': 'vpn-1', 'vpn.connection.attached_to': 'vpn-gateway' };

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  'states, with their attributes and names; unknown is a state, whatever the reader keeps, temporality %s',
  async (temporality) => {
    const cloud = account();
    const monitor = monitorOf(cloud);
    const watch = monitor.watch(monitor.fleet(), { staleAfterMs: 300_000 });
    hear(watch);
    const { meter, points } = meterOf(temporality);
    using _observation = observeVpn(meter, watch);
    const statesOf = async (name: string, id: string): Promise<unknown> =>
      Object.fromEntries(
        (await points(name))
          .filter(([attributes]) => Object.values(attributes).includes(id))
          .map(([attributes, value]) => [attributes[name], value]),
      );
    expect(await points('vpn.tunnel.state')).toEqual([]);
    await watch.poll();
    expect(await statesOf('vpn.tunnel.state', 'tun-1')).toEqual({ up: 1, down: 0, unknown: 0 });
    await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
    expect((await points('vpn.tunnel.state'))[1]).toEqual([{ ...TUN_1, ...NAMES, 'vpn.tunnel.state': 'down' }, 1]);
    expect(await statesOf('vpn.connection.state', 'vco-dual')).toEqual({ up: 0, degraded: 1, down: 0, unknown: 0 });
    expect(await statesOf('vpn.tunnel.bgp.state', 'tun-1')).toEqual({ up: 0, down: 1, disabled: 0, unknown: 0 });
    expect(await statesOf('vpn.tunnel.health_check.state', 'vco-single')).toEqual({ ok: 1, failed: 0, disabled: 0, unknown: 0 });
    const failing = cloud.fail({ status: 503, times: Infinity });
    await minutes(cloud, watch, 8);
    expect(await statesOf('vpn.tunnel.state', 'tun-2')).toEqual({ up: 0, down: 0, unknown: 1 });
    expect(await statesOf('vpn.connection.state', 'vco-dual')).toEqual({ up: 0, degraded: 0, down: 0, unknown: 1 });
    failing.stop();
    await minutes(cloud, watch, 2);
    expect(await statesOf('vpn.tunnel.state', 'tun-2')).toEqual({ up: 1, down: 0, unknown: 0 });
    await watch.stop();
    expect(await statesOf('vpn.tunnel.state', 'tun-2')).toEqual({ up: 0, down: 0, unknown: 1 });
    expect((await points('vpn.watch.active')).map(([, value]) => value)).toEqual([0]);
  },
);

test.each([
  [AggregationTemporality.DELTA, []],
  // As of version 2 of the SDK, which the guide warns of: https://opentelemetry.io/docs/specs/otel/metrics/sdk says that it should not.
  [AggregationTemporality.CUMULATIVE, [1]],
])('what is observed no longer is gone where the temporality is delta: %s', async (temporality, left) => {
  const { meter, points } = meterOf(temporality);
  const newest = (await monitorOf(account()).gateway('vpn-1').metric(Quantity.SslClientCount).latest()).map((point) => ({
    ...point,
    value: 1,
  }));
  const latest = vi.fn<ObservedQuery['latest']>().mockResolvedValueOnce(newest).mockResolvedValue([]);
  using observation = observeVpn(meter, { regionId: 'cn-hangzhou', latest });
  await observation.poll();
  const values = async (): Promise<unknown> => (await points('vpn.gateway.ssl_clients')).map(([, value]) => value);
  expect(await values()).toEqual([1]);
  await observation.poll();
  expect(await values()).toEqual(left);
});

test.each([
  [AggregationTemporality.CUMULATIVE, [1, 1]],
  [AggregationTemporality.DELTA, [1, 0]],
])('transitions are counted, by temporality %s', async (temporality, expected) => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  hear(watch);
  const { meter, points } = meterOf(temporality);
  using _observation = observeVpn(meter, watch);
  await watch.poll();
  const downs = async (): Promise<unknown> =>
    (await points('vpn.transitions')).find(
      ([attributes]) => attributes['vpn.tunnel.id'] === 'tun-1' && attributes['vpn.transition.type'] === 'tunnel:down',
    )?.[1];
  expect(await downs()).toBe(0);
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  expect([await downs(), await downs()]).toEqual(expected);
});

test('the newest datapoints of queries in base units, and what a monitor has asked', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const traffic = monitor.fleet().metric(Quantity.InboundRate);
  const { meter, points } = meterOf();
  using observation = observeVpn(meter, { traffic, monitor });
  await observation.poll();
  const [point] = await traffic.latest();
  expect((await points('vpn.connection.inbound.rate'))[0]).toEqual([
    { 'cloud.provider': 'alibaba_cloud', 'cloud.region': 'cn-hangzhou', 'vpn.connection.id': 'vco-dual', ...NAMES },
    point!.value / 8,
  ]);
  expect(await points('vpn.query.datapoint.time')).toEqual([
    [expect.objectContaining({ 'vpn.source': 'traffic', 'vpn.quantity': 'inboundRate' }) as unknown, (NOW - 60_000) / 1000],
  ]);
  const calls = (await points('vpn.calls')).map(([attributes, value]): readonly unknown[] => [attributes['vpn.operation'], value]);
  expect(calls).toEqual(Object.entries(monitor.usage().callsByOperation));
  cloud.resetCalls();
  await points('vpn.connection.inbound.rate');
  expect(cloud.calls.length).toBe(0);
});

test('every instrument has a unit and a description, and no name is used twice', async () => {
  const cloud = fullAccount();
  const monitor = monitorOf(cloud);
  const { meter, exported } = meterOf();
  const sources = fullSources(monitor);
  using observation = observeVpn(meter, sources, { certificates: true });
  await sources.watch.poll();
  await minutes(cloud, sources.watch, 4, () => cloud.tunnel('tun-1').down());
  await observation.poll();
  const instruments = (await exported()).map(({ descriptor, dataPoints }) => ({ ...descriptor, count: dataPoints.length }));
  expect(instruments.length).toBeGreaterThan(40);
  expect(new Set(instruments.map(({ name }) => name.toLowerCase())).size).toBe(instruments.length);
  for (const { name, unit, description, count } of instruments) {
    expect(name).toMatch(/^vpn(\.[a-z][a-z_]*)+$/);
    expect(unit).toMatch(/^(1|s|By\/s|\{[a-z]+\}(\/s)?)$/);
    expect(description).toMatch(/\.$/);
    expect(count).toBeGreaterThan(0);
  }
  await monitor.close();
});

test('closing removes the callback, the subscriptions and the polls; it may be repeated', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  hear(watch);
  const snapshots = vi.spyOn(watch, 'snapshot');
  const own = new AbortController();
  const { meter, exported } = meterOf(AggregationTemporality.DELTA);
  const observation = observeVpn(meter, [watch, monitor.fleet().metric(Quantity.InboundRate).signal(own.signal)], { pollMs: 10 });
  await Promise.all([watch.poll(), observation.poll()]);
  expect((await exported()).length).toBeGreaterThan(10);
  observation.close();
  observation[Symbol.dispose]();
  snapshots.mockClear();
  expect((await exported()).flatMap(({ dataPoints }): readonly unknown[] => dataPoints)).toEqual([]);
  expect(snapshots).not.toHaveBeenCalled();
  expect(getEventListeners(own.signal, 'abort')).toEqual([]);
  const calls = cloud.calls.length;
  await observation.poll();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(cloud.calls.length).toBe(calls);
});

test('two observations of one meter, each with a name of its own', async () => {
  const [one, other] = [account(), account()].map((cloud) => monitorOf(cloud));
  const { meter, points } = meterOf(AggregationTemporality.DELTA);
  using _one = observeVpn(meter, { one: one! });
  const second = observeVpn(meter, { other: other! });
  const sourcesOf = async (): Promise<unknown[]> => (await points('vpn.billable_calls')).map(([attributes]) => attributes['vpn.source']);
  expect(await sourcesOf()).toEqual(['one', 'other']);
  second.close();
  expect(await sourcesOf()).toEqual(['one']);
});

test('a meter without an SDK takes it and records nothing', () => {
  const observation = observeVpn(metrics.getMeter('vpn'), monitorOf(account()));
  observation.close();
});

describe('what cannot be used is refused by name', () => {
  const monitor = monitorOf(account());
  test.each<[string, unknown, unknown, unknown, string]>([
    ['a provider', new MeterProvider(), monitor, {}, 'takes a Meter of @opentelemetry/api'],
    ['nothing', undefined, monitor, {}, 'not undefined'],
    ['no source', metrics.getMeter('vpn'), [], {}, 'was given nothing to observe'],
    ['a scope', metrics.getMeter('vpn'), monitor.fleet(), {}, 'was given nothing to observe'],
    ['an option misspelt', metrics.getMeter('vpn'), monitor, { maxAge: 1 }, 'did you mean maxAgeMs?'],
    ['a register', metrics.getMeter('vpn'), monitor, { register: {} }, 'has no option'],
  ])('%s', (_, meter, sources, options, message) => {
    const call = (): unknown => observeVpn(meter as OpenTelemetryMeter, sources as VpnSources, options as object);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });
});
