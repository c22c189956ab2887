// Run as a process of its own: a service with dimension keys, spellings, statistics and an event product of its own, which puts 20 rows on a page at most.
import { METRICS } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { type OwnMetrics, ownMetrics } from './own-metrics.ts';
import { type Answer, type Differ, serve } from './serve.ts';

const MOST_ROWS = 20;
const PRODUCT = 'VPN_GATEWAY';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  metadata: 'documented',
  credentials: 'any',
  gateways: [
    { id: 'vpn-1', clients: [{ user: 'a' }] },
    { id: 'vpn-2', clients: [] },
  ],
  connections: [
    { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', bgp: true },
    ...Array.from({ length: 22 }, (_, index) => ({
      id: `vco-${index}`,
      gatewayId: index < 11 ? 'vpn-1' : 'vpn-2',
      bgp: true,
      tunnels: [{ id: `tun-${index}a` }, { id: `tun-${index}b` }],
    })),
    { id: 'vco-router-single', transitRouterId: 'tr-1', mode: 'single', bgp: true },
    { id: 'vco-router-dual', transitRouterId: 'tr-1', bgp: true, tunnels: [{ id: 'tun-r1' }, { id: 'tun-r2' }] },
  ],
});
cloud.tunnel('tun-0a').flap({ every: '1m', times: 30, at: Date.now() - 7_200_000 });

const NAMES: Readonly<Record<string, string>> = {
  'tun.rx_pps': 'tun_rx.pps',
  'ipsec.state': 'ipsec_state',
  'vpn_connection_rx.rate': 'vpn_connection.rx.rate',
};
const SUMMED = ['net_rx.rate', 'tun.rx_bps', 'tun.tx_bps'];

const own: OwnMetrics = (metric) => {
  const { attachedTo, resource } = METRICS.find(({ name }) => name === metric)!;
  const keys =
    resource === 'gateway'
      ? { userId: 'userId', instanceId: 'gatewayId' }
      : attachedTo === 'transit-router'
        ? { userId: 'userId', instanceId: 'attachmentId', ...(resource === 'tunnel' && { tunnelId: 'vpnTunnelId' }) }
        : resource === 'connection'
          ? { instanceId: 'gatewayId', ipsecId: 'vpnConnectionId' }
          : { userId: 'userId', instanceId: 'instanceId', tunnelId: 'tunnelId' };
  return { name: NAMES[metric] ?? metric, keys, ...(SUMMED.includes(metric) && { statistics: ['Sum', 'p99'] }) };
};
const metrics = ownMetrics(
  METRICS.map(({ name }) => name),
  own,
);

/** The documented product stands for this one, and nothing for the documented one. */
function withProduct(answer: Answer): Answer {
  return {
    ...answer,
    body: JSON.parse(
      JSON.stringify(answer.body).replaceAll('"vpngw"', `"${PRODUCT}"`).replaceAll('acs:vpngw:', `acs:${PRODUCT}:`),
    ) as Answer['body'],
  };
}

const differ: Differ = ({ action, params }, next) => {
  const sizes = Object.fromEntries(
    ['PageSize', 'Length'].flatMap((key) => (params[key] === undefined ? [] : [[key, String(Math.min(Number(params[key]), MOST_ROWS))]])),
  );
  const capped = {
    ...params,
    ...sizes,
    ...(params['Product'] !== undefined && { Product: params['Product'] === PRODUCT ? 'vpngw' : 'none' }),
  };
  return withProduct(metrics({ action, params: capped }, (changed = capped) => next(changed)));
};

serve(cloud, differ);
