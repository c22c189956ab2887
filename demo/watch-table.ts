import { Quantity, type FleetScope, type TunnelState, type WatchSnapshot } from 'alicloud-vpn-monitor';
import { amount, clockTime, paint, stateText } from './format.ts';
import { table } from './table.ts';

/** Traffic by tunnel, the newest value of each direction. */
export type Rates = ReadonlyMap<string, { readonly inbound?: string; readonly outbound?: string }>;

const HEADER = ['tunnel', 'state', 'phase', 'BGP', 'health', 'role', 'in', 'out', 'since'];
const ROLES: Readonly<Record<string, string>> = { master: 'active', slave: 'standby' };

/** What a watch knows, a row for each tunnel. */
export function watchTable({ asOf, connections, tunnels }: WatchSnapshot, rates: Rates): string {
  const rows = [...tunnels].sort(([a], [b]) => a.localeCompare(b)).map(([key, tunnel]) => row(key, tunnel, rates));
  const states = [...connections.values()].map(({ connectionId, name, state }) => `${name ?? connectionId} ${state === 'degraded' ? paint('yellow', state) : stateText(state)}`);
  return `\n${paint('bold', clockTime(asOf))}  ${states.join(', ')}\n\n${table([HEADER, ...rows])}`;
}

function row(key: string, { ipsec, phase, bgp, health, role, since }: TunnelState, rates: Rates): string[] {
  const { inbound = '', outbound = '' } = rates.get(key) ?? {};
  const failed = phase === 'phase1' ? '1 failed' : phase === 'phase2' ? '2 failed' : '';
  return [key, stateText(ipsec), failed, stateText(bgp), health === 'unknown' ? '' : stateText(health), role === undefined ? '' : (ROLES[role] ?? role), inbound, outbound, clockTime(since)];
}

/** The newest traffic of every tunnel. A watch reads states only; rates take a query of their own. */
export async function readRates(fleet: FleetScope): Promise<Rates> {
  const rates = new Map<string, { inbound?: string; outbound?: string }>();
  for (const { quantity, resource, value, unit } of await fleet.metric(Quantity.InboundRate, Quantity.OutboundRate).latest()) {
    const key = resource.tunnelId ?? resource.connectionId;
    if (key === undefined) continue;
    rates.set(key, { ...rates.get(key), [quantity === Quantity.InboundRate ? 'inbound' : 'outbound']: amount(value, unit) });
  }
  return rates;
}
