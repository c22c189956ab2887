import { SystemEvent, VpnMonitor } from 'alicloud-vpn-monitor';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });

const webhook = process.env['VPN_WEBHOOK_URL'];
if (webhook === undefined) throw new TypeError('set VPN_WEBHOOK_URL to the address of your receiver');

await monitor.subscriptions.put({
  name: 'vpn-outages',
  events: [
    SystemEvent.IpsecTunnelNegoFailed,
    SystemEvent.IpsecVcoTunnelAllNegoFailed,
    SystemEvent.CertKeyExpired,
  ],
  levels: ['WARN', 'CRITICAL'],
  targets: {
    webhook,
    contactGroups: 'vpn-ops', // a contact group of your account
  },
});

for await (const { name, enabled, events, targets } of monitor.subscriptions.list({ targets: true })) {
  const hosts = targets?.webhook.map(({ host }) => host).join(', ');
  const groups = targets?.contactGroups.map((group) => group.name).join(', ');
  console.log(
    `${name}: ${enabled ? 'enabled' : 'disabled'}, ${events === 'all' ? 'all' : events.length} events to ${hosts} and ${groups}`,
  );
}
await monitor.close();
