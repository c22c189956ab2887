import { type Meter, metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { MetricQuery, TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
import { observeVpn, type OpenTelemetryMeter, type VpnObservation } from 'alicloud-vpn-monitor/otel';
import { expectTypeOf, test } from 'vitest';

test('a meter of the API fits', () => {
  expectTypeOf<Meter>().toExtend<OpenTelemetryMeter>();
  expectTypeOf<ReturnType<MeterProvider['getMeter']>>().toExtend<OpenTelemetryMeter>();
});

test('watches, queries and monitors are observed: one, a list, or named ones', () => {
  const observe = (watch: TunnelWatch, query: MetricQuery<'net_rx.rate'>, monitor: VpnMonitor): VpnObservation[] => [
    observeVpn(metrics.getMeter('vpn'), watch),
    observeVpn(metrics.getMeter('vpn'), [watch, query, monitor]),
    observeVpn(metrics.getMeter('vpn'), { watch, query, monitor }, { pollMs: 300_000 }),
  ];
  expectTypeOf(observe).returns.items.toExtend<Disposable>();
  // @ts-expect-error a provider is no meter
  observeVpn(new MeterProvider(), []);
});
