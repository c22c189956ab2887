import type { MetricQuery, TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
import {
  collectVpnMetrics,
  type PrometheusClient,
  type PrometheusRegister,
  type VpnCollector,
  type VpnSource,
} from 'alicloud-vpn-monitor/prometheus';
import type * as namespace from 'prom-client';
import client, { Counter, Gauge, register, Registry } from 'prom-client';
import { expectTypeOf, test } from 'vitest';

test('the module fits, however it is imported, and so does any register', () => {
  expectTypeOf<typeof client>().toExtend<PrometheusClient>();
  expectTypeOf<typeof namespace>().toExtend<PrometheusClient>();
  expectTypeOf({ Gauge, Counter, register }).toExtend<PrometheusClient>();
  expectTypeOf<Registry>().toExtend<PrometheusRegister>();
  expectTypeOf<Registry<'application/openmetrics-text; version=1.0.0; charset=utf-8'>>().toExtend<PrometheusRegister>();
});

test('watches, queries and monitors are sources: one, a list, or named ones', () => {
  expectTypeOf<TunnelWatch>().toExtend<VpnSource>();
  expectTypeOf<MetricQuery<'net_rx.rate'>>().toExtend<VpnSource>();
  expectTypeOf<VpnMonitor>().toExtend<VpnSource>();
  const collect = (watch: TunnelWatch, query: MetricQuery<'net_rx.rate'>, monitor: VpnMonitor): VpnCollector[] => [
    collectVpnMetrics(client, watch),
    collectVpnMetrics(client, [watch, query, monitor], { register: new Registry() }),
    collectVpnMetrics(client, { watch, query, monitor }, { pollMs: 300_000, maxAgeMs: 900_000, certificates: true }),
  ];
  expectTypeOf(collect).returns.items.toExtend<Disposable>();
  // @ts-expect-error a register is not the module
  collectVpnMetrics(register, []);
  // @ts-expect-error a text is nothing to observe
  collectVpnMetrics(client, ['vpn-1']);
});
