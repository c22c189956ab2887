import type { TunnelState, WatchSnapshot } from 'alicloud-vpn-monitor';
import { amount } from './amount.ts';
import { columns } from './columns.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Rates } from './rates.ts';
import { phaseText, roleText, stateText } from './state-text.ts';
import { utcTime } from './times.ts';

const HEADING = ['tunnel', 'state', 'phase', 'BGP', 'health', 'role', 'in', 'out', 'since at least'];
const DISPENSABLE = ['role', 'out', 'in', 'phase', 'health', 'since at least'];

/** How a table is set. */
export interface TableOptions {
  readonly paint: Palette;
  readonly width?: number | undefined;
  readonly rates?: Rates | undefined;
}

/** What a watch knows: a line for the connections, a row for each tunnel. */
export function watchTable({ asOf, connections, tunnels }: WatchSnapshot, { paint, width, rates }: TableOptions): string {
  const states = [...connections.values()].map(
    ({ connectionId, name, state }) => `${printable(name ?? connectionId)} ${stateText(state, paint)}`,
  );
  if (tunnels.size === 0) return `${paint('bold', utcTime(asOf))}  no IPsec connection`;
  const rows = [...tunnels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, tunnel]) => tunnelRow(key, tunnel, { paint, rates }));
  return `${paint('bold', utcTime(asOf))}  ${states.join(', ')}\n\n${columns(HEADING, rows, { width, dispensable: DISPENSABLE })}`;
}

function tunnelRow(key: string, { ipsec, phase, bgp, health, role, since }: TunnelState, { paint, rates }: TableOptions): string[] {
  const [inbound, outbound] = rateCells(key, rates);
  return [
    printable(key),
    stateText(ipsec, paint),
    phaseText(phase),
    stateText(bgp, paint),
    healthText(health, paint),
    printable(roleText(role)),
    inbound,
    outbound,
    utcTime(since),
  ];
}

/** Only single-tunnel connections have health checks. */
export function healthText(health: TunnelState['health'], paint: Palette): string {
  return health === 'unknown' ? '' : stateText(health, paint);
}

/** The traffic of a tunnel in both directions. */
export function rateCells(key: string, rates: Rates | undefined): [inbound: string, outbound: string] {
  const { inbound, outbound } = rates?.get(key) ?? {};
  const cell = (value: number | undefined): string => (value === undefined ? '' : amount(value, 'bit/s'));
  return [cell(inbound), cell(outbound)];
}
