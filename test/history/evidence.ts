import type { VpnSystemEvent } from '../../src/events/index.ts';
import type { MetricPoint, MetricResource } from '../../src/metrics/index.ts';
import { MINUTE } from '../watch/support/watched.ts';

const RESOURCES: Readonly<Record<string, MetricResource>> = Object.fromEntries(
  ['tun-a', 'tun-b', 'vco-1'].flatMap((id) =>
    ['state', 'bgpState'].map((quantity) => [
      `${id} ${quantity}`,
      { attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-1', ...(id.startsWith('tun') && { tunnelId: id }) } as const,
    ]),
  ),
);

/** A datapoint that says what a tunnel was in the minute up to a time. */
export function point(id: string, minute: number, value: number, quantity: 'state' | 'bgpState' = 'state'): MetricPoint {
  const metric = id.startsWith('tun') ? (quantity === 'state' ? 'tun.state' : 'tun.bgp_state') : 'vpn_connection.state';
  return {
    metric,
    quantity,
    unit: 'state',
    timestamp: minute * MINUTE,
    value,
    statistics: {},
    state: value === 1 ? 'up' : value === 0 ? 'down' : 'mixed',
    resource: RESOURCES[`${id} ${quantity}`]!,
    dimensions: {},
  };
}

export function event(
  name: string,
  resource: { readonly connectionId?: string; readonly tunnelId?: string },
  minute: number,
): VpnSystemEvent {
  return { id: `${name} ${minute}`, name, at: minute * MINUTE, resource, content: {} } as unknown as VpnSystemEvent;
}

export const tunnelEvent = (tunnel: string, to: 'down' | 'up', minute: number): VpnSystemEvent =>
  event(`ipsec_tunnel_nego_${to === 'up' ? 'success' : 'failed'}`, { connectionId: 'vco-1', tunnelId: tunnel }, minute);

/** The values of a series, a letter a minute from the first on: `u` up, `d` down, `m` half of each, `.` missing. */
export const pointsOf = (id: string, course: string, first = 1, quantity?: 'bgpState'): MetricPoint[] =>
  course.split('').flatMap((letter, index) => (letter === '.' ? [] : [point(id, first + index, { u: 1, d: 0 }[letter] ?? 0.5, quantity)]));
