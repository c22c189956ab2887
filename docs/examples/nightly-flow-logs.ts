import { parseFlowLog, type VpnMonitor } from 'alicloud-vpn-monitor';

/** What your client of Simple Log Service must do: run a query, and give its rows. Repeat it while the answer's `progress` is `Incomplete`. */
export type RunQuery = (request: {
  readonly project: string;
  readonly logstore: string;
  readonly query: string;
  readonly from: number;
  readonly to: number;
}) => Promise<readonly unknown[]>;

/** Prints what used each connection most in the last day, from every Logstore whose flow log may record it. */
export async function nightly(monitor: VpnMonitor, runQuery: RunQuery): Promise<void> {
  const flowLogs = (await monitor.flowLogs.list().toArray()).filter(({ active }) => active);
  for await (const { connectionId, attachedTo } of monitor.topology.connections()) {
    if (attachedTo === undefined) continue;
    const { query, from, to, note } = await monitor
      .connection(connectionId)
      .flowLogQuery({ last: '1d', by: ['srcaddr', 'dstaddr', 'dstport', 'protocol'], top: 5 });
    console.log(`${connectionId}${note === undefined ? '' : ` (${note})`}`);
    const stores = new Map<string, { readonly project: string; readonly logstore: string }>();
    for (const { trafficPath, project = '', logstore = '' } of flowLogs)
      if (trafficPath === attachedTo) stores.set(`${project}/${logstore}`, { project, logstore });
    if (stores.size === 0) console.log('  no flow log records it');
    for (const store of stores.values()) {
      for (const row of await runQuery({ ...store, query, from, to })) {
        const flow = parseFlowLog(row);
        if (flow?.bytes !== undefined)
          console.log(
            `  ${flow.srcaddr} → ${flow.dstaddr}:${flow.dstport ?? '-'} ${flow.protocol?.name ?? ''} ${(flow.bytes / 1e6).toFixed(1)} MB`,
          );
      }
    }
  }
}
