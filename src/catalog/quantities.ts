/**
 * What a metric measures, whatever the resource: ask a scope for a quantity and the SDK finds the
 * metric that the resource really has.
 *
 * @example
 * ```ts
 * import { Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export const inbound = (monitor: VpnMonitor) =>
 *   monitor.attachment('vco-p0w2jpkhi2eeop6q6pqrs').metric(Quantity.InboundRate);
 * ```
 *
 * @enum
 */
export const Quantity = {
  /** Traffic received, in bit/s. */
  InboundRate: 'inboundRate',
  /** Traffic sent, in bit/s. */
  OutboundRate: 'outboundRate',
  /** Packets received per second. */
  InboundPacketRate: 'inboundPacketRate',
  /** Packets sent per second. */
  OutboundPacketRate: 'outboundPacketRate',
  /** Whether the IPsec negotiation is established: 1 or 0. */
  State: 'state',
  /** Whether the BGP session is established: 1 or 0. */
  BgpState: 'bgpState',
  /** SSL-VPN clients connected to the gateway. */
  SslClientCount: 'sslClientCount',
  /** Share of the gateway's bandwidth used by inbound traffic, in %. */
  InboundBandwidthUtilization: 'inboundBandwidthUtilization',
  /** Share of the gateway's bandwidth used by outbound traffic, in %. */
  OutboundBandwidthUtilization: 'outboundBandwidthUtilization',
} as const;

/** The meaning of a metric; see the constants of the same name. */
export type Quantity = (typeof Quantity)[keyof typeof Quantity];
