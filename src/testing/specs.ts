import type { Instant } from '../internal/time.ts';

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
  /** When it was created: no datapoint is older. Default: 2024-01-01. */
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
  readonly tags?: Readonly<Record<string, string>>;
  /** When it was created: no datapoint is older. Default: 2024-01-01. */
  readonly since?: Instant;
}

/** An SSL client certificate of the simulated account. */
export interface CertificateSpec {
  /** Default: `vsc-` and 20 characters. */
  readonly id?: string;
  readonly name?: string;
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
