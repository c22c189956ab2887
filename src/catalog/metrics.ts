/**
 * Metrics of a VPN gateway as a whole, SSL-VPN traffic included.
 *
 * @enum
 */
export const GatewayMetric = {
  /** Share of the purchased bandwidth used by inbound traffic, in %. */
  InboundBandwidthUtilization: 'in_bandwidth_utilization',
  /** Share of the purchased bandwidth used by outbound traffic, in %. */
  OutboundBandwidthUtilization: 'out_bandwidth_utilization',
  /** Packets the gateway receives per second. Also spelt `net_rx.Pkgs` by the service. */
  InboundPacketRate: 'net.rxPkgs',
  /** Packets the gateway sends per second. Also spelt `net_tx.Pkgs` by the service. */
  OutboundPacketRate: 'net.txPkgs',
  /** SSL-VPN clients connected to the gateway. */
  SslClientCount: 'ssl_client.count',
  /** Traffic the gateway receives, in bit/s. */
  InboundRate: 'net_rx.rate',
  /** Traffic the gateway sends, in bit/s. */
  OutboundRate: 'net_tx.rate',
} as const;

/** The wire name of a gateway metric. */
export type GatewayMetric = (typeof GatewayMetric)[keyof typeof GatewayMetric];

/**
 * Metrics of an IPsec connection attached to a VPN gateway.
 *
 * @enum
 */
export const ConnectionMetric = {
  /** Packets the connection receives per second. */
  InboundPacketRate: 'ipsec.rxPkgs',
  /** Packets the connection sends per second. */
  OutboundPacketRate: 'ipsec.txPkgs',
  /** Traffic the connection receives, in bit/s. */
  InboundRate: 'ipsec_rx.rate',
  /** Traffic the connection sends, in bit/s. */
  OutboundRate: 'ipsec_tx.rate',
  /** BGP session of a single-tunnel connection: 1 established, 0 not. */
  BgpState: 'ipsec.bgp_state',
  /** IPsec negotiation of a single-tunnel connection: 1 established, 0 not. */
  State: 'ipsec.state',
} as const;

/** The wire name of a metric of a connection attached to a VPN gateway. */
export type ConnectionMetric = (typeof ConnectionMetric)[keyof typeof ConnectionMetric];

/**
 * Metrics of one tunnel of a dual-tunnel connection attached to a VPN gateway.
 *
 * @enum
 */
export const TunnelMetric = {
  /** Packets the tunnel receives per second. */
  InboundPacketRate: 'tun.rx_pps',
  /** Packets the tunnel sends per second. */
  OutboundPacketRate: 'tun.tx_pps',
  /** Traffic the tunnel receives, in bit/s. */
  InboundRate: 'tun.rx_bps',
  /** Traffic the tunnel sends, in bit/s. */
  OutboundRate: 'tun.tx_bps',
  /** BGP session over the tunnel: 1 established, 0 not. */
  BgpState: 'tun.bgp_state',
  /** IPsec negotiation of the tunnel: 1 established, 0 not. */
  State: 'tun.state',
} as const;

/** The wire name of a metric of a tunnel on a VPN gateway. */
export type TunnelMetric = (typeof TunnelMetric)[keyof typeof TunnelMetric];

/**
 * Metrics of an IPsec connection attached to a transit router.
 *
 * @enum
 */
export const AttachmentMetric = {
  /** Packets the connection receives per second. */
  InboundPacketRate: 'vpn_connection.rxPkgs',
  /** Packets the connection sends per second. */
  OutboundPacketRate: 'vpn_connection.txPkgs',
  /** Traffic the connection receives, in bit/s. Also spelt `vpn_connection.rx.rate`. */
  InboundRate: 'vpn_connection_rx.rate',
  /** Traffic the connection sends, in bit/s. Also spelt `vpn_connection_tx.rate`. */
  OutboundRate: 'vpn_connection.tx.rate',
  /** BGP session of a single-tunnel connection: 1 established, 0 not. */
  BgpState: 'vpn_connection.bgp_state',
  /** IPsec negotiation of a single-tunnel connection: 1 established, 0 not. */
  State: 'vpn_connection.state',
} as const;

/** The wire name of a metric of a connection attached to a transit router. */
export type AttachmentMetric = (typeof AttachmentMetric)[keyof typeof AttachmentMetric];

/**
 * Metrics of one tunnel of a dual-tunnel connection attached to a transit router.
 *
 * @enum
 */
export const AttachmentTunnelMetric = {
  /** Packets the tunnel receives per second. */
  InboundPacketRate: 'vpn_connection_tun.rxPkgs',
  /** Packets the tunnel sends per second. */
  OutboundPacketRate: 'vpn_connection_tun.txPkgs',
  /** Traffic the tunnel receives, in bit/s. */
  InboundRate: 'vpn_connection_tun.rx.rate',
  /** Traffic the tunnel sends, in bit/s. */
  OutboundRate: 'vpn_connection_tun.tx.rate',
  /** BGP session over the tunnel: 1 established, 0 not. */
  BgpState: 'vpn_connection_tun.bgp_state',
  /** IPsec negotiation of the tunnel: 1 established, 0 not. */
  State: 'vpn_connection_tun.state',
} as const;

/** The wire name of a metric of a tunnel on a transit router. */
export type AttachmentTunnelMetric = (typeof AttachmentTunnelMetric)[keyof typeof AttachmentTunnelMetric];

/** The wire name of any documented metric. */
export type MetricName = GatewayMetric | ConnectionMetric | TunnelMetric | AttachmentMetric | AttachmentTunnelMetric;
