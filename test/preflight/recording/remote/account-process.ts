// A simulated account in a process of its own, which does what it is told and says when it has.
import { createSimulator } from '../../../../src/testing/index.ts';
import type { Order } from './remote-account.ts';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T10:00:00Z',
  enterprise: true,
  accountId: '1987654321098765',
  gateways: [{ id: 'vpn-bp1original', name: 'Bank of Example', tags: { owner: 'alice.doe' } }, { id: 'vpn-bp2original' }],
  connections: [
    { id: 'vco-single0original', gatewayId: 'vpn-bp1original', name: 'to Geneva', mode: 'single', healthCheck: true, bgp: true },
    { id: 'vco-dual0original', gatewayId: 'vpn-bp1original', bgp: true, tunnels: [{ id: 'tun-a0original' }, { id: 'tun-b0original' }] },
    { id: 'vco-other0original', gatewayId: 'vpn-bp2original', tunnels: [{ id: 'tun-e0original' }, { id: 'tun-f0original' }] },
    { id: 'vco-router0original', transitRouterId: 'tr-original', bgp: true, tunnels: [{ id: 'tun-c0original' }, { id: 'tun-d0original' }] },
  ],
  certificates: [
    { id: 'vsc-original', name: 'laptop of alice', gatewayId: 'vpn-bp1original', endTime: '2026-02-10T00:00:00Z' },
    { id: 'vsc-late0original', gatewayId: 'vpn-bp2original', endTime: '2026-02-02T00:00:00Z' },
  ],
});
const server = await cloud.listen();

process.on('message', ({ advance, connection, tunnel, change, fail, publish, deliver }: Order) => {
  if (connection !== undefined && change) cloud.connection(connection)[change]();
  if (tunnel !== undefined && change && change !== 'healthFailed' && change !== 'healthOk') cloud.tunnel(tunnel)[change]();
  if (fail) cloud.fail(fail);
  if (publish) cloud.publish(...publish);
  if (advance !== undefined && advance > 0) cloud.advance(advance);
  const done = deliver ? cloud.deliverAlerts() : Promise.resolve();
  void done.then(() => process.send?.({ now: cloud.now() }));
});
process.once('disconnect', () => {
  process.exit();
});
process.send?.({ now: cloud.now(), endpoint: server.endpoint, credentials: server.credentials });
