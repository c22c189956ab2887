import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Quantity, type TunnelWatch } from 'alicloud-vpn-monitor';
import { collectVpnMetrics } from 'alicloud-vpn-monitor/prometheus';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import client from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { account, hear, MINUTE, minutes, monitorOf, NOW } from '../watch/support/watched.ts';
import { evaluate, type Sample, samplesOf } from './promql.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../docs', path), 'utf8');
const RULES = [...read('prometheus.md').matchAll(/- alert: (\w+)\n +expr: (.*)\n/g)]
  .map(([, name = '', expression = '']) => ({ name, expression }))
  // They need a range of time, which is beyond this test.
  .filter(({ expression }) => !expression.includes('['));
const dashboard = JSON.parse(read('grafana/alicloud-vpn-monitor.json')) as {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
};
const PANELS = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets
    .map(({ expr }) => ({ title, expression: expr.replaceAll(/\$(region|connection)/g, '.*') }))
    .filter(({ expression }) => !expression.includes('[')),
);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An exporter as in the guide, and what Prometheus has of it. */
async function exporterOf(cloud: Simulator, name: string) {
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet({ names: true }), { staleAfterMs: 5 * MINUTE });
  hear(watch);
  const register = new client.Registry();
  const traffic = monitor.fleet().metric(Quantity.InboundRate, Quantity.OutboundRate);
  const options = { register, certificates: true, onError: () => undefined };
  const collector = collectVpnMetrics(client, { watch, traffic, monitor }, options);
  await collector.poll();
  const samples = async (): Promise<Sample[]> => samplesOf(await register.metrics(), { job: 'alicloud-vpn', instance: `${name}:9464` });
  return {
    watch,
    collector,
    samples,
    [Symbol.dispose]: () => {
      collector.close();
    },
  };
}

const rounds = async (cloud: Simulator, watch: TunnelWatch, count: number, happens?: () => void): Promise<void> => {
  await minutes(cloud, watch, count, happens);
  vi.setSystemTime(cloud.now());
};
const firing = (samples: readonly Sample[]): string[] =>
  RULES.flatMap(({ name, expression }) =>
    (evaluate(expression, samples, Date.now() / 1000) as readonly Sample[]).map(({ labels }) =>
      [name, labels['connection_id'], labels['tunnel_id']].filter(Boolean).join(' '),
    ),
  ).sort();
const shown = (samples: readonly Sample[], title: string): unknown =>
  PANELS.filter((panel) => panel.title === title).map(({ expression }) =>
    (evaluate(expression, samples, Date.now() / 1000) as readonly Sample[]).map(({ value }) => value),
  );

describe('alert rules of the guide', () => {
  test('of a fleet in order none fires; each fires for what it says', async () => {
    const cloud = account();
    using one = await exporterOf(cloud, 'a');
    await one.watch.poll();
    expect(firing(await one.samples())).toEqual([]);
    await rounds(cloud, one.watch, 1, () => cloud.tunnel('tun-1').down());
    expect(firing(await one.samples())).toEqual(['VpnConnectionDegraded vco-dual']);
    await rounds(cloud, one.watch, 1, () => cloud.tunnel('tun-2').down());
    await rounds(cloud, one.watch, 1, () => cloud.connection('vco-router').healthFailed());
    expect(firing(await one.samples())).toEqual(['VpnConnectionDown vco-dual', 'VpnHealthCheckFailed vco-router']);
  });

  test('what goes on failing, and what never worked, is told', async () => {
    const cloud = account();
    using one = await exporterOf(cloud, 'a');
    await one.watch.poll();
    const failing = cloud.fail({ status: 403, times: Infinity });
    await rounds(cloud, one.watch, 16);
    const unknown = [
      'VpnStateUnknown vco-dual tun-1',
      'VpnStateUnknown vco-dual tun-2',
      'VpnStateUnknown vco-router',
      'VpnStateUnknown vco-single',
    ];
    expect(firing(await one.samples())).toEqual(['VpnMonitoringFails', 'VpnQueryFails', ...unknown]);
    using never = await exporterOf(cloud, 'b');
    await never.watch.poll();
    expect(firing(await never.samples())).toEqual(['VpnMonitoringFails', 'VpnQueryFails']);
    failing.stop();
    await one.watch.stop();
    expect(firing(await one.samples())).toContain('VpnMonitoringFails');
  });

  test('without an exporter nothing is known of the fleet, and that is told', () => {
    expect(firing([])).toEqual(['VpnExporterDown']);
  });

  test('beside a replica that has stood by for long, nothing fires twice or for nothing', async () => {
    const cloud = account();
    using first = await exporterOf(cloud, 'a');
    using second = await exporterOf(cloud, 'b');
    await first.watch.poll();
    await first.watch.stop();
    await rounds(cloud, second.watch, 20);
    await Promise.all([first.collector.poll(), second.collector.poll()]);
    const samples = async (): Promise<Sample[]> => [...(await first.samples()), ...(await second.samples())];
    expect(firing(await samples())).toEqual([]);
    await rounds(cloud, second.watch, 1, () => cloud.connection('vco-dual').down());
    expect(firing(await samples())).toEqual(['VpnConnectionDown vco-dual']);
    expect(shown(await samples(), 'Received, by connection')).toEqual([[expect.any(Number), expect.any(Number), expect.any(Number)]]);
  });
});

describe('panels of the dashboard', () => {
  test.each(['one exporter', 'two that both watch'])('count the fleet once: %s', async (which) => {
    const cloud = account();
    using one = await exporterOf(cloud, 'a');
    using other = await exporterOf(cloud, 'b');
    for (const { watch } of [one, other]) await watch.poll();
    await rounds(cloud, one.watch, 1, () => cloud.tunnel('tun-1').down());
    await other.watch.poll();
    const samples = [...(await one.samples()), ...(which === 'one exporter' ? [] : await other.samples())];
    const counts = ['Connections up', 'Degraded', 'Down', 'Unknown', 'Tunnels down', 'BGP down', 'Health checks failed'];
    expect(counts.map((title) => shown(samples, title))).toEqual([[[2]], [[1]], [[0]], [[0]], [[1]], [[1]], [[0]]]);
    expect(shown(samples, 'State of the connections')).toEqual([expect.arrayContaining([1, 2, 2])]);
    for (const { title } of PANELS) expect(() => shown(samples, title)).not.toThrow();
  });

  test('show no number where nothing is known: a zero would look like a fleet in order', () => {
    const saying = PANELS.filter(({ title }) => (shown([], title) as unknown[][]).some((values) => values.length > 0));
    expect(saying.map(({ title }) => title)).toEqual(['Watches active']);
  });

  test('say how many are unknown where the watch cannot read', async () => {
    const cloud = account();
    using one = await exporterOf(cloud, 'a');
    await one.watch.poll();
    cloud.fail({ status: 503, times: Infinity });
    await rounds(cloud, one.watch, 8);
    const samples = await one.samples();
    expect(['Connections up', 'Down', 'Unknown'].map((title) => shown(samples, title))).toEqual([[[]], [[]], [[3]]]);
  });
});
