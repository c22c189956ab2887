/** The path of recorded traffic. */
export interface RecordedPath {
  /** The service's number, such as 9 for a VPN gateway. Absent if the record gives a name without a known number. */
  readonly code?: number;
  /**
   * The meaning. IPsec connections use `vpn-gateway` and `transit-router`. Absent for an unknown number; an unknown name comes as the
   * service writes it.
   */
  readonly name?: PathName | (string & {});
}

/**
 * A path that VPC flow logs distinguish.
 *
 * | Name | The service's number | Where the traffic goes, or comes from |
 * |---|---|---|
 * | `other` | 0 | anything else |
 * | `vpc-resource` | 1 | a resource in the VPC |
 * | `ecs` | 2 | an ECS instance in the VPC |
 * | `network-interface` | 3 | an elastic network interface |
 * | `ha-vip` | 4 | a high-availability virtual address |
 * | `cloud-service` | 5 | a service of Alibaba Cloud in the region |
 * | `gateway-endpoint` | 6 | a gateway endpoint |
 * | `nat-gateway` | 7 | a NAT gateway |
 * | `transit-router` | 8 | a transit router: the way of its IPsec connections |
 * | `vpn-gateway` | 9 | a VPN gateway: the way of its IPsec connections |
 * | `vbr` | 10 | a virtual border router |
 * | `cen-basic` | 11, 12, 18, 19, 20 | a CEN instance of the Basic Edition |
 * | `ipv4-gateway` | 13 | an IPv4 gateway |
 * | `ipv6-gateway` | 14 | an IPv6 gateway |
 * | `public-address` | 15 | a public address |
 * | `vpc-peering` | 17 | a VPC peering connection |
 * | `ecr` | 21 | an Express Connect router |
 * | `gateway-load-balancer-endpoint` | 22 | an endpoint of a Gateway Load Balancer |
 */
export type PathName =
  | 'other'
  | 'vpc-resource'
  | 'ecs'
  | 'network-interface'
  | 'ha-vip'
  | 'cloud-service'
  | 'gateway-endpoint'
  | 'nat-gateway'
  | 'transit-router'
  | 'vpn-gateway'
  | 'vbr'
  | 'cen-basic'
  | 'ipv4-gateway'
  | 'ipv6-gateway'
  | 'public-address'
  | 'vpc-peering'
  | 'ecr'
  | 'gateway-load-balancer-endpoint';

/** A record of a flow log. Missing and unreadable values are absent, never 0. The account number is left out. */
export interface FlowLogRecord {
  /** The type of the flow log, recognised by its fields; `unknown` if the record has only fields that both types share. */
  readonly kind: 'vpc' | 'transit-router' | 'unknown';
  /** The version of the record format. */
  readonly version?: string;
  /** The start of the time that the record covers, in milliseconds since the epoch. */
  readonly from?: number;
  /** The end of the time that the record covers, in milliseconds since the epoch. */
  readonly to?: number;
  /** The source address, IPv4 or IPv6. */
  readonly srcaddr?: string;
  /** The source port, 0 to 65,535. */
  readonly srcport?: number;
  /** The destination address, IPv4 or IPv6. */
  readonly dstaddr?: string;
  /** The destination port, 0 to 65,535. */
  readonly dstport?: number;
  /** The IP protocol. */
  readonly protocol?: {
    /** The protocol number of IANA, such as 6. */
    readonly number: number;
    /** The name of a common protocol, such as `tcp`, `udp`, `icmp` or `esp`. Absent for others. */
    readonly name?: string;
  };
  /** Packets in the time that the record covers; in a row of a query, their sum. */
  readonly packets?: number;
  /** Bytes in the time that the record covers; in a row of a query, their sum. */
  readonly bytes?: number;
  /** In a VPC: into or out of the network interface. On a transit router: towards Alibaba Cloud or towards the peer. */
  readonly direction?: 'in' | 'out';
  /** In a VPC: the decision of security groups and network ACLs. */
  readonly action?: 'accept' | 'reject';
  /** The TCP flags seen, as a bit mask: 2 is SYN, 16 is ACK. */
  readonly tcpFlags?: number;
  /** `NODATA` for a time without traffic, `SKIPDATA` for a time whose records were dropped. */
  readonly status?: 'OK' | 'NODATA' | 'SKIPDATA' | (string & {});
  /** In a VPC: the path of the traffic, if the flow log records it. */
  readonly path?: RecordedPath;
  /** In a VPC: the type of traffic, such as `IPv4`. */
  readonly ipVersion?: string;
  /** The region of the flow log, such as `cn-hangzhou`. */
  readonly regionId?: string;
  /** In a VPC: the network interface, `eni-…`. */
  readonly eniId?: string;
  /** In a VPC: the ECS instance of the network interface, `i-…`. */
  readonly vmId?: string;
  /** In a VPC: the vSwitch, `vsw-…`. */
  readonly vswitchId?: string;
  /** In a VPC: the VPC, `vpc-…`. */
  readonly vpcId?: string;
  /** On a transit router: the CEN instance, `cen-…`. */
  readonly cenId?: string;
  /** On a transit router: the transit router, `tr-…`. */
  readonly transitRouterId?: string;
  /** On a transit router: the attachment, `tr-attach-…`. */
  readonly attachmentId?: string;
  /** On a transit router: the source region. */
  readonly srcRegionId?: string;
  /** On a transit router: the destination region. */
  readonly dstRegionId?: string;
}
