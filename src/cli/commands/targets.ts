import type { FleetScope, VpnMonitor } from 'alicloud-vpn-monitor';
import type { Invocation } from '../arguments/index.ts';
import { checkedAsUsage } from '../usage-error.ts';

const COMMON = { names: true, per: 'tunnel' } as const;

/** What the options name: connections of gateways, and connections; everything in the region without any. @throws {@link UsageError} for what is no such id. */
export function targetsOf(monitor: VpnMonitor, { gateways, connections }: Pick<Invocation, 'gateways' | 'connections'>): FleetScope {
  return checkedAsUsage(() => {
    const fleets = [
      ...(gateways.length > 0 ? [monitor.fleet({ ...COMMON, gatewayIds: gateways })] : []),
      ...(connections.length > 0 ? [monitor.fleet({ ...COMMON, connectionIds: connections })] : []),
    ];
    const [first, ...others] = fleets;
    if (first === undefined) return monitor.fleet(COMMON);
    return others.length === 0 ? first : monitor.fleet(fleets);
  });
}
