import { alertPresets, type AlertRuleInput, Quantity, VpnMonitor } from 'alicloud-vpn-monitor';

await using monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const contactGroups = ['vpn-ops'];
const rules: AlertRuleInput[] = [
  {
    ...alertPresets.tunnelDown,
    id: 'vpn-tunnel-down',
    name: 'A VPN tunnel is down',
    on: 'all',
    contactGroups,
  },
  {
    ...alertPresets.bandwidthAbove(80),
    id: 'vpn-bandwidth',
    name: 'A VPN gateway is nearly full',
    on: 'all',
    contactGroups,
  },
  {
    // A connection of your own: `npx alicloud-vpn-monitor state` lists them.
    id: 'vpn-berlin-traffic',
    name: 'Berlin receives unusually much',
    on: monitor.connection('vco-bp1bbi27hojx80nck3v9q'),
    metric: Quantity.InboundRate,
    contactGroups,
    warn: { when: '>', threshold: 200_000_000, times: 5 },
    silenceSeconds: 3600,
  },
];

const plan = await monitor.alerts.plan(rules, { prefix: 'vpn-' });
for (const { id } of plan.create) console.log(`create ${id}`);
for (const { id, differences } of plan.change)
  console.log(`change ${id}: ${differences.map(({ field }) => field).join(', ')}`);
for (const { id } of plan.delete) console.log(`delete ${id}`);
if (plan.isEmpty) console.log('nothing to do');
if (process.argv.includes('--apply')) await monitor.alerts.apply(plan);
