import type { ConnectionState, Gateway, TunnelState, WatchSnapshot } from 'alicloud-vpn-monitor';
import { columns } from './columns.ts';
import { printable } from './printable.ts';
import { phaseText, roleText, stateText } from './state-text.ts';
import { lasting, utcTime } from './times.ts';
import { healthText, rateCells, type TableOptions } from './watch-table.ts';

const HEADING = ['resource', 'name', 'state', 'phase', 'BGP', 'health', 'role', 'in', 'out', 'since at least', 'seen'];
const DISPENSABLE = ['seen', 'role', 'out', 'in', 'phase', 'name', 'health', 'since at least'];

/** What is known of each gateway or transit router, its connections and their tunnels, as a tree. */
export function stateTree(snapshot: WatchSnapshot, gateways: readonly Gateway[], { paint, width, rates }: TableOptions): string {
  const { asOf, tunnels } = snapshot;
  const rows: string[][] = [];
  for (const { id, connections } of placesOf(snapshot, gateways)) {
    rows.push(
      placeRow(
        id,
        gateways.find(({ gatewayId }) => gatewayId === id),
      ),
    );
    for (const connection of connections) {
      const own = connection.tunnels.map((key) => [key, tunnels.get(key)] as const);
      const single = own.length === 1 && own[0]?.[0] === connection.connectionId ? own[0][1] : undefined;
      rows.push(connectionRow(connection, single, { paint, rates }, asOf));
      if (!single) for (const [key, tunnel] of own) if (tunnel) rows.push(tunnelRow(key, tunnel, { paint, rates }, asOf));
    }
  }
  return columns(HEADING, rows, { width, dispensable: DISPENSABLE });
}

/** What connections are attached to, those without a connection included. */
function placesOf(
  { connections, tunnels }: WatchSnapshot,
  gateways: readonly Gateway[],
): { readonly id: string; readonly connections: ConnectionState[] }[] {
  const places = new Map<string, ConnectionState[]>(gateways.map(({ gatewayId }) => [gatewayId, []]));
  for (const connection of connections.values()) {
    const { gatewayId, transitRouterId, attachedTo } = tunnels.get(connection.tunnels[0] ?? '')?.resource ?? {};
    const id = gatewayId ?? transitRouterId ?? (attachedTo === 'transit-router' ? 'a transit router' : 'not attached');
    const others = places.get(id);
    if (others) others.push(connection);
    else places.set(id, [connection]);
  }
  return [...places].map(([id, list]) => ({ id, connections: list }));
}

function placeRow(id: string, gateway: Gateway | undefined): string[] {
  return [printable(id), printable(gateway?.name ?? ''), printable(gateway?.status ?? '')];
}

type Cells = Pick<TableOptions, 'paint' | 'rates'>;

function connectionRow(
  { connectionId, name = '', state, since, asOf }: ConnectionState,
  single: TunnelState | undefined,
  cells: Cells,
  now: number | undefined,
): string[] {
  const head = [`  ${printable(connectionId)}`, printable(name), stateText(state, cells.paint)];
  return single
    ? [...head, ...detailCells(connectionId, single, cells, now)]
    : [...head, '', '', '', '', '', '', utcTime(since), seen(asOf, now)];
}

function tunnelRow(key: string, tunnel: TunnelState, cells: Cells, now: number | undefined): string[] {
  return [`    ${printable(key)}`, '', stateText(tunnel.ipsec, cells.paint), ...detailCells(key, tunnel, cells, now)];
}

function detailCells(
  key: string,
  { phase, bgp, health, role, since, asOf }: TunnelState,
  { paint, rates }: Cells,
  now: number | undefined,
): string[] {
  return [
    phaseText(phase),
    stateText(bgp, paint),
    healthText(health, paint),
    printable(roleText(role)),
    ...rateCells(key, rates),
    utcTime(since),
    seen(asOf, now),
  ];
}

function seen(asOf: number | undefined, now: number | undefined): string {
  return asOf === undefined || now === undefined ? '' : `${lasting(now - asOf)} ago`;
}
