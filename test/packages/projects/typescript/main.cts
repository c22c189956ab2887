import { GatewayMetric, Quantity, VpnMonitor, VpnMonitorError, type MetricPoint, type Transport } from 'alicloud-vpn-monitor';
import { METRICS, type MetricSpec } from 'alicloud-vpn-monitor/catalog';
import { observeVpn, type OpenTelemetryMeter } from 'alicloud-vpn-monitor/otel';
import { collectVpnMetrics, type PrometheusClient } from 'alicloud-vpn-monitor/prometheus';
import { redisStore, type IoRedisClient, type NodeRedisClient } from 'alicloud-vpn-monitor/redis';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const transport: Transport = { call: () => Promise.resolve({ status: 200, body: { Code: '200', Success: true } }) };
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });

export async function newest(): Promise<MetricPoint<'net_rx.rate'> | undefined> {
  const [point] = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).latest();
  return point;
}
export const spec: MetricSpec | undefined = METRICS[0];
export const query = monitor.attachment('vco-1').tunnel('tun-1').metric(Quantity.State);
export const isOurs = (error: unknown): boolean => VpnMonitorError.isInstance(error);
export const cloud = createSimulator({ regionId: 'cn-hangzhou' });
// @ts-expect-error a gateway has no tunnel state
monitor.gateway('vpn-1').metric(Quantity.State);
export const replica = (client: NodeRedisClient | IoRedisClient) =>
  monitor.watch(monitor.fleet(), { store: redisStore(client), lockMs: 10_000 }).role;
// @ts-expect-error an address is no client
redisStore('redis://localhost');

export const exporter = (client: PrometheusClient) => collectVpnMetrics(client, { monitor }, { certificates: true });
export const observed = (meter: OpenTelemetryMeter) => observeVpn(meter, [monitor, query, monitor.watch(monitor.fleet())]);
// @ts-expect-error an id is nothing to observe
export const refused = (meter: OpenTelemetryMeter) => observeVpn(meter, 'vpn-1');
export type Monitor = VpnMonitor;
export type Failure = VpnMonitorError;
