/** How a packet was routed, as its record says it. */
export interface RecordedPath {
  /** The service's number, such as 9 for a VPN gateway. Absent for a name that has none here. */
  readonly code?: number;
  /** What it means: `vpn-gateway` and `transit-router` are the ways of IPsec connections. Absent for a number that is newer; as the service names it where the name is newer. */
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

/** One record of a flow log. What it does not say is absent, never 0; the account's number is left out. */
export interface FlowLogRecord {
  /** Which flow log it is of, by its fields; `unknown` where it has addresses and no field of one kind alone. */
  readonly kind: 'vpc' | 'transit-router' | 'unknown';
  /** The version of the format. */
  readonly version?: string;
  /** When the time that it covers began, in milliseconds since the epoch. */
  readonly from?: number;
  /** When the time that it covers ended, in milliseconds since the epoch. */
  readonly to?: number;
  readonly srcaddr?: string;
  readonly srcport?: number;
  readonly dstaddr?: string;
  readonly dstport?: number;
  /** The protocol's number at IANA, and its name where it is a common one: 6 `tcp`, 17 `udp`, 1 `icmp`, 50 `esp`. */
  readonly protocol?: { readonly number: number; readonly name?: string };
  readonly packets?: number;
  readonly bytes?: number;
  /** Of a VPC: into the network interface or out of it. Of a transit router: towards Alibaba Cloud or towards the peer. */
  readonly direction?: 'in' | 'out';
  /** Of a VPC: what security groups and network ACLs did with it. */
  readonly action?: 'accept' | 'reject';
  /** The TCP flags seen, as bits: 2 is SYN, 16 is ACK. */
  readonly tcpFlags?: number;
  /** `NODATA` for a time without traffic, `SKIPDATA` for one whose records were dropped. */
  readonly status?: 'OK' | 'NODATA' | 'SKIPDATA' | (string & {});
  /** Of a VPC: how it was routed, where the flow log records that. */
  readonly path?: RecordedPath;
  /** Of a VPC: the kind of traffic, such as `IPv4`. */
  readonly ipVersion?: string;
  readonly regionId?: string;
  readonly eniId?: string;
  readonly vmId?: string;
  readonly vswitchId?: string;
  readonly vpcId?: string;
  readonly cenId?: string;
  readonly transitRouterId?: string;
  /** Of a transit router: the attachment it passed, `tr-attach-…`. */
  readonly attachmentId?: string;
  /** Of a transit router: where it came from. */
  readonly srcRegionId?: string;
  /** Of a transit router: where it went. */
  readonly dstRegionId?: string;
}
