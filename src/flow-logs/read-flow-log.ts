import { frozen } from '../internal/frozen.ts';
import { listIn } from '../internal/list-in.ts';
import { finiteNumber, isRecord, tagPairs, text } from '../internal/records.ts';
import { spelled } from '../internal/spelling.ts';
import type { ListOperation, ReadRow } from '../topology/index.ts';
import { withoutSecrets } from '../transport/index.ts';
import type { FlowLog } from './models.ts';

type Row = Readonly<Record<string, unknown>>;

const RESOURCES: Readonly<Record<string, string>> = { vpc: 'vpc', vswitch: 'vswitch', networkinterface: 'network-interface' };
const TRAFFIC = ['all', 'allow', 'drop'];

/** A row of `DescribeFlowLogs`, of the VPC API. */
export const readVpcFlowLog: ReadRow<FlowLog> = (row, { skip }) => {
  const common = isRecord(row) ? commonFields(row) : undefined;
  if (!isRecord(row) || !common) {
    skip();
    return undefined;
  }
  const minutes = finiteNumber(row['AggregationInterval']);
  const paths = pathsOf(row['TrafficPath']);
  return frozen<FlowLog>({
    ...common,
    kind: 'vpc',
    trafficPath: paths.length === 0 || paths.some((path) => /^(all|vpnGateway)$/i.test(path)) ? 'vpn-gateway' : undefined,
    trafficPaths: paths.length === 0 ? undefined : Object.freeze(paths),
    deliveryStatus: text(row['FlowLogDeliverStatus']),
    deliveryError: errorOf(row['FlowLogDeliverErrorMessage']),
    traffic: spelled(text(row['TrafficType']), TRAFFIC),
    intervalSeconds: minutes === undefined ? undefined : minutes * 60,
    resource: resourceOf(row),
    cenId: undefined,
    transitRouterId: undefined,
    attachmentId: undefined,
  });
};

/** A row of `DescribeFlowlogs`, of the CEN API. */
export const readTransitRouterFlowLog: ReadRow<FlowLog> = (row, { skip }) => {
  const common = isRecord(row) ? commonFields(row) : undefined;
  if (!isRecord(row) || !common) {
    skip();
    return undefined;
  }
  return frozen<FlowLog>({
    ...common,
    kind: 'transit-router',
    trafficPath: 'transit-router',
    trafficPaths: undefined,
    deliveryStatus: undefined,
    deliveryError: undefined,
    traffic: undefined,
    intervalSeconds: finiteNumber(row['Interval']),
    resource: undefined,
    cenId: text(row['CenId']),
    transitRouterId: text(row['TransitRouterId']),
    attachmentId: text(row['TransitRouterAttachmentId']),
  });
};

const list = { container: 'FlowLogs', item: 'FlowLog', mayBeRow: true, idOf: (one: FlowLog) => one.flowLogId };

/** How the flow logs of VPCs are listed. */
export const VPC_FLOW_LOGS: ListOperation<FlowLog> = { ...list, action: 'DescribeFlowLogs', reader: () => Promise.resolve(readVpcFlowLog) };

/** How the flow logs of transit routers are listed. The spelling is the API's. */
export const TRANSIT_ROUTER_FLOW_LOGS: ListOperation<FlowLog> = {
  ...list,
  product: 'cbn',
  action: 'DescribeFlowlogs',
  reader: () => Promise.resolve(readTransitRouterFlowLog),
};

function commonFields(row: Row) {
  const flowLogId = text(row['FlowLogId'])?.trim();
  if (flowLogId === undefined) return undefined;
  const status = text(row['Status']);
  return {
    flowLogId,
    name: text(row['FlowLogName']),
    description: text(row['Description']),
    status,
    active: /^active$/i.test(status?.trim() ?? ''),
    regionId: text(row['RegionId']),
    project: text(row['ProjectName']),
    logstore: text(row['LogStoreName']),
    createdAt: timeOf(row['CreationTime']),
    tags: tagsOf(row['Tags'] ?? row['Tag']),
  };
}

function timeOf(value: unknown): number | undefined {
  const ms = finiteNumber(value) ?? Date.parse(text(value) ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function tagsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.freeze(Object.fromEntries(tagPairs(listIn(value, 'Tag') ?? [])));
}

function pathsOf(value: unknown): string[] {
  const named = text(value);
  const paths = named === undefined ? listIn(value, 'TrafficPathList') : named.split(',');
  return (paths ?? []).flatMap((path) => text(path)?.trim() ?? []);
}

// The service says SUCCESS there too where nothing failed.
function errorOf(value: unknown): string | undefined {
  const said = text(value);
  return said === undefined || /^success$/i.test(said.trim()) ? undefined : withoutSecrets(said);
}

function resourceOf(row: Row): FlowLog['resource'] {
  const id = text(row['ResourceId']);
  const kind = text(row['ResourceType']);
  return id === undefined || kind === undefined ? undefined : Object.freeze({ kind: RESOURCES[kind.toLowerCase()] ?? kind, id });
}
