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

/** The network interfaces that a VPC flow log covers: all in a VPC, all in a vSwitch, or a single one. */
export interface FlowLogResource {
  /** The type of `id`. */
  readonly kind: 'vpc' | 'vswitch' | 'network-interface';
  /** The VPC (`vpc-…`), vSwitch (`vsw-…`) or network interface (`eni-…`). */
  readonly id: string;
}

/** A flow log of a VPC or a transit router, without account data. Fields that the service leaves out are absent. */
export interface FlowLog {
  /** `vpc` for a flow log of the VPC API, `transit-router` for one of the CEN API. */
  readonly kind: 'vpc' | 'transit-router';
  /** `fl-…` for a VPC flow log, `flowlog-…` for one of a transit router. */
  readonly flowLogId: string;
  /** The traffic of IPsec connections that it records. Absent for a VPC flow log that records only other paths. */
  readonly trafficPath?: FlowLogPath;
  /**
   * The recorded paths of a VPC flow log in the service's words, such as `vpnGateway`. Absent if the service names none, which means all.
   */
  readonly trafficPaths?: readonly string[];
  /** The name that its owner gave it. */
  readonly name?: string;
  /** The description that its owner gave it. */
  readonly description?: string;
  /** The status in the service's words: `Active`, `Inactive`, `Activating`, `Creating`, `Modifying`, `Deleting`, or a newer one. */
  readonly status?: string;
  /** Whether it is recording now, that is whether `status` is `Active`. */
  readonly active: boolean;
  /** Whether records reach the Logstore, in the service's words: `SUCCESS` or `FAILED`. */
  readonly deliveryStatus?: string;
  /**
   * The reason why records do not reach the Logstore, such as `UnavaliableTarget` (the service's spelling): the project or Logstore may be
   * gone.
   */
  readonly deliveryError?: string;
  /** The region, such as `cn-hangzhou`. */
  readonly regionId?: string;
  /** The Simple Log Service project that receives the records. */
  readonly project?: string;
  /** The Logstore that receives the records. */
  readonly logstore?: string;
  /** For a VPC flow log: whether it records all traffic, only what access control allowed, or only what it dropped. */
  readonly traffic?: 'all' | 'allow' | 'drop' | (string & {});
  /** The time that one record covers, in seconds. */
  readonly intervalSeconds?: number;
  /** For a VPC flow log: the network interfaces that it covers. */
  readonly resource?: {
    /** The type of `id`. A newer type comes in the service's word. */
    readonly kind: FlowLogResource['kind'] | (string & {});
    /** The VPC (`vpc-…`), vSwitch (`vsw-…`) or network interface (`eni-…`). */
    readonly id: string;
  };
  /** For a transit router's flow log: the CEN instance, `cen-…`. */
  readonly cenId?: string;
  /** For a transit router's flow log: the transit router, `tr-…`. */
  readonly transitRouterId?: string;
  /** For a transit router's flow log: the attachment that it covers, `tr-attach-…`. */
  readonly attachmentId?: string;
  /** The time of creation, in milliseconds since the epoch. */
  readonly createdAt?: number;
  /** The tags by key; empty if there are none. */
  readonly tags: Readonly<Record<string, string>>;
}

interface NewFlowLogFields {
  /** 1 to 128 characters. */
  readonly name: string;
  /** The Simple Log Service project that receives the records, in this region: 3 to 63 letters, digits and hyphens. */
  readonly project: string;
  /** The Logstore in that project: 3 to 63 letters, digits, hyphens and underscores. */
  readonly logstore: string;
  /** 1 to 256 characters. Default: none. */
  readonly description?: string | undefined;
  /** At most 20. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A flow log to create for traffic through VPN gateways, recorded at the network interfaces of a VPC. */
export interface NewVpcFlowLog extends NewFlowLogFields {
  /** Selects `CreateFlowLog` of the VPC API. */
  readonly trafficPath: 'vpn-gateway';
  /** The network interfaces to cover. To record all connections of a VPN gateway, choose the VPC of the gateway. */
  readonly resource: FlowLogResource;
  /** Whether to record all traffic, only what access control allowed, or only what it dropped. Default: `all`. */
  readonly traffic?: 'all' | 'allow' | 'drop' | undefined;
  /** The time that one record covers, in seconds. Default: the service's own, 600. */
  readonly intervalSeconds?: 60 | 300 | 600 | undefined;
}

/** A flow log to create for the traffic of one IPsec connection on a transit router of the Enterprise Edition. */
export interface NewTransitRouterFlowLog extends NewFlowLogFields {
  /** Selects `CreateFlowlog` of the CEN API. */
  readonly trafficPath: 'transit-router';
  /** The CEN instance, `cen-…`. Default: looked up. */
  readonly cenId?: string | undefined;
  /** The VPN attachment, `tr-attach-…`. Give this or `connectionId`. */
  readonly attachmentId?: string | undefined;
  /** The IPsec connection, `vco-…`, whose attachment is then looked up. */
  readonly connectionId?: string | undefined;
  /** The time that one record covers, in seconds. Default: the service's own, 600. */
  readonly intervalSeconds?: 60 | 600 | undefined;
}

/** A flow log to create. */
export type NewFlowLog = NewVpcFlowLog | NewTransitRouterFlowLog;

/** A flow log that was just created. It becomes `Active` within about a minute. */
export interface CreatedFlowLog {
  /** `fl-…` for a VPC flow log, `flowlog-…` for one of a transit router. */
  readonly flowLogId: string;
}

/** Selects flow logs. */
export interface FlowLogFilter {
  /**
   * Only flow logs that record traffic through a VPN gateway, or through a transit router. Default: all, including those of other paths.
   */
  readonly trafficPath?: FlowLogPath | undefined;
  /** Aborts this read, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options for changing an existing flow log. */
export interface FlowLogChangeOptions extends WriteOptions {
  /** The API that owns the flow log. Default: by its id, the VPC API for `fl-…` and the CEN API for `flowlog-…`. */
  readonly trafficPath?: FlowLogPath | undefined;
  /** The CEN instance of a transit router's flow log, `cen-…`; saves a lookup. */
  readonly cenId?: string | undefined;
}
