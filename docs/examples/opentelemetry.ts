import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  ConsoleMetricExporter,
  InstrumentType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { observeVpn } from 'alicloud-vpn-monitor/otel';

const exporter = new ConsoleMetricExporter({
  // Otherwise the SDK goes on exporting the last value of what is observed no longer.
  temporalitySelector: (type) =>
    type === InstrumentType.OBSERVABLE_GAUGE
      ? AggregationTemporality.DELTA
      : AggregationTemporality.CUMULATIVE,
});
const provider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })],
});
metrics.setGlobalMeterProvider(provider);

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet({ names: true }));
watch.on('error', console.error);
const traffic = monitor.fleet().metric(Quantity.InboundRate, Quantity.OutboundRate);

const observation = observeVpn(
  metrics.getMeter('vpn'),
  { watch, traffic, monitor },
  { onError: console.error },
);
await watch.start();

process.once('SIGTERM', () => {
  void provider.shutdown().then(() => {
    observation.close();
    return monitor.close();
  });
});
