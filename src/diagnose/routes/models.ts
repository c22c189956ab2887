/**
 * The origin of a route. Other values are the words of the service.
 *
 * | Source | Meaning |
 * |---|---|
 * | `bgp` | learned by BGP |
 * | `static` | configured by hand |
 */
export type RouteSource = 'bgp' | 'static' | (string & {});

/**
 * The side from which a BGP route was learned. Other values are the words of the service.
 *
 * | Origin | Meaning |
 * |---|---|
 * | `cloud` | Alibaba Cloud |
 * | `customer-gateway` | the customer gateway |
 */
export type RouteOrigin = 'cloud' | 'customer-gateway' | (string & {});

/** One route of a VPN gateway or of an IPsec connection. Frozen; a field that the service left out is absent. */
export interface Route {
  /** The address range that it leads to, such as `192.168.10.0/24`. */
  readonly destination: string;
  readonly source: RouteSource;
  /** Of a BGP route: the side that it was learned from. */
  readonly origin?: RouteOrigin;
  /** What the service names as the next hop: the id of a connection (`vco-…`), or an address. */
  readonly nextHop?: string;
  /** `vco-…`: the connection that it belongs to or leads through, where the service names one. */
  readonly connectionId?: string;
  /** `tun-…`: the tunnels that it leads through. Of a connection on a transit router only those that are up. Empty for a single tunnel. */
  readonly tunnelIds: readonly string[];
  /** The numbers of the autonomous systems that a BGP route has passed, the nearest first. */
  readonly asPath?: readonly number[];
  /** Of a BGP route, such as `65535:65510`. */
  readonly communities?: readonly string[];
  /** Of a static route: the higher one is preferred. */
  readonly weight?: number;
  /** As the service says it: `published`, `Active`, … */
  readonly state?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
}

/**
 * How many routes there are. What nobody counted is absent, never 0: the service counts none of a single-tunnel connection, and rows are
 * counted only where every one of them was read.
 */
export interface RouteCounts {
  /** All sources together; absent where one of those asked for was not counted. */
  readonly total?: number;
  /** By source; with the option `kind` of that source alone. */
  readonly bySource: Readonly<Partial<Record<RouteSource, number>>>;
  /** BGP routes by the side that they were learned from. */
  readonly byOrigin: Readonly<Partial<Record<RouteOrigin, number>>>;
  /** The sources whose number is that of the rows in `routes`, because the service gave none. */
  readonly fromRows: readonly RouteSource[];
}

/** The routes of a VPN gateway or of an IPsec connection, and how many there are. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly counts: RouteCounts;
}
