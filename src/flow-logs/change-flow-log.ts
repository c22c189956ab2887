import { assertOpen, reworded, VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import { assertChoice, assertId } from '../internal/check-values.ts';
import { keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { readList } from '../topology/index.ts';
import { assertWriteOptions, type PlannedRequest, plannedRequest, sendWrite } from '../transport/index.ts';
import type { FlowLogContext } from './flow-log-context.ts';
import type { FlowLogChangeOptions, FlowLogPath } from './models.ts';
import { TRANSIT_ROUTER_FLOW_LOGS } from './read-flow-log.ts';

const KEYS = keysOf<FlowLogChangeOptions>({ dryRun: true, signal: true, trafficPath: true, cenId: true });

// Each as its API spells it.
const ACTIONS = {
  activate: { 'vpn-gateway': 'ActiveFlowLog', 'transit-router': 'ActiveFlowLog' },
  deactivate: { 'vpn-gateway': 'DeactiveFlowLog', 'transit-router': 'DeactiveFlowLog' },
  delete: { 'vpn-gateway': 'DeleteFlowLog', 'transit-router': 'DeleteFlowlog' },
} as const satisfies Record<string, Record<FlowLogPath, string>>;

/** Activates, deactivates or deletes a flow log, or says what would be sent. */
export async function changeFlowLog(
  context: FlowLogContext,
  change: keyof typeof ACTIONS,
  flowLogId: string,
  options: FlowLogChangeOptions,
): Promise<undefined | readonly PlannedRequest[]> {
  const taker = `flowLogs.${change}()`;
  assertChangeOptions(options, taker);
  const path = pathOf(flowLogId, options.trafficPath, taker);
  assertOpen(context.closed);
  const action = ACTIONS[change][path];
  const params = { RegionId: context.regionId, FlowLogId: flowLogId };
  const request =
    path === 'vpn-gateway'
      ? plannedRequest({ product: 'vpc', action, params })
      : plannedRequest({
          product: 'cbn',
          action,
          params: { ...params, CenId: options.cenId ?? (await cenIdOf(context, flowLogId, options.signal)) },
        });
  if (options.dryRun) return Object.freeze([request]);
  try {
    await sendWrite(context.caller, request, [options.signal, context.closed]);
  } catch (error) {
    throw isNotFound(error) ? noFlowLog(context, flowLogId, action, error) : isBusy(error) ? busyFlowLog(flowLogId, error) : error;
  }
  return undefined;
}

function assertChangeOptions(options: FlowLogChangeOptions, taker: string): void {
  assertWriteOptions(options, taker, KEYS);
  assertChoice('trafficPath', options.trafficPath, ['vpn-gateway', 'transit-router']);
  assertId('cenId', options.cenId, 'cen-');
}

/** Which API has a flow log: what the caller says, else what its id says. */
function pathOf(flowLogId: unknown, given: FlowLogPath | undefined, taker: string): FlowLogPath {
  const id = typeof flowLogId === 'string' && /^\S+$/.test(flowLogId) ? flowLogId : '';
  const known = given ?? (id.startsWith('fl-') ? 'vpn-gateway' : id.startsWith('flowlog-') ? 'transit-router' : undefined);
  if (id !== '' && known !== undefined) return known;
  throw new TypeError(
    `${taker} takes the id of a flow log (fl-… of a VPC, flowlog-… of a transit router), but was given ${shown(flowLogId)}`,
  );
}

/** The CEN API wants to know the instance as well. */
async function cenIdOf(context: FlowLogContext, flowLogId: string, signal: AbortSignal | undefined): Promise<string> {
  using linked = linkSignals(signal, context.closed);
  linked.signal.throwIfAborted();
  const { value } = await readList(TRANSIT_ROUTER_FLOW_LOGS, { FlowLogId: flowLogId }, { ...context, closed: linked.signal }).catch(
    (error: unknown) => {
      throw isNotFound(error) ? noFlowLog(context, flowLogId, TRANSIT_ROUTER_FLOW_LOGS.action, error) : error;
    },
  );
  const cenId = value.find((one) => one.flowLogId === flowLogId)?.cenId;
  if (cenId === undefined) throw noFlowLog(context, flowLogId, TRANSIT_ROUTER_FLOW_LOGS.action);
  return cenId;
}

function isNotFound(error: unknown): error is VpnMonitorError {
  // A region that does not exist is refused the same way, and says so itself.
  return VpnMonitorError.isInstance(error) && error.code === 'not-found' && !/region/i.test(error.vendorCode ?? '');
}

function noFlowLog({ regionId }: FlowLogContext, flowLogId: string, action: string, said?: VpnMonitorError): VpnMonitorError {
  return new VpnMonitorError(
    `There is no flow log ${flowLogId} in the region ${regionId} (${action}). flowLogs.list() has those there are; a flow log lives in one region, and vpc and transit-router flow logs are apart.`,
    {
      code: 'not-found',
      action,
      vendorCode: said?.vendorCode,
      requestId: said?.requestId,
      status: said?.status,
      cause: said,
    },
  );
}

function isBusy(error: unknown): error is VpnMonitorError {
  return VpnMonitorError.isInstance(error) && error.code === 'server' && /^(Incorrect|Invalid)\w*Status/i.test(error.vendorCode ?? '');
}

// The service works on it in the background: nothing but time helps.
function busyFlowLog(flowLogId: string, said: VpnMonitorError): VpnMonitorError {
  return reworded(
    said,
    `${said.message} The flow log ${flowLogId} is being changed: wait until its status is Active (or Inactive, where it was deactivated), as flowLogs.list() shows it, and try again.`,
  );
}
