import type { Instant } from '../internal/time.ts';

/** A simulated client that is connected to a gateway through SSL-VPN. */
export interface SslClientSpec {
  /** The client's certificate, `vsc-…`. Default: one of the gateway's certificates, or one that is not listed. */
  readonly certificateId?: string;
  /** The name of a user with two-factor authentication, instead of the certificate. */
  readonly user?: string;
  /** The public address of the client. Default: an address of 198.51.100.0/24. */
  readonly address?: string;
  /** The source port; text for a masked one, such as `4****`. Default: 40001 and up. */
  readonly port?: number | string;
  /** The address that the gateway assigned. Default: an address of 10.10.0.0/16. */
  readonly privateAddress?: string;
  /** The time of the connection. Default: an hour ago. */
  readonly connectedAt?: Instant;
  /** Bytes from the gateway to the client. Default: 57144. */
  readonly sentBytes?: number;
  /** Bytes from the client to the gateway. Default: 60782. */
  readonly receivedBytes?: number;
}

/** A simulated route of a connection, which its gateway has too. */
export interface RouteSpec {
  /** The destination as an address range, such as `192.168.10.0/24`. */
  readonly destination: string;
  /** A `bgp` route exists only while a BGP session of the connection is up. Default: `static`. */
  readonly source?: 'static' | 'bgp';
  /** The side from which a BGP route is learned. Default: `customer-gateway`. */
  readonly origin?: 'cloud' | 'customer-gateway';
  /** The AS path of a BGP route. Default: the AS number of the side from which it is learned. */
  readonly asPath?: readonly number[];
  /** The communities of a BGP route. Default: none. */
  readonly communities?: readonly string[];
  /** The weight of a static route. Default: 100. */
  readonly weight?: number;
}

/** A simulated VPN gateway. Everything is optional; generated ids are the same in every run. */
export interface GatewaySpec {
  /** The id. Default: `vpn-` and 20 characters. */
  readonly id?: string;
  /** The name. Default: `gateway-1`, `gateway-2`, … */
  readonly name?: string;
  /** The tags by key. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The purchased bandwidth in Mbit/s, to which bandwidth utilisation refers. Default: 200. */
  readonly bandwidthMbps?: number;
  /** The number of SSL-VPN clients at the busiest time. Default: 20. */
  readonly sslClients?: number;
  /** The id of its SSL-VPN server. Default: its own id with `vss-` instead of `vpn-`. */
  readonly sslServerId?: string;
  /** The connected SSL-VPN clients. Default: as many as the metric of their number shows. */
  readonly clients?: readonly SslClientSpec[];
  /** The time of creation, before which there are no datapoints. A gateway from before 2022-12-10 does not list SSL-VPN clients. Default: 2024-01-01. */
  readonly since?: Instant;
}

/** A simulated tunnel of a dual-tunnel connection. */
export interface TunnelSpec {
  /** The id. Default: `tun-` and 20 characters. */
  readonly id?: string;
  /** Whether it is up at the beginning. Default: true. */
  readonly up?: boolean;
}

/** A simulated IPsec connection. */
export interface ConnectionSpec {
  /** The id. Default: `vco-` and 20 characters. */
  readonly id?: string;
  /** The name. Default: `connection-1`, `connection-2`, … */
  readonly name?: string;
  /** The VPN gateway that it is attached to. If you do not declare that gateway, it is added. Default: the first gateway. */
  readonly gatewayId?: string;
  /** The transit router that it is attached to, instead of a gateway. Default: none. */
  readonly transitRouterId?: string;
  /** The attachment to the transit router. Default: its own id with `tr-attach-` instead of `vco-`. */
  readonly attachmentId?: string;
  /** The CEN instance of the transit router. Default: the same one for all. */
  readonly cenId?: string;
  /** Leaves the connection unattached: it is listed but has no metrics. Default: false. */
  readonly unattached?: boolean;
  /** Single-tunnel or dual-tunnel. Default: `dual`, or `single` if `tunnels` is an empty list. */
  readonly mode?: 'single' | 'dual';
  /** The two tunnels of a dual-tunnel connection. Default: two tunnels with generated ids. */
  readonly tunnels?: readonly TunnelSpec[];
  /** Whether a single-tunnel connection is up at the beginning. Default: true. */
  readonly up?: boolean;
  /** Whether it uses BGP. Default: false. */
  readonly bgp?: boolean;
  /** Whether it has a health check, which only a single-tunnel connection can have. Default: false. */
  readonly healthCheck?: boolean;
  /** The routes. Default: a static route, and with BGP one learned from each side. */
  readonly routes?: readonly RouteSpec[];
  /** The tags by key. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The time of creation, before which there are no datapoints. Default: 2024-01-01. */
  readonly since?: Instant;
}

/** A simulated SSL client certificate. */
export interface CertificateSpec {
  /** The id. Default: `vsc-` and 20 characters. */
  readonly id?: string;
  /** The name. Default: `certificate-1`, `certificate-2`, … */
  readonly name?: string;
  /** The gateway whose SSL-VPN server it is for. Default: the first gateway. */
  readonly gatewayId?: string;
  /** The SSL-VPN server that it is for. Default: that of its gateway. */
  readonly sslServerId?: string;
  /** The time of expiry. The event `cert_key_expired` is published then. */
  readonly endTime: Instant;
  /** The status. Default: derived from `endTime`. */
  readonly status?: 'normal' | 'expiring-soon' | 'expired';
}

/** The resources of a simulated account. */
export interface TopologySpec {
  /** The VPN gateways. Default: those that connections name. */
  readonly gateways?: readonly GatewaySpec[];
  /** The IPsec connections. Default: none. */
  readonly connections?: readonly ConnectionSpec[];
  /** The SSL client certificates. Default: none. */
  readonly certificates?: readonly CertificateSpec[];
}
