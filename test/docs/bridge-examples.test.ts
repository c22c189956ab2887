import { once } from 'node:events';
import { type AddressInfo, Server } from 'node:net';
import { metrics } from '@opentelemetry/api';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import client from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serveExamples } from '../support/example-account.ts';

let cloud: Simulator;
let service: Disposable;
const printed: string[] = [];

beforeEach(() => {
  cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1', name: 'head office' }],
    connections: [
      { id: 'vco-1', name: 'Berlin', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2', up: false }] },
      { id: 'vco-2', transitRouterId: 'tr-1', mode: 'single' },
    ],
  });
  service = serveExamples(cloud, printed);
});

afterEach(() => {
  vi.useRealTimers();
  service[Symbol.dispose]();
  client.register.clear();
  metrics.disable();
});

test('prometheus-exporter.ts serves the metrics, for as many calls as its guide says, and ends with SIGTERM', async () => {
  vi.stubEnv('PORT', '0');
  const listening = vi.spyOn(Server.prototype, 'listen');
  await import('../../docs/examples/prometheus-exporter.ts');
  const server = listening.mock.contexts.at(-1) as Server;
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const scrape = async (): Promise<string> => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await vi.waitFor(async () => {
    expect(await scrape()).toContain('alicloud_vpn_query_polls_total{region="cn-hangzhou",source="traffic"} 1');
  });
  const text = await scrape();
  expect(text).toContain('alicloud_vpn_tunnel_up{region="cn-hangzhou",connection_id="vco-1",tunnel_id="tun-1"} 1');
  expect(text).toContain('alicloud_vpn_tunnel_up{region="cn-hangzhou",connection_id="vco-1",tunnel_id="tun-2"} 0');
  expect(text).toMatch(/^alicloud_vpn_connection_inbound_bytes_per_second\{region="cn-hangzhou",connection_id="vco-1"\} \d/m);
  expect(text).toContain('gateway_name="head office"');
  const traffic = cloud.calls.filter(
    ({ action, params }) => action === 'DescribeMetricLast' && /rate|bps/.test(params['MetricName'] ?? ''),
  );
  expect(traffic).toHaveLength(4);
  const closed = once(server, 'close');
  process.emit('SIGTERM', 'SIGTERM');
  await closed;
  expect(client.register.getMetricsAsArray()).toEqual([]);
});

test('opentelemetry.ts prints the states and the traffic once a minute, and a last time before it ends', async () => {
  const exported: unknown[] = [];
  vi.spyOn(console, 'dir').mockImplementation((metric: unknown) => void exported.push(metric));
  await import('../../docs/examples/opentelemetry.ts');
  process.emit('SIGTERM', 'SIGTERM');
  await vi.waitFor(() => {
    expect(exported.length).toBeGreaterThan(10);
  });
  const states = exported.find((one) => (one as { descriptor: { name: string } }).descriptor.name === 'vpn.tunnel.state');
  expect(states).toMatchObject({
    dataPoints: expect.arrayContaining([
      expect.objectContaining({
        value: 1,
        attributes: {
          'cloud.provider': 'alibaba_cloud',
          'cloud.region': 'cn-hangzhou',
          'vpn.connection.id': 'vco-1',
          'vpn.connection.name': 'Berlin',
          'vpn.connection.attached_to': 'vpn-gateway',
          'vpn.gateway.id': 'vpn-1',
          'vpn.gateway.name': 'head office',
          'vpn.tunnel.id': 'tun-2',
          'vpn.tunnel.state': 'down',
        },
      }),
    ]) as unknown,
  });
});
