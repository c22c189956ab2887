import { assertSignal } from '../internal/abort.ts';
import { assertChoice } from '../internal/check-values.ts';
import { copied } from '../internal/copied.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { once } from '../internal/once.ts';
import { type Listing, wholeListing } from '../topology/index.ts';
import type { PlannedRequest, WriteOptions } from '../transport/index.ts';
import type { FlowLogContext } from './flow-log-context.ts';
import type { CreatedFlowLog, FlowLog, FlowLogChangeOptions, FlowLogFilter, NewFlowLog } from './models.ts';

// Who sets up no flow logs has no use for the rest.
const engine = /* @__PURE__ */ once(() => import('./engine.ts'));

const FILTER_KEYS = /* @__PURE__ */ keysOf<FlowLogFilter>({ trafficPath: true, signal: true });

/**
 * The flow logs that record the traffic of IPsec connections: those of VPCs for VPN gateways, those of transit routers for connections on them.
 *
 * Two APIs stand behind it: VPC (`CreateFlowLog` and its like) and CEN (`CreateFlowlog` and its like, at `cbn.aliyuncs.com` or `endpoint.cbn`). Intervals are seconds
 * for both. The records go to Simple Log Service, where you read them with a client of your own: see `flowLogQuery()` of the connection scopes, and `parseFlowLog()`.
 *
 * Operations reject with a `TypeError` or `RangeError` before anything is sent, for what cannot be meant, and with a `VpnMonitorError`: `forbidden` with the
 * permission that is missing, `not-found` for an id that the region does not have, `config` once the monitor is closed, and otherwise what the service or the network failed with.
 *
 * @example
 * ```ts
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function recordGateway(monitor: VpnMonitor, vpcId: string): Promise<string> {
 *   for await (const flowLog of monitor.flowLogs.list({ trafficPath: 'vpn-gateway' })) {
 *     if (flowLog.resource?.id === vpcId) return flowLog.flowLogId;
 *   }
 *   const { flowLogId } = await monitor.flowLogs.create({
 *     name: 'vpn-traffic',
 *     trafficPath: 'vpn-gateway',
 *     resource: { kind: 'vpc', id: vpcId },
 *     project: 'network-logs',
 *     logstore: 'vpn-flow-log',
 *     intervalSeconds: 60,
 *   });
 *   return flowLogId;
 * }
 * ```
 */
export class FlowLogs {
  readonly #context: FlowLogContext;

  /** @internal */
  constructor(context: FlowLogContext) {
    this.#context = context;
  }

  /**
   * The flow logs of the region, those of VPCs before those of transit routers.
   *
   * Each iteration asks anew (`DescribeFlowLogs`, `DescribeFlowlogs`). Where one of the two may not be read, or the CEN API cannot be reached, the list has what the other said and the
   * monitor's logger gets a warning. Ask for one `trafficPath` alone to have its failure as an error.
   *
   * @throws `TypeError` or `RangeError` naming a filter that cannot be used.
   */
  list(filter: FlowLogFilter = {}): Listing<FlowLog> {
    assertOptions(filter, FILTER_KEYS, 'flowLogs.list()');
    const { trafficPath, signal } = filter;
    assertChoice('trafficPath', trafficPath, ['vpn-gateway', 'transit-router']);
    if (signal !== undefined) assertSignal(signal);
    const context = this.#context;
    return wholeListing(async (within) => (await engine()).listFlowLogs(context, trafficPath, within), signal, context.closed);
  }

  /**
   * Creates a flow log: `CreateFlowLog` of the VPC API for `vpn-gateway`, `CreateFlowlog` of the CEN API for `transit-router`.
   *
   * It begins to record by itself. The service works on it in the background: its `status` is `Activating` or `Creating` first, then `Active`.
   * What of the attachment you leave out is looked up (`DescribeVpnConnections`, `ListTransitRouterVpnAttachments`).
   */
  create(flowLog: NewFlowLog, options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  create(flowLog: NewFlowLog, options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<CreatedFlowLog>;
  create(flowLog: NewFlowLog, options?: WriteOptions): Promise<CreatedFlowLog | readonly PlannedRequest[]>;
  async create(flowLog: NewFlowLog, options: WriteOptions = {}): Promise<CreatedFlowLog | readonly PlannedRequest[]> {
    const [given, chosen] = [copied(flowLog), copied(options)];
    return (await engine()).createFlowLog(this.#context, given, chosen);
  }

  /** Lets a flow log record again: `ActiveFlowLog`. @param flowLogId - `fl-…` or `flowlog-…` */
  activate(flowLogId: string, options: FlowLogChangeOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  activate(flowLogId: string, options?: FlowLogChangeOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  activate(flowLogId: string, options?: FlowLogChangeOptions): Promise<undefined | readonly PlannedRequest[]>;
  async activate(flowLogId: string, options: FlowLogChangeOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    return (await engine()).changeFlowLog(this.#context, 'activate', flowLogId, chosen);
  }

  /** Stops a flow log from recording, and keeps it: `DeactiveFlowLog`. @param flowLogId - `fl-…` or `flowlog-…` */
  deactivate(flowLogId: string, options: FlowLogChangeOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  deactivate(flowLogId: string, options?: FlowLogChangeOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  deactivate(flowLogId: string, options?: FlowLogChangeOptions): Promise<undefined | readonly PlannedRequest[]>;
  async deactivate(flowLogId: string, options: FlowLogChangeOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    return (await engine()).changeFlowLog(this.#context, 'deactivate', flowLogId, chosen);
  }

  /** Deletes a flow log, not what it recorded: `DeleteFlowLog`, or `DeleteFlowlog` of the CEN API. @param flowLogId - `fl-…` or `flowlog-…` */
  delete(flowLogId: string, options: FlowLogChangeOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  delete(flowLogId: string, options?: FlowLogChangeOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  delete(flowLogId: string, options?: FlowLogChangeOptions): Promise<undefined | readonly PlannedRequest[]>;
  async delete(flowLogId: string, options: FlowLogChangeOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    return (await engine()).changeFlowLog(this.#context, 'delete', flowLogId, chosen);
  }
}
