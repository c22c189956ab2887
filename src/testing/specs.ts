import type { Instant } from '../internal/time.ts';

/** A client that is connected to a gateway through SSL-VPN. */
export interface SslClientSpec {
  /** The certificate that it connects with: `vsc-…`. Default: one of the gateway's certificates, or one that is listed nowhere. */
  readonly certificateId?: string;
  /** The user's name, as with two-factor authentication, in place of the certificate. */
  readonly user?: string;
  /** Default: an address of 198.51.100.0/24. */
  readonly address?: string;
  /** A text for a masked one, such as `4****`. Default: 40001 and on. */
  readonly port?: number | string;
  /** Default: an address of 10.10.0.0/16. */
  readonly privateAddress?: string;
  /** Default: an hour ago. */
  readonly connectedAt?: Instant;
  /** Default: 57144. */
  readonly sentBytes?: number;
  /** Default: 60782. */
  readonly receivedBytes?: number;
}

/** A route of a connection, which the connection's gateway has too. */
export interface RouteSpec {
  /** Such as `192.168.10.0/24`. */
  readonly destination: string;
  /** Those of `bgp` are there while a BGP session of the connection is up. Default: `static`. */
  readonly source?: 'static' | 'bgp';
  /** Which side a BGP route is learned from. Default: `customer-gateway`. */
  readonly origin?: 'cloud' | 'customer-gateway';
  /** Of a BGP route. Default: the AS number of the side that it is learned from. */
  readonly asPath?: readonly number[];
  /** Of a BGP route. Default: none. */
  readonly communities?: readonly string[];
  /** Of a static route. Default: 100. */
  readonly weight?: number;
}

/** A VPN gateway of the simulated account. Everything is optional; ids are generated and stable. */
export interface GatewaySpec {
  /** Default: `vpn-` and 20 characters. */
  readonly id?: string;
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Purchased bandwidth in Mbit/s; bandwidth utilisation is measured against it. Default: 200. */
  readonly bandwidthMbps?: number;
  /** SSL-VPN clients connected at the busiest time. Default: 20. */
  readonly sslClients?: number;
  /** Its SSL-VPN server. Default: its own id with `vss-` in place of `vpn-`. */
  readonly sslServerId?: string;
  /** The SSL-VPN clients that are connected, all the time. Default: as many as the metric of their number says. */
  readonly clients?: readonly SslClientSpec[];
  /** When it was created: no datapoint is older. One from before 2022-12-10 does not say its SSL-VPN clients. Default: 2024-01-01. */
  readonly since?: Instant;
}

/** One tunnel of a dual-tunnel connection. */
export interface TunnelSpec {
  /** Default: `tun-` and 20 characters. */
  readonly id?: string;
  /** Whether it starts negotiated. Default: true. */
  readonly up?: boolean;
}

/** An IPsec connection of the simulated account. */
export interface ConnectionSpec {
  /** Default: `vco-` and 20 characters. */
  readonly id?: string;
  readonly name?: string;
  /** The VPN gateway it is attached to; one that is not declared is added. Default: the first gateway. */
  readonly gatewayId?: string;
  /** The transit router it is attached to, instead of a gateway. */
  readonly transitRouterId?: string;
  /** What attaches it to the transit router. Default: its own id with `tr-attach-` in place of `vco-`. */
  readonly attachmentId?: string;
  /** The CEN instance of the transit router. Default: the same one for all. */
  readonly cenId?: string;
  /** `true` for a connection that is attached to nothing: it is listed and has no metrics. */
  readonly unattached?: boolean;
  /** Default: `dual`, or `single` when `tunnels` is an empty list. */
  readonly mode?: 'single' | 'dual';
  /** The two tunnels of a dual-tunnel connection. */
  readonly tunnels?: readonly TunnelSpec[];
  /** Whether a single-tunnel connection starts negotiated. Default: true. */
  readonly up?: boolean;
  /** Whether it runs BGP. Default: false. */
  readonly bgp?: boolean;
  /** Whether it has a health check; only a single-tunnel connection can. Default: false. */
  readonly healthCheck?: boolean;
  /** Default: a static route, and with BGP one that is learned from either side. */
  readonly routes?: readonly RouteSpec[];
  readonly tags?: Readonly<Record<string, string>>;
  /** When it was created: no datapoint is older. Default: 2024-01-01. */
  readonly since?: Instant;
}

/** An SSL client certificate of the simulated account. */
export interface CertificateSpec {
  /** Default: `vsc-` and 20 characters. */
  readonly id?: string;
  readonly name?: string;
  /** The gateway whose SSL-VPN server it is for. Default: the first gateway. */
  readonly gatewayId?: string;
  /** The SSL-VPN server it is for. Default: that of its gateway. */
  readonly sslServerId?: string;
  /** When it expires. `CertKeyExpired` is published at that time. */
  readonly endTime: Instant;
  /** Default: worked out from `endTime`. */
  readonly status?: 'normal' | 'expiring-soon' | 'expired';
}

/** The resources of a simulated account. */
export interface TopologySpec {
  readonly gateways?: readonly GatewaySpec[];
  readonly connections?: readonly ConnectionSpec[];
  readonly certificates?: readonly CertificateSpec[];
}
