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

/** A VPN gateway, without its configuration. Fields that the service leaves out are absent. */
export interface Gateway {
  /** Tells gateways, connections, tunnels and certificates apart. */
  readonly kind: 'gateway';
  /** The id, `vpn-…`. */
  readonly gatewayId: string;
  /** The name that its owner gave it. */
  readonly name?: string;
  /** The status in the service's words: `init`, `provisioning`, `active`, `updating`, `deleting`, or a newer one. */
  readonly status?: string;
  /** The billing status in the service's words: `Normal` or `FinancialLocked`. */
  readonly businessStatus?: string;
  /** The purchased bandwidth as the service writes it, such as `200M`. */
  readonly spec?: string;
  /** The VPC that contains the gateway, `vpc-…`. */
  readonly vpcId?: string;
  /** The addresses that peers connect to. A gateway of dual-tunnel connections has two. */
  readonly internetIps: readonly string[];
  /** Whether IPsec-VPN is enabled. */
  readonly ipsec?: boolean;
  /** Whether SSL-VPN is enabled. */
  readonly ssl?: boolean;
  /** The time of creation, in milliseconds since the epoch. */
  readonly createdAt?: number;
  /** The end of the subscription, in milliseconds since the epoch. */
  readonly endsAt?: number;
  /** The tags by key; empty if there are none. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * An IPsec connection and its state, without keys, certificates and negotiation settings. Fields that the service leaves out are absent.
 */
export interface Connection {
  /** Tells gateways, connections, tunnels and certificates apart. */
  readonly kind: 'connection';
  /** The id, `vco-…`. */
  readonly connectionId: string;
  /** The name that its owner gave it. */
  readonly name?: string;
  /** Whether it is on a VPN gateway or a transit router. Absent if it is attached to neither. */
  readonly attachedTo?: Attachment;
  /** `dual` if the connection has tunnels of its own (see `tunnels`), otherwise `single`. */
  readonly mode: 'single' | 'dual';
  /** The VPN gateway, `vpn-…`. Absent for a connection on a transit router. */
  readonly gatewayId?: string;
  /** The transit router, `tr-…`. Absent for a connection on a VPN gateway. */
  readonly transitRouterId?: string;
  /** The customer gateway, `cgw-…`. Absent if the service names none. */
  readonly customerGatewayId?: string;
  /**
   * The protected address ranges on the Alibaba Cloud side, such as `10.0.0.0/8`; `0.0.0.0/0` in destination routing mode. Absent if the
   * service names none.
   */
  readonly localSubnets?: readonly string[];
  /** The protected address ranges on the peer's side. Absent if the service names none. */
  readonly remoteSubnets?: readonly string[];
  /** For a dual-tunnel connection: the state that all its tunnels share, otherwise `unknown`; see `tunnels` for each. */
  readonly ipsec: IpsecState;
  /** The phase that failed, if `ipsec` is `down` and all tunnels agree. */
  readonly phase?: IpsecPhase;
  /** For a dual-tunnel connection: the state that all its tunnels with BGP share, otherwise `unknown`. */
  readonly bgp: BgpState;
  /** The result of the health check of a single-tunnel connection. */
  readonly health: HealthState;
  /** `State` in the service's words, such as `active`, `attached` or `init`. */
  readonly state?: string;
  /** `Status` in the service's words. It tells nothing about a dual-tunnel connection. */
  readonly status?: string;
  /** Empty for a single-tunnel connection. */
  readonly tunnels: readonly Tunnel[];
  /** The time of creation, in milliseconds since the epoch. */
  readonly createdAt?: number;
  /** The tags by key; empty if there are none. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A tunnel of a dual-tunnel connection. Fields that the service leaves out are absent. */
export interface Tunnel {
  /** Tells gateways, connections, tunnels and certificates apart. */
  readonly kind: 'tunnel';
  /** The id, `tun-…`. */
  readonly tunnelId: string;
  /** The connection that it belongs to, `vco-…`. */
  readonly connectionId: string;
  /** The name of the connection. Absent if it has none. */
  readonly connectionName?: string;
  /** Whether the connection is on a VPN gateway or a transit router. Absent if it is attached to neither. */
  readonly attachedTo?: Attachment;
  /** The VPN gateway of the connection, `vpn-…`. Absent on a transit router. */
  readonly gatewayId?: string;
  /** The transit router of the connection, `tr-…`. Absent on a VPN gateway. */
  readonly transitRouterId?: string;
  /** Counted from 1: the index that the service gives, otherwise the position in its list. */
  readonly index?: number;
  /** `master` or `slave`. On a transit router the roles follow the order of creation and do not mark a standby tunnel. */
  readonly role?: 'master' | 'slave' | (string & {});
  /** Up if `State` is `active` and `Status` is `ipsec_sa_established`. */
  readonly ipsec: IpsecState;
  /** The phase that failed, if `ipsec` is `down`. */
  readonly phase?: IpsecPhase;
  /** The state of the BGP session in this tunnel. */
  readonly bgp: BgpState;
  /** `State` in the service's words. */
  readonly state?: string;
  /** `Status` in the service's words. */
  readonly status?: string;
  /** The address on the Alibaba Cloud side that the peer connects to. */
  readonly internetIp?: string;
  /** The zone of the tunnel, such as `cn-hangzhou-h`. */
  readonly zone?: string;
}

/** An SSL-VPN client certificate, without key material. Fields that the service leaves out are absent. */
export interface Certificate {
  /** Tells gateways, connections, tunnels and certificates apart. */
  readonly kind: 'certificate';
  /** The id, `vsc-…`. */
  readonly certificateId: string;
  /** The name that its owner gave it. */
  readonly name?: string;
  /** The SSL-VPN server that it is for, `vss-…`. */
  readonly serverId?: string;
  /** The status in the service's words. `expiring-soon` begins one week before the end. */
  readonly status?: 'normal' | 'expiring-soon' | 'expired' | (string & {});
  /** The time of expiry, in milliseconds since the epoch. */
  readonly endsAt?: number;
  /** The time of creation, in milliseconds since the epoch. */
  readonly createdAt?: number;
}

/** An SSL-VPN server, without its settings: what leads from a certificate to its gateway. @internal */
export interface SslServer {
  /** `vss-…` */
  readonly serverId: string;
  /** `vpn-…` */
  readonly gatewayId?: string;
}
