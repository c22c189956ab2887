import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventReceiver, VpnMonitor, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import { createSimulator, type PushShape } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function receive(onEvent: (event: VpnSystemEvent) => void | Promise<void>): Promise<string> {
  const receiver = createEventReceiver({ onEvent, secret: 'a secret of the address' });
  const server = createServer((request, response) => void receiver.node(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/?secret=a%20secret%20of%20the%20address`;
}

const outage = () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-01-31T12:00:00Z',
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-2', transitRouterId: 'tr-1', mode: 'single', healthCheck: true },
    ],
  });
  cloud.tunnel('tun-1').down();
  cloud.connection('vco-2').healthFailed();
  cloud.advance('1m');
  cloud.tunnel('tun-1').up();
  cloud.advance('1m');
  return cloud;
};

test.each<PushShape>(['rule', 'subscription', 'subscription-form', 'queue', 'eventbridge'])(
  'what is pushed as %s is what a pull brings, once',
  async (shape) => {
    const cloud = outage();
    const pushed: VpnSystemEvent[] = [];
    const url = await receive((event) => void pushed.push(event));
    const deliveries = await cloud.push(url, { shape });
    expect(await cloud.push(url, { shape })).toEqual([]);
    const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock });
    const pulled = await monitor.events().last('1h').toArray({ limit: 100 });
    expect(pulled.map((event) => event.name)).toEqual([
      'ipsec_tunnel_nego_failed',
      'vpn_connection_hc_failed',
      'ipsec_tunnel_nego_success',
    ]);
    const essence = ({ id, name, at, resource, level }: VpnSystemEvent): object => ({ id, name, at, resource, level });
    expect(pushed.map(essence)).toEqual(pulled.map(essence));
    expect(deliveries.map(({ id, attempts }) => [id, attempts])).toEqual(pulled.map(({ id }) => [id, 1]));
  },
);

test('a push that the receiver could not handle comes again', async () => {
  const cloud = outage();
  let failures = 2;
  const taken: string[] = [];
  const url = await receive((event) => {
    if (failures-- > 0) throw new Error('the queue is down');
    taken.push(event.name);
  });
  const deliveries = await cloud.push(url);
  expect(deliveries.map(({ attempts }) => attempts)).toEqual([3, 1, 1]);
  expect(taken).toHaveLength(3);
});
