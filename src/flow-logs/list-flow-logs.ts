import { VpnMonitorError } from '../errors.ts';
import { readList } from '../topology/index.ts';
import type { FlowLogContext } from './flow-log-context.ts';
import type { FlowLog, FlowLogPath } from './models.ts';
import { TRANSIT_ROUTER_FLOW_LOGS, VPC_FLOW_LOGS } from './read-flow-log.ts';

const OPERATIONS = { 'vpn-gateway': VPC_FLOW_LOGS, 'transit-router': TRANSIT_ROUTER_FLOW_LOGS } as const;

/** The flow logs of the region, or those of one path. */
export async function listFlowLogs(
  context: FlowLogContext,
  trafficPath: FlowLogPath | undefined,
  signal: AbortSignal,
): Promise<readonly FlowLog[]> {
  const read = async (path: FlowLogPath): Promise<readonly FlowLog[]> =>
    (await readList(OPERATIONS[path], {}, { ...context, closed: signal })).value;
  if (trafficPath !== undefined) return (await read(trafficPath)).filter((one) => one.trafficPath === trafficPath);
  const [vpc, transitRouter] = await Promise.allSettled([read('vpn-gateway'), read('transit-router')]);
  signal.throwIfAborted();
  if (vpc.status === 'rejected' && (transitRouter.status === 'rejected' || !isForbidden(vpc.reason))) throw vpc.reason;
  return [...partOf(vpc, 'VPCs', context), ...partOf(transitRouter, 'transit routers', context)];
}

// An account without CEN, or a network that lets nothing through to it, still has its VPC flow logs. What else keeps those of VPCs from being read may pass.
function partOf(outcome: PromiseSettledResult<readonly FlowLog[]>, what: string, { logger }: FlowLogContext): readonly FlowLog[] {
  if (outcome.status === 'fulfilled') return outcome.value;
  logger.warn(
    `the flow logs of ${what} could not be listed, so the list lacks them: give flowLogs.list() the other trafficPath where you have none of these`,
    { error: outcome.reason },
  );
  return [];
}

function isForbidden(error: unknown): boolean {
  return VpnMonitorError.isInstance(error) && error.code === 'forbidden';
}
