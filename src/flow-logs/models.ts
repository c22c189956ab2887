import type { WriteOptions } from '../transport/index.ts';

/**
 * The traffic of IPsec connections that a flow log records.
 *
 * | Path | What is recorded, by which API |
 * |---|---|
 * | `vpn-gateway` | traffic through a VPN gateway, by a flow log of the VPC API |
 * | `transit-router` | traffic through a transit router, by a flow log of the CEN API |
 */
export type FlowLogPath = 'vpn-gateway' | 'transit-router';

/** What a VPC flow log records the network interfaces of: all in a VPC, all in a vSwitch, or one. */
export interface FlowLogResource {
  readonly kind: 'vpc' | 'vswitch' | 'network-interface';
  /** `vpc-…`, `vsw-…` or `eni-…` */
  readonly id: string;
}

/** A flow log of a VPC or of a transit router, without account data. */
export interface FlowLog {
  /** `vpc` is a flow log of the VPC API, `transit-router` one of the CEN API. */
  readonly kind: 'vpc' | 'transit-router';
  /** `fl-…` of a VPC flow log, `flowlog-…` of a transit router's. */
  readonly flowLogId: string;
  /** Which traffic of IPsec connections it records. Absent for a VPC flow log that records other paths alone. */
  readonly trafficPath?: FlowLogPath;
  /** The paths of a VPC flow log as the service names them, such as `vpnGateway`. Absent where it names none, which means all. */
  readonly trafficPaths?: readonly string[];
  readonly name?: string;
  readonly description?: string;
  /** As the service says it: `Active`, `Inactive`, `Activating`, `Creating`, `Modifying`, `Deleting`, or a word that is newer. */
  readonly status?: string;
  /** Whether `status` is `Active`, so that traffic is being recorded. */
  readonly active: boolean;
  /** Whether the records reach the Logstore, as the service says it: `SUCCESS`, `FAILED`. */
  readonly deliveryStatus?: string;
  /** Why records do not reach the Logstore, such as `UnavaliableTarget` (sic): the project or the Logstore may be gone. */
  readonly deliveryError?: string;
  readonly regionId?: string;
  /** The project of Simple Log Service that holds the records. */
  readonly project?: string;
  /** The Logstore that holds the records. */
  readonly logstore?: string;
  /** Of a VPC flow log: which traffic, by what access control did with it. */
  readonly traffic?: 'all' | 'allow' | 'drop' | (string & {});
  /** How much time one record covers, in seconds. */
  readonly intervalSeconds?: number;
  /** Of a VPC flow log: what it records. */
  readonly resource?: { readonly kind: FlowLogResource['kind'] | (string & {}); readonly id: string };
  /** Of a transit router's flow log: `cen-…`. */
  readonly cenId?: string;
  /** Of a transit router's flow log: `tr-…`, where the service says it. */
  readonly transitRouterId?: string;
  /** Of a transit router's flow log: the attachment that it records, `tr-attach-…`. */
  readonly attachmentId?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  /** The tags its owner gave it. */
  readonly tags: Readonly<Record<string, string>>;
}

interface NewFlowLogFields {
  /** 1 to 128 characters. */
  readonly name: string;
  /** The project of Simple Log Service in this region that takes the records: 3 to 63 letters, digits and hyphens. */
  readonly project: string;
  /** The Logstore in that project: 3 to 63 letters, digits, hyphens and underscores. */
  readonly logstore: string;
  /** 1 to 256 characters. Default: none. */
  readonly description?: string | undefined;
  /** At most 20. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A flow log of the traffic that passes VPN gateways, from the network interfaces of a VPC. */
export interface NewVpcFlowLog extends NewFlowLogFields {
  readonly trafficPath: 'vpn-gateway';
  /** What it records: for all connections of a VPN gateway, the VPC that the gateway is in. */
  readonly resource: FlowLogResource;
  /** Which traffic, by what access control did with it. Default: `all`. */
  readonly traffic?: 'all' | 'allow' | 'drop' | undefined;
  /** How much time one record covers, in seconds. Default: the service's own, 600. */
  readonly intervalSeconds?: 60 | 300 | 600 | undefined;
}

/** A flow log of the traffic of one IPsec connection on a transit router. Enterprise Edition transit routers have them. */
export interface NewTransitRouterFlowLog extends NewFlowLogFields {
  readonly trafficPath: 'transit-router';
  /** `cen-…`. Looked up where it is not given. */
  readonly cenId?: string | undefined;
  /** The VPN attachment, `tr-attach-…`: this or `connectionId`. */
  readonly attachmentId?: string | undefined;
  /** The IPsec connection, `vco-…`: its attachment is looked up. */
  readonly connectionId?: string | undefined;
  /** How much time one record covers, in seconds. Default: the service's own, 600. */
  readonly intervalSeconds?: 60 | 600 | undefined;
}

/** What a flow log is created from. */
export type NewFlowLog = NewVpcFlowLog | NewTransitRouterFlowLog;

/** A flow log that was just created. It becomes `Active` within a minute or so. */
export interface CreatedFlowLog {
  /** `fl-…` or `flowlog-…` */
  readonly flowLogId: string;
}

/** Which flow logs are listed. */
export interface FlowLogFilter {
  /** Only those that record what passes a VPN gateway, or a transit router. Default: all, those of other paths included. */
  readonly trafficPath?: FlowLogPath | undefined;
  /** Ends this read alone; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How an existing flow log is changed. */
export interface FlowLogChangeOptions extends WriteOptions {
  /** Which API has the flow log. Default: by its id, the VPC API for `fl-…` and the CEN API for `flowlog-…`. */
  readonly trafficPath?: FlowLogPath | undefined;
  /** The CEN instance of a transit router's flow log, `cen-…`, which saves a lookup. */
  readonly cenId?: string | undefined;
}
