import { answerPage } from '../flow-logs/answer-page.ts';
import { checkNewFlowLog, oneOf, tagsIn } from '../flow-logs/check-params.ts';
import { flowLogsOf, statusAt, type StoredFlowLog } from '../flow-logs/store.ts';
import type { Operation } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { indexed, type Params, required } from '../service/params.ts';
import { isWanted, tagList } from './listing.ts';

const TRAFFIC_TYPES = ['All', 'Allow', 'Drop'];
const RESOURCE_PREFIXES: Readonly<Record<string, string>> = { VPC: 'vpc-', VSwitch: 'vsw-', NetworkInterface: 'eni-' };
const PATHS = [
  'all',
  'internetGateway',
  'natGateway',
  'vpnGateway',
  'transitRouter',
  'gatewayEndpoint',
  'vbr',
  'ecr',
  'ipv4Gateway',
  'gatewayLoadBalancerEndpoint',
];

/** Starts to record what a VPC, a vSwitch or a network interface sends and gets. */
export const createFlowLog: Operation = (params, service, requestId) => {
  const type = oneOf(params, 'ResourceType', Object.keys(RESOURCE_PREFIXES));
  const resource = required(params, 'ResourceId');
  if (!resource.startsWith(RESOURCE_PREFIXES[type] ?? ''))
    throw new Fault(404, 'InvalidResourceId.NotFound', 'The specified resource does not exist.');
  const traffic = oneOf(params, 'TrafficType', TRAFFIC_TYPES);
  const interval = oneOf(params, 'AggregationInterval', ['1', '5', '10'], '10');
  const paths = indexed(params, 'TrafficPath');
  for (const path of paths)
    if (!PATHS.includes(path)) throw new Fault(400, 'InvalidTrafficPath', `The specified TrafficPath ${path} is invalid.`);
  checkNewFlowLog(params);
  const store = flowLogsOf(service).vpc;
  const isTaken = ({ given }: StoredFlowLog): boolean =>
    given['ResourceId'] === resource && given['TrafficType'] === traffic && given['LogStoreName'] === params['LogStoreName'];
  if (store.all(service.now()).some(isTaken))
    throw new Fault(400, 'ResourceAlreadyExist.FlowLog', 'A flow log of the resource already exists.');
  const id = store.add({ given: { ...params, AggregationInterval: interval }, tags: tagsIn(params), paths }, service, 'Activating');
  return JSON.stringify({ RequestId: requestId, FlowLogId: id, ResourceGroupId: 'rg-simulated', Success: 'true' });
};

/** The flow logs of the region. Numbers are texts, except the interval, which is in minutes. */
export const describeFlowLogs: Operation = (params, service, requestId) => {
  const now = service.now();
  const wanted = flowLogsOf(service)
    .vpc.all(now)
    .filter(
      (one) =>
        isWanted(params, 'FlowLogId', one.id) &&
        isWanted(params, 'Status', statusAt(one, now)) &&
        ['FlowLogName', 'ResourceId', 'ResourceType', 'TrafficType', 'ProjectName', 'LogStoreName', 'Description'].every((name) =>
          isWanted(params, name, one.given[name]),
        ),
    );
  return answerPage(params, requestId, wanted, (one) => rowOf(one, service.regionId, now));
};

function rowOf(log: StoredFlowLog, regionId: string, now: number): Record<string, unknown> {
  const { given } = log;
  return {
    FlowLogId: log.id,
    FlowLogName: given['FlowLogName'] ?? '',
    Description: given['Description'] ?? '',
    RegionId: regionId,
    ResourceType: given['ResourceType'],
    ResourceId: given['ResourceId'],
    TrafficType: given['TrafficType'],
    TrafficPath: { TrafficPathList: log.paths },
    ProjectName: given['ProjectName'],
    LogStoreName: given['LogStoreName'],
    AggregationInterval: Number(given['AggregationInterval']),
    Status: statusAt(log, now),
    BusinessStatus: 'Normal',
    ServiceType: 'sls',
    IpVersion: 'IPv4',
    FlowLogDeliverStatus: 'SUCCESS',
    FlowLogDeliverErrorMessage: '',
    CreationTime: new Date(log.since).toISOString().replace(/\.\d+Z$/, 'Z'),
    ResourceGroupId: 'rg-simulated',
    Tags: { Tag: tagList(log.tags) },
  };
}

const changed =
  (working: string, then: string | undefined): Operation =>
  (params: Params, service, requestId) => {
    flowLogsOf(service).vpc.change(required(params, 'FlowLogId'), then, working, service.now());
    return JSON.stringify({ RequestId: requestId, Success: 'true' });
  };

/** Lets a flow log record. */
export const activeFlowLog: Operation = changed('Activating', 'Active');

/** Stops a flow log from recording. */
export const deactiveFlowLog: Operation = changed('Inactive', 'Inactive');

/** Deletes a flow log, which is gone after a while. */
export const deleteFlowLog: Operation = changed('Deleting', undefined);
