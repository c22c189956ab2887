/** The fields that VPC flow logs and transit routers' flow logs share. */
export type CommonFlowLogField = 'srcaddr' | 'srcport' | 'dstaddr' | 'dstport' | 'protocol' | 'direction';

/** The fields of a VPC flow log that a query can group by. */
export type VpcFlowLogField =
  CommonFlowLogField | 'action' | 'eni-id' | 'vm-id' | 'vswitch-id' | 'vpc-id' | 'traffic_path' | 'tcp-flags' | 'type';

/** The fields of a transit router's flow log that a query can group by. */
export type TransitRouterFlowLogField = CommonFlowLogField | 'attachment-id' | 'cen-id' | 'src-region-id' | 'dst-region-id';

/** A field that a query can group by. */
export type FlowLogField = VpcFlowLogField | TransitRouterFlowLogField;

/** Which records a query reads. */
export type QueriedKind = 'vpc' | 'transit-router';

const COMMON = ['srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol', 'direction'] as const;

/** The fields of each kind of record. */
export const FIELDS: Readonly<Record<QueriedKind, readonly FlowLogField[]>> = {
  vpc: [...COMMON, 'action', 'eni-id', 'vm-id', 'vswitch-id', 'vpc-id', 'traffic_path', 'tcp-flags', 'type'] satisfies VpcFlowLogField[],
  'transit-router': [...COMMON, 'attachment-id', 'cen-id', 'src-region-id', 'dst-region-id'] satisfies TransitRouterFlowLogField[],
};
