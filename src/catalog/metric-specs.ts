import { AttachmentMetric, AttachmentTunnelMetric, ConnectionMetric, GatewayMetric, type MetricName, TunnelMetric } from './metrics.ts';
import { Quantity } from './quantities.ts';

/**
 * What an IPsec connection is attached to.
 *
 * | Attachment | Its metrics |
 * |---|---|
 * | `vpn-gateway` | {@link ConnectionMetric}, {@link TunnelMetric} |
 * | `transit-router` | {@link AttachmentMetric}, {@link AttachmentTunnelMetric} |
 */
export type Attachment = 'vpn-gateway' | 'transit-router';

/**
 * The kind of resource that a metric is measured on.
 *
 * | Kind | Resource |
 * |---|---|
 * | `gateway` | a VPN gateway, `vpn-…` |
 * | `connection` | an IPsec connection, `vco-…` |
 * | `tunnel` | one tunnel of a dual-tunnel connection, `tun-…` |
 */
export type ResourceKind = 'gateway' | 'connection' | 'tunnel';

/**
 * The unit of a metric's values.
 *
 * | Unit | Meaning |
 * |---|---|
 * | `bit/s` | bits per second |
 * | `packet/s` | packets per second |
 * | `%` | percent: 0 to 100 |
 * | `count` | a number of things |
 * | `state` | 1 up, 0 down; the mean of a period with both is in between |
 */
export type Unit = 'bit/s' | 'packet/s' | '%' | 'count' | 'state';

/** One documented metric of the namespace `acs_vpn`. */
export interface MetricSpec {
  /** The documented wire name. */
  readonly name: MetricName;
  /** Other spellings of the name seen in the field. */
  readonly aliases: readonly string[];
  /** What it measures, whatever the resource. */
  readonly quantity: Quantity;
  /** What it is measured on. */
  readonly resource: ResourceKind;
  /** What the resource, or its connection, is attached to. */
  readonly attachedTo: Attachment;
  /** The Cloud Monitor product category that lists the metric. */
  readonly productCategory: 'vpn' | 'vpnconnection';
  /** The unit of its values, as points carry it. */
  readonly unit: Unit;
  /** `gauge` for a measured amount, `state` for a status: 1 up, 0 down. */
  readonly kind: 'gauge' | 'state';
  /** The connections that have it: single-tunnel, dual-tunnel or both. */
  readonly tunnels: 'single' | 'dual' | 'any';
  /** The expected dimension keys. What the service lists at run time is preferred to them. */
  readonly dimensions: readonly string[];
  /** Where `dimensions` is known from: `document` for gateways, and for connections on them; `inference` where no document lists any. */
  readonly dimensionsFrom: 'document' | 'inference';
  /** The documented statistics; empty where no document lists any. What the service lists at run time is preferred to them. */
  readonly statistics: readonly string[];
  /** What it tells, in one sentence. */
  readonly description: string;
}

const GATEWAY = {
  resource: 'gateway',
  attachedTo: 'vpn-gateway',
  productCategory: 'vpn',
  dimensions: ['userId', 'instanceId'],
  dimensionsFrom: 'document',
} as const;
const CONNECTION = {
  resource: 'connection',
  attachedTo: 'vpn-gateway',
  productCategory: 'vpn',
  dimensions: ['userId', 'instanceId', 'ipsecId'],
  dimensionsFrom: 'document',
} as const;
// No document lists the dimensions of tunnels; these are the likeliest keys.
const TUNNEL = {
  resource: 'tunnel',
  attachedTo: 'vpn-gateway',
  productCategory: 'vpn',
  dimensions: ['userId', 'instanceId', 'tunnelId'],
  dimensionsFrom: 'inference',
} as const;
// Nor those of the transit-router metrics.
const ATTACHMENT = {
  resource: 'connection',
  attachedTo: 'transit-router',
  productCategory: 'vpnconnection',
  dimensions: ['userId', 'instanceId'],
  dimensionsFrom: 'inference',
} as const;
const ATTACHMENT_TUNNEL = {
  resource: 'tunnel',
  attachedTo: 'transit-router',
  productCategory: 'vpnconnection',
  dimensions: ['userId', 'instanceId', 'tunnelId'],
  dimensionsFrom: 'inference',
} as const;

const BITS = { unit: 'bit/s', kind: 'gauge' } as const;
const PACKETS = { unit: 'packet/s', kind: 'gauge' } as const;
const PERCENT = { unit: '%', kind: 'gauge' } as const;
const COUNT = { unit: 'count', kind: 'gauge' } as const;
const STATE = { unit: 'state', kind: 'state' } as const;

// An older document, "VPN Gateway" in the appendix of Cloud Monitor's guide (2021), lists one statistic for nine metrics, and none for the others.
const VALUE = { statistics: ['Value'] } as const;
const UNDOCUMENTED = { statistics: [] } as const;

// One pure call: reading a property or spreading an object at the top level keeps the rows, and all they name, in every bundle.
const ROWS = /* @__PURE__ */ (() =>
  [
    {
      name: GatewayMetric.InboundBandwidthUtilization,
      aliases: [],
      quantity: Quantity.InboundBandwidthUtilization,
      ...GATEWAY,
      ...PERCENT,
      ...UNDOCUMENTED,
      tunnels: 'any',
      description: "Share of the gateway's purchased bandwidth taken by traffic it receives.",
    },
    {
      name: GatewayMetric.OutboundBandwidthUtilization,
      aliases: [],
      quantity: Quantity.OutboundBandwidthUtilization,
      ...GATEWAY,
      ...PERCENT,
      ...UNDOCUMENTED,
      tunnels: 'any',
      description: "Share of the gateway's purchased bandwidth taken by traffic it sends.",
    },
    {
      name: GatewayMetric.InboundPacketRate,
      aliases: ['net_rx.Pkgs'],
      quantity: Quantity.InboundPacketRate,
      ...GATEWAY,
      ...PACKETS,
      ...VALUE,
      tunnels: 'any',
      description: 'Packets arriving at the gateway each second.',
    },
    {
      name: GatewayMetric.OutboundPacketRate,
      aliases: ['net_tx.Pkgs'],
      quantity: Quantity.OutboundPacketRate,
      ...GATEWAY,
      ...PACKETS,
      ...VALUE,
      tunnels: 'any',
      description: 'Packets leaving the gateway each second.',
    },
    {
      name: GatewayMetric.SslClientCount,
      aliases: [],
      quantity: Quantity.SslClientCount,
      ...GATEWAY,
      ...COUNT,
      ...VALUE,
      tunnels: 'any',
      description: 'SSL-VPN clients connected to the gateway.',
    },
    {
      name: GatewayMetric.InboundRate,
      aliases: [],
      quantity: Quantity.InboundRate,
      ...GATEWAY,
      ...BITS,
      ...VALUE,
      tunnels: 'any',
      description: 'Traffic arriving at the gateway, SSL-VPN included.',
    },
    {
      name: GatewayMetric.OutboundRate,
      aliases: [],
      quantity: Quantity.OutboundRate,
      ...GATEWAY,
      ...BITS,
      ...VALUE,
      tunnels: 'any',
      description: 'Traffic leaving the gateway, SSL-VPN included.',
    },
    {
      name: ConnectionMetric.InboundPacketRate,
      aliases: [],
      quantity: Quantity.InboundPacketRate,
      ...CONNECTION,
      ...PACKETS,
      ...VALUE,
      tunnels: 'any',
      description: 'Packets arriving through the connection on its VPN gateway each second.',
    },
    {
      name: ConnectionMetric.OutboundPacketRate,
      aliases: [],
      quantity: Quantity.OutboundPacketRate,
      ...CONNECTION,
      ...PACKETS,
      ...VALUE,
      tunnels: 'any',
      description: 'Packets leaving through the connection on its VPN gateway each second.',
    },
    {
      name: ConnectionMetric.InboundRate,
      aliases: [],
      quantity: Quantity.InboundRate,
      ...CONNECTION,
      ...BITS,
      ...VALUE,
      tunnels: 'any',
      description: 'Traffic arriving through the connection on its VPN gateway.',
    },
    {
      name: ConnectionMetric.OutboundRate,
      aliases: [],
      quantity: Quantity.OutboundRate,
      ...CONNECTION,
      ...BITS,
      ...VALUE,
      tunnels: 'any',
      description: 'Traffic leaving through the connection on its VPN gateway.',
    },
    {
      name: ConnectionMetric.BgpState,
      aliases: [],
      quantity: Quantity.BgpState,
      ...CONNECTION,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'single',
      description: 'Whether BGP is established over the connection on its VPN gateway: 1 yes, 0 no.',
    },
    {
      name: ConnectionMetric.State,
      aliases: [],
      quantity: Quantity.State,
      ...CONNECTION,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'single',
      description: 'Whether IPsec is negotiated for the connection on its VPN gateway: 1 yes, 0 no.',
    },
    {
      name: TunnelMetric.InboundPacketRate,
      aliases: [],
      quantity: Quantity.InboundPacketRate,
      ...TUNNEL,
      ...PACKETS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Packets arriving through the tunnel on its VPN gateway each second.',
    },
    {
      name: TunnelMetric.OutboundPacketRate,
      aliases: [],
      quantity: Quantity.OutboundPacketRate,
      ...TUNNEL,
      ...PACKETS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Packets leaving through the tunnel on its VPN gateway each second.',
    },
    {
      name: TunnelMetric.InboundRate,
      aliases: [],
      quantity: Quantity.InboundRate,
      ...TUNNEL,
      ...BITS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Traffic arriving through the tunnel on its VPN gateway.',
    },
    {
      name: TunnelMetric.OutboundRate,
      aliases: [],
      quantity: Quantity.OutboundRate,
      ...TUNNEL,
      ...BITS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Traffic leaving through the tunnel on its VPN gateway.',
    },
    {
      name: TunnelMetric.BgpState,
      aliases: [],
      quantity: Quantity.BgpState,
      ...TUNNEL,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Whether BGP is established over the tunnel on its VPN gateway: 1 yes, 0 no.',
    },
    {
      name: TunnelMetric.State,
      aliases: [],
      quantity: Quantity.State,
      ...TUNNEL,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Whether IPsec is negotiated for the tunnel on its VPN gateway: 1 yes, 0 no.',
    },
    {
      name: AttachmentMetric.InboundPacketRate,
      aliases: [],
      quantity: Quantity.InboundPacketRate,
      ...ATTACHMENT,
      ...PACKETS,
      ...UNDOCUMENTED,
      tunnels: 'any',
      description: 'Packets arriving through the connection on its transit router each second.',
    },
    {
      name: AttachmentMetric.OutboundPacketRate,
      aliases: [],
      quantity: Quantity.OutboundPacketRate,
      ...ATTACHMENT,
      ...PACKETS,
      ...UNDOCUMENTED,
      tunnels: 'any',
      description: 'Packets leaving through the connection on its transit router each second.',
    },
    {
      name: AttachmentMetric.InboundRate,
      aliases: ['vpn_connection.rx.rate'],
      quantity: Quantity.InboundRate,
      ...ATTACHMENT,
      ...BITS,
      ...UNDOCUMENTED,
      tunnels: 'any',
      description: 'Traffic arriving through the connection on its transit router.',
    },
    {
      name: AttachmentMetric.OutboundRate,
      aliases: ['vpn_connection_tx.rate'],
      quantity: Quantity.OutboundRate,
      ...ATTACHMENT,
      ...BITS,
      ...UNDOCUMENTED,
      tunnels: 'any',
      description: 'Traffic leaving through the connection on its transit router.',
    },
    {
      name: AttachmentMetric.BgpState,
      aliases: [],
      quantity: Quantity.BgpState,
      ...ATTACHMENT,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'single',
      description: 'Whether BGP is established over the connection on its transit router: 1 yes, 0 no.',
    },
    {
      name: AttachmentMetric.State,
      aliases: [],
      quantity: Quantity.State,
      ...ATTACHMENT,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'single',
      description: 'Whether IPsec is negotiated for the connection on its transit router: 1 yes, 0 no.',
    },
    {
      name: AttachmentTunnelMetric.InboundPacketRate,
      aliases: [],
      quantity: Quantity.InboundPacketRate,
      ...ATTACHMENT_TUNNEL,
      ...PACKETS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Packets arriving through the tunnel on its transit router each second.',
    },
    {
      name: AttachmentTunnelMetric.OutboundPacketRate,
      aliases: [],
      quantity: Quantity.OutboundPacketRate,
      ...ATTACHMENT_TUNNEL,
      ...PACKETS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Packets leaving through the tunnel on its transit router each second.',
    },
    {
      name: AttachmentTunnelMetric.InboundRate,
      aliases: ['vpn_connection_tun_rx.rate'],
      quantity: Quantity.InboundRate,
      ...ATTACHMENT_TUNNEL,
      ...BITS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Traffic arriving through the tunnel on its transit router.',
    },
    {
      name: AttachmentTunnelMetric.OutboundRate,
      aliases: ['vpn_connection_tun_tx.rate'],
      quantity: Quantity.OutboundRate,
      ...ATTACHMENT_TUNNEL,
      ...BITS,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Traffic leaving through the tunnel on its transit router.',
    },
    {
      name: AttachmentTunnelMetric.BgpState,
      aliases: [],
      quantity: Quantity.BgpState,
      ...ATTACHMENT_TUNNEL,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Whether BGP is established over the tunnel on its transit router: 1 yes, 0 no.',
    },
    {
      name: AttachmentTunnelMetric.State,
      aliases: [],
      quantity: Quantity.State,
      ...ATTACHMENT_TUNNEL,
      ...STATE,
      ...UNDOCUMENTED,
      tunnels: 'dual',
      description: 'Whether IPsec is negotiated for the tunnel on its transit router: 1 yes, 0 no.',
    },
  ] as const)();

/**
 * The 31 metrics of VPN Gateway, one row each.
 *
 * Source: the Alibaba Cloud document "Monitor IPsec-VPN connections" (VPN Gateway, 2025-10-31).
 */
export const METRICS: readonly MetricSpec[] = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ ROWS.map((row) => Object.freeze(row)));

/** The rows with their literal types; the types of scopes and queries are derived from it. */
export type MetricRow = (typeof ROWS)[number];
