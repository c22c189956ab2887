import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { alertPresets, createEventReceiver, SystemEvent, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  connections: [{ tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }] }],
});
await using account = await cloud.listen();
const { endpoint, credentials } = account;
await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock });

const secret = 'a-long-random-text';
const receiver = createEventReceiver({
  secret,
  onEvent: ({ name, resource }) => {
    console.log('event', name, resource.tunnelId);
  },
  onAlert: async ({ state, level, resource: { tunnelId } }) => {
    console.log('alert', state, level, tunnelId);
    if (state !== 'alert' || tunnelId === undefined) return;
    for (const { code, hint } of await monitor.tunnel(tunnelId).diagnose())
      console.log('diagnosis', code, hint);
  },
});
const server = createServer((request, response) => void receiver.node(request, response)).listen(
  0,
  '127.0.0.1',
);
await once(server, 'listening');
const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?secret=${secret}`;

const events = [SystemEvent.IpsecTunnelNegoFailed, SystemEvent.IpsecTunnelNegoSuccess];
await monitor.subscriptions.put({ name: 'vpn-tunnels', events, targets: { webhook } });
await monitor.alerts.put({
  ...alertPresets.tunnelDown,
  id: 'vpn-down',
  name: 'A tunnel is down',
  on: monitor.fleet(),
  contactGroups: ['vpn-ops'],
  webhook,
});

cloud.tunnel('tun-a').down({ reason: 'DhGroupMismatch' });
cloud.advance('6m');
await cloud.deliverEvents();
await cloud.deliverAlerts();

cloud.tunnel('tun-a').up();
cloud.advance('6m');
await cloud.deliverEvents();
await cloud.deliverAlerts();
server.close();
