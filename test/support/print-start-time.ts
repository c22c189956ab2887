// Prints the StartTime that queries send; run under several values of TZ.
import { GatewayMetric, type Instant, VpnMonitor } from 'alicloud-vpn-monitor';

const starts: unknown[] = [];
const monitor = new VpnMonitor({
  regionId: 'cn-hangzhou',
  metadata: 'catalog',
  clock: { now: () => Date.UTC(2026, 0, 31, 12) },
  transport: {
    call: ({ params }) => {
      if ('StartTime' in params) starts.push(params['StartTime']);
      return Promise.resolve({ status: 200, body: { Code: '200', Success: true } });
    },
  },
});
const traffic = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);
const windows: [Instant, Instant][] = [
  ['2026-01-30', '2026-01-31'],
  ['2026-01-30T08:00:00Z', new Date('2026-01-30T18:00:00+08:00')],
  ['2026-01-30T08:00+08:00', Date.UTC(2026, 0, 30, 1)],
];
for (const query of [traffic, traffic.last('90m'), ...windows.map(([start, end]) => traffic.between(start, end))])
  await query.toArray({ limit: 1 });
process.stdout.write(JSON.stringify(starts));
