import type { Attachment } from '../catalog/index.ts';

/**
 * Whether a connection or tunnel is up, by its IPsec negotiation.
 *
 * | State | Meaning |
 * |---|---|
 * | `up` | IPsec is negotiated: traffic can pass |
 * | `down` | IPsec is not negotiated |
 * | `unknown` | the service does not tell, or its last news is too old: neither up nor down |
 */
export type IpsecState = 'up' | 'down' | 'unknown';

/**
 * The IKE phase whose negotiation failed.
 *
 * | Phase | Meaning |
 * |---|---|
 * | `phase1` | the IKE exchange: identities, pre-shared key, algorithms of IKE |
 * | `phase2` | the IPsec exchange: traffic selectors, algorithms of IPsec, PFS |
 */
export type IpsecPhase = 'phase1' | 'phase2';

/**
 * The state of a BGP session.
 *
 * | State | Meaning |
 * |---|---|
 * | `up` | the session is established |
 * | `down` | the session is configured and not established |
 * | `disabled` | the service reports that BGP is not configured |
 * | `unknown` | the service does not tell |
 */
export type BgpState = 'up' | 'down' | 'disabled' | 'unknown';

/**
 * The result of a connection's health check.
 *
 * | State | Meaning |
 * |---|---|
 * | `ok` | the probed address answers |
 * | `failed` | the probed address does not answer; the service resets the tunnel |
 * | `disabled` | the service reports that no check is configured |
 * | `unknown` | the service does not tell |
 */
export type HealthState = 'ok' | 'failed' | 'disabled' | 'unknown';

/** A VPN gateway, without its configuration. */
export interface Gateway {
  readonly kind: 'gateway';
  /** `vpn-…` */
  readonly gatewayId: string;
  readonly name?: string;
  /** As the service says it: `init`, `provisioning`, `active`, `updating`, `deleting`, or a word that is newer. */
  readonly status?: string;
  /** As the service says it: `Normal`, `FinancialLocked`. */
  readonly businessStatus?: string;
  /** The purchased bandwidth as the service writes it, such as `200M`. */
  readonly spec?: string;
  readonly vpcId?: string;
  /** The addresses that peers connect to: two for a gateway of dual-tunnel connections. */
  readonly internetIps: readonly string[];
  /** Whether it takes IPsec connections. */
  readonly ipsec?: boolean;
  /** Whether it takes SSL-VPN clients. */
  readonly ssl?: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  /** When its subscription ends, in milliseconds since the epoch. */
  readonly endsAt?: number;
  /** The tags its owner gave it. */
  readonly tags: Readonly<Record<string, string>>;
}

/** An IPsec connection and its state, without keys, certificates and negotiation settings. */
export interface Connection {
  readonly kind: 'connection';
  /** `vco-…` */
  readonly connectionId: string;
  readonly name?: string;
  /** Absent for a connection that is attached to nothing. */
  readonly attachedTo?: Attachment;
  readonly mode: 'single' | 'dual';
  /** Present where it is attached to a VPN gateway. */
  readonly gatewayId?: string;
  /** Present where it is attached to a transit router. */
  readonly transitRouterId?: string;
  readonly customerGatewayId?: string;
  /** The address ranges on the side of Alibaba Cloud that the connection protects, such as `10.0.0.0/8`; `0.0.0.0/0` where routes decide. Absent where the service names none. */
  readonly localSubnets?: readonly string[];
  /** The address ranges on the peer's side. Absent where the service names none. */
  readonly remoteSubnets?: readonly string[];
  /** Of a dual-tunnel connection: what all its tunnels agree on, else `unknown`; the tunnels tell the rest. */
  readonly ipsec: IpsecState;
  /** What failed, where `ipsec` is `down` and all tunnels agree on it. */
  readonly phase?: IpsecPhase;
  /** Of a dual-tunnel connection: what all its tunnels with BGP agree on, else `unknown`. */
  readonly bgp: BgpState;
  readonly health: HealthState;
  /** `State` as the service says it: `active`, `attached`, `init`, … */
  readonly state?: string;
  /** `Status` as the service says it. Says nothing about a dual-tunnel connection. */
  readonly status?: string;
  /** Empty for a single-tunnel connection. */
  readonly tunnels: readonly Tunnel[];
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  /** The tags its owner gave it. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One tunnel of a dual-tunnel connection. */
export interface Tunnel {
  readonly kind: 'tunnel';
  /** `tun-…` */
  readonly tunnelId: string;
  readonly connectionId: string;
  readonly connectionName?: string;
  readonly attachedTo?: Attachment;
  readonly gatewayId?: string;
  readonly transitRouterId?: string;
  /** From 1: the service's own index where it gives one, else the place in its list. */
  readonly index?: number;
  readonly role?: 'master' | 'slave' | (string & {});
  readonly ipsec: IpsecState;
  /** What failed, where `ipsec` is `down`. */
  readonly phase?: IpsecPhase;
  readonly bgp: BgpState;
  /** `State` as the service says it. */
  readonly state?: string;
  /** `Status` as the service says it. */
  readonly status?: string;
  /** The address its peer connects to. */
  readonly internetIp?: string;
  readonly zone?: string;
}

/** An SSL-VPN client certificate, without key material. */
export interface Certificate {
  readonly kind: 'certificate';
  /** `vsc-…` */
  readonly certificateId: string;
  readonly name?: string;
  /** The SSL-VPN server it is for: `vss-…`. */
  readonly serverId?: string;
  /** `expiring-soon` from a week before its end. */
  readonly status?: 'normal' | 'expiring-soon' | 'expired' | (string & {});
  /** When it expires, in milliseconds since the epoch. */
  readonly endsAt?: number;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
}

/** An SSL-VPN server, without its settings: what leads from a certificate to its gateway. @internal */
export interface SslServer {
  /** `vss-…` */
  readonly serverId: string;
  /** `vpn-…` */
  readonly gatewayId?: string;
}
