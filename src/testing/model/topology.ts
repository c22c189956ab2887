import type { RouteSpec, SslClientSpec } from '../specs.ts';
import type { Steps } from './steps.ts';
import type { Timeline } from './timeline.ts';

/** One IPsec path: a tunnel, or a single-tunnel connection itself. */
export interface Link {
  /** `undefined` for a single-tunnel connection. */
  readonly tunnelId: string | undefined;
  /** 1 or 2. */
  readonly index: number;
  readonly seed: number;
  readonly ipsec: Timeline;
  /** The BGP session as such. */
  readonly session: Timeline;
  /** BGP as the service reports it: the session, and the path that it runs over. */
  readonly bgp: Steps;
}

export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly attachedTo: 'vpn-gateway' | 'transit-router' | 'nothing';
  readonly gateway: Gateway | undefined;
  readonly transitRouterId: string | undefined;
  /** What attaches it to the transit router, where something does. */
  readonly attachmentId: string;
  readonly cenId: string;
  readonly mode: 'single' | 'dual';
  readonly links: readonly Link[];
  readonly hasBgp: boolean;
  readonly hasHealthCheck: boolean;
  readonly health: Timeline;
  readonly routes: readonly RouteSpec[];
  readonly tags: Readonly<Record<string, string>>;
  readonly since: number;
}

export interface Gateway {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly bandwidthMbps: number;
  readonly sslClients: number;
  /** Those that are connected all the time; `undefined` for as many as the metric says. */
  readonly clients: readonly SslClientSpec[] | undefined;
  readonly sslServerId: string;
  readonly since: number;
  readonly seed: number;
  readonly connections: Connection[];
}

export interface Certificate {
  readonly id: string;
  readonly name: string;
  readonly serverId: string;
  readonly endTime: number;
  readonly status: 'normal' | 'expiring-soon' | 'expired' | undefined;
}

/** The resources of the account, by list and by id. */
export interface Topology {
  readonly gateways: readonly Gateway[];
  readonly connections: readonly Connection[];
  readonly certificates: readonly Certificate[];
  readonly gatewayById: ReadonlyMap<string, Gateway>;
  readonly connectionById: ReadonlyMap<string, Connection>;
  readonly tunnelById: ReadonlyMap<string, { readonly connection: Connection; readonly link: Link }>;
}
