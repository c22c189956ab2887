import { assertOpen, VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import { text } from '../internal/records.ts';
import {
  type ApiRequest,
  assertWriteOptions,
  type PlannedRequest,
  plannedRequest,
  sendWrite,
  type WriteOptions,
} from '../transport/index.ts';
import { assertNewFlowLog } from './check-new-flow-log.ts';
import { findAttachment, type WantedAttachment } from './find-attachment.ts';
import type { FlowLogContext } from './flow-log-context.ts';
import type { CreatedFlowLog, FlowLogResource, NewFlowLog, NewTransitRouterFlowLog, NewVpcFlowLog } from './models.ts';

const RESOURCE_TYPES = { vpc: 'VPC', vswitch: 'VSwitch', 'network-interface': 'NetworkInterface' } as const satisfies Record<
  FlowLogResource['kind'],
  string
>;
const TRAFFIC_TYPES = { all: 'All', allow: 'Allow', drop: 'Drop' } as const;

/** Creates a flow log, or says what would be sent. */
export async function createFlowLog(
  context: FlowLogContext,
  flowLog: NewFlowLog,
  options: WriteOptions,
): Promise<CreatedFlowLog | readonly PlannedRequest[]> {
  assertWriteOptions(options, 'flowLogs.create()');
  assertNewFlowLog(flowLog);
  assertOpen(context.closed);
  const request = plannedRequest(
    flowLog.trafficPath === 'vpn-gateway' ? vpcRequest(context, flowLog) : await transitRouterRequest(context, flowLog, options.signal),
  );
  if (options.dryRun) return Object.freeze([request]);
  const { body, requestId } = await sendWrite(context.caller, request, [options.signal, context.closed]);
  const flowLogId = text(body['FlowLogId'])?.trim();
  if (flowLogId !== undefined) return Object.freeze({ flowLogId });
  throw new VpnMonitorError(
    `${request.action} was answered without the id of the flow log, which may have been created: look for its name in flowLogs.list()`,
    { code: 'protocol', action: request.action, requestId },
  );
}

function vpcRequest({ regionId }: FlowLogContext, { resource, traffic = 'all', intervalSeconds, ...flowLog }: NewVpcFlowLog): ApiRequest {
  return {
    product: 'vpc',
    action: 'CreateFlowLog',
    params: {
      RegionId: regionId,
      ...commonParams(flowLog),
      ResourceType: RESOURCE_TYPES[resource.kind],
      ResourceId: resource.id,
      TrafficType: TRAFFIC_TYPES[traffic],
      TrafficPath: ['vpnGateway'],
      // In minutes, unlike CEN's.
      ...(intervalSeconds !== undefined && { AggregationInterval: intervalSeconds / 60 }),
    },
  };
}

async function transitRouterRequest(
  context: FlowLogContext,
  flowLog: NewTransitRouterFlowLog,
  signal: AbortSignal | undefined,
): Promise<ApiRequest> {
  const { attachmentId, cenId } = await attachmentOf(context, flowLog, signal);
  const { intervalSeconds } = flowLog;
  return {
    product: 'cbn',
    action: 'CreateFlowlog',
    params: {
      RegionId: context.regionId,
      ...commonParams(flowLog),
      CenId: cenId,
      TransitRouterAttachmentId: attachmentId,
      ...(intervalSeconds !== undefined && { Interval: intervalSeconds }),
    },
  };
}

function commonParams({
  name,
  description,
  project,
  logstore,
  tags = {},
}: Pick<NewFlowLog, 'name' | 'description' | 'project' | 'logstore' | 'tags'>): ApiRequest['params'] {
  const pairs = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    FlowLogName: name,
    ...(description !== undefined && { Description: description }),
    ProjectName: project,
    LogStoreName: logstore,
    ...(pairs.length > 0 && { Tag: pairs }),
  };
}

async function attachmentOf(
  context: FlowLogContext,
  flowLog: NewTransitRouterFlowLog,
  signal: AbortSignal | undefined,
): Promise<{ readonly attachmentId: string; readonly cenId: string }> {
  const { attachmentId, cenId } = flowLog;
  if (attachmentId !== undefined && cenId !== undefined) return { attachmentId, cenId };
  using linked = linkSignals(signal, context.closed);
  linked.signal.throwIfAborted();
  const wanted = attachmentId === undefined ? await onTransitRouter(context, flowLog.connectionId ?? '', linked.signal) : { attachmentId };
  const found = await findAttachment(context, wanted, linked.signal);
  const known = cenId ?? found?.cenId;
  if (found && known !== undefined) return { attachmentId: found.attachmentId, cenId: known };
  const what =
    'attachmentId' in wanted
      ? `no VPN attachment ${wanted.attachmentId}`
      : `no attachment of the connection ${wanted.connectionId} to ${wanted.transitRouterId}`;
  throw new VpnMonitorError(
    `The CEN API lists ${what} in the region ${context.regionId}. Check the id and the region, or give both cenId and attachmentId.`,
    {
      code: 'not-found',
      action: 'ListTransitRouterVpnAttachments',
    },
  );
}

async function onTransitRouter({ topology }: FlowLogContext, connectionId: string, signal: AbortSignal): Promise<WantedAttachment> {
  const { transitRouterId, gatewayId } = await topology.resolve(connectionId as `vco-${string}`, { signal });
  if (transitRouterId !== undefined) return { connectionId, transitRouterId };
  const way =
    gatewayId === undefined
      ? 'it is attached to nothing'
      : `it is attached to the VPN gateway ${gatewayId}, whose traffic a flow log with trafficPath 'vpn-gateway' records`;
  throw new VpnMonitorError(`The connection ${connectionId} is on no transit router: ${way}.`, { code: 'not-found' });
}
