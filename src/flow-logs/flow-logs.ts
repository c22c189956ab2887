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
 * Flow logs, which record the traffic of IPsec connections: VPC flow logs for VPN gateways, transit router flow logs for connections on them.
 *
 * It uses two APIs: VPC (such as `CreateFlowLog`) and CEN (such as `CreateFlowlog`, at `cbn.aliyuncs.com` or `endpoint.cbn`). Intervals are
 * in seconds for both. The records go to Simple Log Service, where you read them with a client of your choice: see `flowLogQuery()` of the
 * connection scopes, and `parseFlowLog()`.
 *
 * Operations reject with a `TypeError` or `RangeError` for an invalid value, before anything is sent, and otherwise with a `VpnMonitorError`:
 * `forbidden` with the missing permission, `not-found` for an id that the region does not have, `config` after the monitor was closed, or the
 * failure of the service or the network.
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
   * The flow logs of the region: first those of VPCs, then those of transit routers.
   *
   * Each iteration calls `DescribeFlowLogs` and `DescribeFlowlogs` again. If you lack the permission for one of them, or the CEN API cannot be
   * reached, the list contains the answer of the other and the logger gets a warning. To get the failure as an error, choose one
   * `trafficPath`.
   *
   * @throws `TypeError` or `RangeError` that names an invalid filter.
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
   * It starts to record without a further call. The service creates it in the background: `status` is `Activating` or `Creating` first, then
   * `Active`. Ids of the attachment that you leave out are looked up (`DescribeVpnConnections`, `ListTransitRouterVpnAttachments`).
   */
  create(flowLog: NewFlowLog, options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  create(flowLog: NewFlowLog, options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<CreatedFlowLog>;
  create(flowLog: NewFlowLog, options?: WriteOptions): Promise<CreatedFlowLog | readonly PlannedRequest[]>;
  async create(flowLog: NewFlowLog, options: WriteOptions = {}): Promise<CreatedFlowLog | readonly PlannedRequest[]> {
    const [given, chosen] = [copied(flowLog), copied(options)];
    return (await engine()).createFlowLog(this.#context, given, chosen);
  }

  /**
   * Makes a flow log record again, with `ActiveFlowLog`.
   *
   * @param flowLogId - `fl-…` or `flowlog-…`
   */
  activate(flowLogId: string, options: FlowLogChangeOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  activate(flowLogId: string, options?: FlowLogChangeOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  activate(flowLogId: string, options?: FlowLogChangeOptions): Promise<undefined | readonly PlannedRequest[]>;
  async activate(flowLogId: string, options: FlowLogChangeOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    return (await engine()).changeFlowLog(this.#context, 'activate', flowLogId, chosen);
  }

  /**
   * Stops a flow log from recording without deleting it, with `DeactiveFlowLog`.
   *
   * @param flowLogId - `fl-…` or `flowlog-…`
   */
  deactivate(flowLogId: string, options: FlowLogChangeOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  deactivate(flowLogId: string, options?: FlowLogChangeOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  deactivate(flowLogId: string, options?: FlowLogChangeOptions): Promise<undefined | readonly PlannedRequest[]>;
  async deactivate(flowLogId: string, options: FlowLogChangeOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    return (await engine()).changeFlowLog(this.#context, 'deactivate', flowLogId, chosen);
  }

  /**
   * Deletes a flow log but not its records, with `DeleteFlowLog`, or `DeleteFlowlog` of the CEN API.
   *
   * @param flowLogId - `fl-…` or `flowlog-…`
   */
  delete(flowLogId: string, options: FlowLogChangeOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  delete(flowLogId: string, options?: FlowLogChangeOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  delete(flowLogId: string, options?: FlowLogChangeOptions): Promise<undefined | readonly PlannedRequest[]>;
  async delete(flowLogId: string, options: FlowLogChangeOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    return (await engine()).changeFlowLog(this.#context, 'delete', flowLogId, chosen);
  }
}
