import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { observeVpn } from 'alicloud-vpn-monitor/otel';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, minutes, monitorOf, NOW, REGION } from '../watch/support/watched.ts';

function reading(temporality: AggregationTemporality) {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const provider = new MeterProvider({ readers: [reader] });
  const points = async (name: string): Promise<(readonly [attributes: Readonly<Record<string, unknown>>, value: unknown])[]> => {
    exporter.reset();
    await reader.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => [attributes, value] as const));
  };
  return { meter: provider.getMeter('vpn'), points, [Symbol.asyncDispose]: () => provider.shutdown() };
}

test('a watch that is stopped does not make a state unknown that another one knows', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const [kept, stopped] = [monitor.watch(monitor.fleet()), monitor.watch(monitor.fleet())];
  await using reader = reading(AggregationTemporality.DELTA);
  using _observation = observeVpn(reader.meter, [kept, stopped]);
  for (const watch of [kept, stopped]) {
    hear(watch);
    await watch.poll();
  }
  await reader.points('vpn.tunnel.state');
  await stopped.stop();
  for (const [name, id] of [
    ['vpn.tunnel.state', 'tun-1'],
    ['vpn.connection.state', 'vco-dual'],
  ] as const) {
    const states = (await reader.points(name)).filter(([attributes]) => Object.values(attributes).includes(id));
    expect(Object.fromEntries(states.map(([attributes, value]) => [attributes[name], value]))).toMatchObject({ up: 1, unknown: 0 });
  }
});

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  'a transition counts once, also when the connection gets another name afterwards: temporality %s',
  async (temporality) => {
    const cloud = createSimulator({
      regionId: REGION,
      now: NOW,
      credentials: 'any',
      gateways: [{ id: 'vpn-1' }],
      connections: [{ id: 'vco-1', gatewayId: 'vpn-1', name: 'Berlin', mode: 'single' }],
    });
    let name = 'Berlin';
    const transport = changed(directTransport(cloud), (_, answer) => ({
      ...answer,
      body: typeof answer.body === 'string' ? answer.body.replaceAll('Berlin', name) : answer.body,
    }));
    const monitor = monitorOf(cloud, { transport });
    const watch = monitor.watch(monitor.fleet());
    hear(watch);
    await using reader = reading(temporality);
    using _observation = observeVpn(reader.meter, watch);
    let total = 0;
    const collect = async (): Promise<void> => {
      const counted = (await reader.points('vpn.transitions'))
        .filter(([attributes]) => attributes['vpn.transition.type'] === 'connection:down')
        .reduce((sum, [, value]) => sum + Number(value), 0);
      total = temporality === AggregationTemporality.DELTA ? total + counted : counted;
    };
    await watch.poll();
    await collect();
    await minutes(cloud, watch, 1, () => cloud.connection('vco-1').down());
    await collect();
    name = 'Lagos';
    cloud.advance('30m');
    await minutes(cloud, watch, 3);
    await collect();
    expect((await reader.points('vpn.tunnel.state')).map(([attributes]) => attributes['vpn.connection.name'])).toContain('Lagos');
    expect(total).toBe(1);
  },
);
