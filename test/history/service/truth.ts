import type { Random } from '../../faults/support/random.ts';
import { isUp, publishedPoint } from './published.mjs';

export const MINUTE = 60_000;
const METRICS = [
  'ipsec.state',
  'ipsec.bgp_state',
  'tun.state',
  'tun.bgp_state',
  'vpn_connection.state',
  'vpn_connection.bgp_state',
  'vpn_connection_tun.state',
  'vpn_connection_tun.bgp_state',
];

export interface Odd {
  readonly now: number;
  readonly stamp?: 'start' | 'end';
  readonly missing?: number;
  readonly silences?: readonly (readonly [number, number])[];
  readonly delayMs?: number;
  readonly doubled?: number;
  readonly unordered?: boolean;
  readonly text?: boolean;
  readonly datapoints?: 'list' | 'blank';
  readonly lastToken?: 'same' | 'blank';
  readonly mostRows?: number;
  readonly eventPage?: number;
  readonly countsStart?: boolean;
  readonly statistic?: string;
  /** Rows and values that cannot be read, beside the others. */
  readonly junk?: boolean;
  /** What timestamps have behind the point. */
  readonly fraction?: number;
}

/** A tunnel, or a connection of a single one, and when it turned: down, up, down … */
export interface Link {
  readonly id: string;
  readonly connectionId: string;
  readonly turns: readonly number[];
  readonly sessionTurns?: readonly number[];
  readonly healthTurns?: readonly number[];
  readonly since?: number;
}

export interface Site {
  readonly id: string;
  readonly attachedTo: 'gateway' | 'router';
  readonly links: readonly Link[];
}

export interface TruthOptions {
  readonly now: number;
  readonly sites: readonly Site[];
  readonly odd: Odd;
  readonly events?: 'all' | 'none';
  readonly random: Random;
  /** Which events are told; all where absent. */
  readonly isTold?: (id: string, at: number) => boolean;
  readonly metadata?: (rows: readonly object[]) => readonly object[];
  readonly more?: object;
}

const isDual = ({ links }: Site): boolean => links.length > 1;

/** What the service is told: all its answers follow from it. */
export function truthOf({
  now,
  sites,
  odd,
  events = 'all',
  random,
  isTold = () => true,
  metadata = (rows) => rows,
  more = {},
}: TruthOptions): { readonly events: readonly { readonly Time: number }[]; readonly [key: string]: unknown } {
  const statistics = odd.statistic ?? 'Average';
  return {
    now,
    odd: { ...odd, now },
    metadata: metadata(
      METRICS.map((MetricName) => ({
        Namespace: 'acs_vpn',
        MetricName,
        Dimensions: MetricName.includes('tun')
          ? 'userId,instanceId,tunnelId'
          : MetricName.startsWith('vpn_')
            ? 'userId,instanceId'
            : 'userId,instanceId,ipsecId',
        Statistics: statistics,
        Periods: '60,300,900',
      })),
    ),
    series: sites.flatMap(seriesOf),
    events: events === 'none' ? [] : sites.flatMap((site) => site.links.flatMap((link) => eventsOf(site, link, random, isTold))),
    connections: sites.map(rowOf),
    attachments: sites
      .filter(({ attachedTo }) => attachedTo === 'router')
      .map(({ id }) => ({ InstanceId: id, AttachType: 'CEN', TransitRouterId: 'tr-1' })),
    gateways: [{ VpnGatewayId: 'vpn-1', Name: 'edge', Status: 'active', BusinessStatus: 'Normal' }],
    ...more,
  };
}

function seriesOf(site: Site): object[] {
  const prefix = site.attachedTo === 'gateway' ? (isDual(site) ? 'tun' : 'ipsec') : isDual(site) ? 'vpn_connection_tun' : 'vpn_connection';
  return site.links.flatMap(({ id, turns, sessionTurns, since }) => {
    const dimensions = isDual(site)
      ? { instanceId: site.attachedTo === 'gateway' ? 'vpn-1' : site.id, tunnelId: id }
      : site.attachedTo === 'gateway'
        ? { instanceId: 'vpn-1', ipsecId: id }
        : { instanceId: id };
    return [
      { id, metric: `${prefix}.state`, dimensions, turns, since },
      ...(sessionTurns ? [{ id, metric: `${prefix}.bgp_state`, dimensions, turns: sessionTurns, since }] : []),
    ];
  });
}

function eventsOf(
  site: Site,
  { id, turns, healthTurns = [] }: Link,
  random: Random,
  isTold: (id: string, at: number) => boolean,
): { readonly Time: number }[] {
  const single =
    site.attachedTo === 'gateway'
      ? ['ipsec_phase1_nego_failed', 'ipsec_phase2_nego_success']
      : ['vpn_connection_ph1_failed', 'vpn_connection_ph2_success'];
  const health =
    site.attachedTo === 'gateway'
      ? ['ipsec_health_check_failed', 'ipsec_health_check_success']
      : ['vpn_connection_hc_failed', 'vpn_connection_hc_success'];
  const names = isDual(site) ? ['ipsec_tunnel_nego_failed', 'ipsec_tunnel_nego_success'] : single;
  const event = (Name: string, at: number): { readonly Time: number; readonly [key: string]: unknown } => ({
    Id: `${Name}-${id}-${at}`,
    Name,
    Product: 'vpngw',
    Level: 'WARN',
    Status: '0',
    RegionId: 'cn-hangzhou',
    Time: at,
    InstanceName: '',
    ResourceId: random.chance(0.5) ? site.id : `acs:vpngw:cn-hangzhou:1234567890123456:instance/${site.id}`,
    Content: random.pick([(content: object): unknown => content, JSON.stringify])({
      vpnConnectionId: site.id,
      ...(isDual(site) && { tunnelId: id }),
    }),
  });
  return [
    ...turns.filter((at) => isTold(id, at)).map((at) => event(names[turns.indexOf(at) % 2]!, at)),
    ...healthTurns.map((at, index) => event(health[index % 2]!, at)),
    ...(random.chance(0.3) && turns[0] !== undefined
      ? [
          { ...event('something_else_happened', turns[0]), Product: 'ecs' },
          {
            ...event('ipsec_tunnel_nego_failed', turns[0]),
            Id: 'elsewhere',
            ResourceId: 'vco-elsewhere',
            Content: '{"tunnelId":"tun-elsewhere"}',
          },
        ]
      : []),
  ];
}

function rowOf(site: Site): object {
  const place =
    site.attachedTo === 'gateway' ? { AttachType: 'VPNGW', VpnGatewayId: 'vpn-1' } : { AttachType: 'CEN', TransitRouterId: 'tr-1' };
  const session = (link: Link | undefined): object => ({
    Status: 'success',
    BgpStatus: 'success',
    ...(link?.sessionTurns && { LocalAsn: '65001', PeerAsn: '65002', TunnelCidr: '169.254.10.0/30' }),
  });
  return {
    VpnConnectionId: site.id,
    Name: `name of ${site.id}`,
    ...place,
    State: 'active',
    IkeConfig: { Psk: 'a-marked-secret' },
    ...(isDual(site)
      ? {
          EnableTunnelsBgp: site.links.some(({ sessionTurns }) => sessionTurns),
          TunnelOptionsSpecification: {
            TunnelOptions: site.links.map((link, index) => ({
              TunnelId: link.id,
              TunnelIndex: index + 1,
              Role: index === 0 ? 'master' : 'slave',
              State: 'active',
              Status: 'ipsec_sa_established',
              TunnelBgpConfig: session(link),
              TunnelIkeConfig: { Psk: 'a-marked-secret' },
            })),
          },
        }
      : {
          Status: 'ipsec_sa_established',
          VpnBgpConfig: session(site.links[0]),
          VcoHealthCheck: { Enable: String(site.links[0]?.healthTurns !== undefined), Status: 'success' },
        }),
  };
}

/** When a link was heard of, in order: the instants of its datapoints, and of its events. */
export function heardOf(
  link: Link,
  metric: string,
  odd: Odd,
  [start, end]: readonly [number, number],
  periodMs: number,
  told: readonly number[],
): number[] {
  const heard = [...told];
  for (let at = Math.ceil(start / periodMs) * periodMs; at <= end; at += periodMs) {
    const point = publishedPoint({ id: link.id, metric, turns: link.turns, since: link.since }, at, periodMs, odd);
    if (point) heard.push(at);
  }
  return heard.sort((a, b) => a - b);
}

export const wasUp = isUp;
