// Asks for the newest points of many tunnels at once, each by itself.
import { TunnelMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { input, printAndExit } from './print.ts';

const { host, queries, requestsPerSecond } = input() as {
  readonly host: string;
  readonly queries: number;
  readonly requestsPerSecond: number;
};
const endpoint = { cms: host, vpc: host, protocol: 'http' } as const;
const monitor = new VpnMonitor({
  regionId: 'cn-hangzhou',
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  endpoint,
  metadata: 'catalog',
  requestsPerSecond,
});
const connection = monitor.gateway('vpn-1').connection('vco-1');
// The service has no points, and answers nothing else.
const asked = Array.from({ length: queries }, (_, index) =>
  connection
    .tunnel(`tun-${String(index)}`)
    .metric(TunnelMetric.InboundRate)
    .latest(),
);
printAndExit({ settled: (await Promise.allSettled(asked)).length });
