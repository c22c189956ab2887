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

/** A route of a VPN gateway or an IPsec connection. Frozen. Fields that the service leaves out are absent. */
export interface Route {
  /** The destination as an address range, such as `192.168.10.0/24`. */
  readonly destination: string;
  /** `bgp` or `static`, from `RouteEntryType`. */
  readonly source: RouteSource;
  /** For a BGP route: the side from which it was learned. */
  readonly origin?: RouteOrigin;
  /** The next hop as the service names it: the id of a connection (`vco-…`) or an address. */
  readonly nextHop?: string;
  /** The connection that the route belongs to or leads through, `vco-…`. */
  readonly connectionId?: string;
  /**
   * The tunnels that the route leads through, `tun-…`. For a connection on a transit router: only tunnels that are up. Empty for a
   * single-tunnel connection.
   */
  readonly tunnelIds: readonly string[];
  /** The AS path of a BGP route, nearest AS first. */
  readonly asPath?: readonly number[];
  /** The communities of a BGP route, such as `65535:65510`. */
  readonly communities?: readonly string[];
  /** For a static route: the route with the higher weight is preferred. */
  readonly weight?: number;
  /** The state in the service's words, such as `published` or `Active`. */
  readonly state?: string;
  /** The time of creation, in milliseconds since the epoch. */
  readonly createdAt?: number;
}

/**
 * Numbers of routes. An unknown number is absent, never 0: the service does not count the routes of a single-tunnel connection, and rows are
 * counted here only if all of them were read.
 */
export interface RouteCounts {
  /** The routes of all requested sources together. Absent if the number for one of them is unknown. */
  readonly total?: number;
  /** Numbers by source. With the option `kind`: of that source only. */
  readonly bySource: Readonly<Partial<Record<RouteSource, number>>>;
  /** Numbers of BGP routes by the side from which they were learned. */
  readonly byOrigin: Readonly<Partial<Record<RouteOrigin, number>>>;
  /** Sources that the service did not count; their number is the number of rows in `routes`. */
  readonly fromRows: readonly RouteSource[];
}

/** The routes of a VPN gateway or an IPsec connection, with their numbers. */
export interface Routes {
  /** Every route once, those of both sources together; of one source with the option `kind`. */
  readonly routes: readonly Route[];
  /** Numbers by source and origin, from the service if it counts, otherwise from the rows. */
  readonly counts: RouteCounts;
}
