import type { Quantity, ResourceKind } from '../catalog/index.ts';
import type { Attribute } from './attributes.ts';
import type { Instrument } from './instrument.ts';

/** How the values of a quantity are exported: in base units. */
interface Exported {
  readonly family: string;
  readonly name: string;
  readonly unit: string;
  readonly divisor: number;
  readonly kinds: readonly ResourceKind[];
  readonly says: string;
}

/** An instrument, and what its values are divided by for its unit. */
export interface PointInstrument extends Instrument {
  readonly divisor: number;
}

const EVERY: readonly ResourceKind[] = ['gateway', 'connection', 'tunnel'];
const OWN: readonly ResourceKind[] = ['connection', 'tunnel'];
const GATEWAY: readonly ResourceKind[] = ['gateway'];
const BITS_OF_A_BYTE = 8;

const EXPORTED: Readonly<Record<Quantity, Exported>> = {
  inboundRate: {
    family: 'inbound_bytes_per_second',
    name: 'inbound.rate',
    unit: 'By/s',
    divisor: BITS_OF_A_BYTE,
    kinds: EVERY,
    says: 'Traffic received, in bytes per second',
  },
  outboundRate: {
    family: 'outbound_bytes_per_second',
    name: 'outbound.rate',
    unit: 'By/s',
    divisor: BITS_OF_A_BYTE,
    kinds: EVERY,
    says: 'Traffic sent, in bytes per second',
  },
  inboundPacketRate: {
    family: 'inbound_packets_per_second',
    name: 'inbound.packet_rate',
    unit: '{packet}/s',
    divisor: 1,
    kinds: EVERY,
    says: 'Packets received per second',
  },
  outboundPacketRate: {
    family: 'outbound_packets_per_second',
    name: 'outbound.packet_rate',
    unit: '{packet}/s',
    divisor: 1,
    kinds: EVERY,
    says: 'Packets sent per second',
  },
  state: {
    family: 'ipsec_up_ratio',
    name: 'ipsec.up_ratio',
    unit: '1',
    divisor: 1,
    kinds: OWN,
    says: 'The share of the period in which IPsec was up, from 0 to 1',
  },
  bgpState: {
    family: 'bgp_up_ratio',
    name: 'bgp.up_ratio',
    unit: '1',
    divisor: 1,
    kinds: OWN,
    says: 'The share of the period in which the BGP session was up, from 0 to 1',
  },
  sslClientCount: {
    family: 'ssl_clients',
    name: 'ssl_clients',
    unit: '{client}',
    divisor: 1,
    kinds: GATEWAY,
    says: 'Connected SSL-VPN clients',
  },
  inboundBandwidthUtilization: {
    family: 'inbound_bandwidth_utilization_ratio',
    name: 'inbound.bandwidth.utilization',
    unit: '1',
    divisor: 100,
    kinds: GATEWAY,
    says: 'The share of the purchased bandwidth that received traffic takes, 1 for all of it',
  },
  outboundBandwidthUtilization: {
    family: 'outbound_bandwidth_utilization_ratio',
    name: 'outbound.bandwidth.utilization',
    unit: '1',
    divisor: 100,
    kinds: GATEWAY,
    says: 'The share of the purchased bandwidth that sent traffic takes, 1 for all of it',
  },
};

const IDS: Readonly<Record<ResourceKind, readonly Attribute[]>> = {
  gateway: ['region', 'gatewayId'],
  connection: ['region', 'connectionId'],
  tunnel: ['region', 'connectionId', 'tunnelId'],
};

const BY_KIND = /* @__PURE__ */ (() => {
  const all = new Map<string, PointInstrument>();
  for (const [quantity, { kinds, says, divisor, ...names }] of Object.entries(EXPORTED))
    for (const kind of kinds)
      all.set(`${kind} ${quantity}`, {
        kind: 'gauge',
        family: `alicloud_vpn_${kind}_${names.family}`,
        name: `vpn.${kind}.${names.name}`,
        unit: names.unit,
        attributes: IDS[kind],
        description: `${says}: the newest datapoint of the ${kind}. Absent without a recent one.`,
        divisor,
      });
  return all;
})();

/** What datapoints of a quantity are, for resources of a kind. */
export function pointInstrument(kind: ResourceKind, quantity: Quantity): PointInstrument | undefined {
  return BY_KIND.get(`${kind} ${quantity}`);
}

export function pointInstruments(): readonly PointInstrument[] {
  return [...BY_KIND.values()];
}
