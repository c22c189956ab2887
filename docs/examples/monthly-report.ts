import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ConnectionAvailability, type TunnelAvailability, VpnMonitor } from 'alicloud-vpn-monitor';

type Item = ConnectionAvailability | TunnelAvailability;

const { values: options } = parseArgs({
  options: {
    region: { type: 'string', default: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' },
    month: { type: 'string' },
    offset: { type: 'string', default: '+00:00' },
    folder: { type: 'string', default: '.' },
  },
});

/** How far the clocks of a zone such as `+08:00` are ahead of UTC, in milliseconds. */
function offsetMs(offset: string): number {
  const ahead = -Date.parse(`1970-01-01T00:00:00${offset}`);
  if (Number.isNaN(ahead))
    throw new RangeError(
      `--offset ${offset} must be like +08:00; write --offset=-05:00 where it is negative`,
    );
  return ahead;
}

/** The month before this one, as the clocks of the zone show it: `2026-10`. */
function lastMonth(ahead: number): string {
  const now = new Date(Date.now() + ahead);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7);
}

function monthRange(month: string, ahead: number): readonly [start: number, end: number] {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`--month ${month} must be like 2026-10`);
  const first = new Date(`${month}-01T00:00:00Z`);
  return [first.getTime() - ahead, Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1) - ahead];
}

type Cell = string | number | undefined;

/** A cell as RFC 4180 quotes it. Names are texts of other people: one that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value: Cell): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(value) ? `'${value}` : value;
  return /["\r\n,;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// The byte order mark says to Excel that names are in UTF-8.
const csv = (rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;

const minutes = (ms: number): number => Math.round(ms / 600) / 100;
const ID_COLUMNS = ['kind', 'gateway_id', 'gateway_name', 'connection_id', 'connection_name', 'tunnel_id'];

function idCells({ resource }: Item): readonly Cell[] {
  const { gatewayId, transitRouterId, gatewayName, connectionId, connectionName, tunnelId } = resource;
  return [
    tunnelId === undefined ? 'connection' : 'tunnel',
    gatewayId ?? transitRouterId,
    gatewayName,
    connectionId,
    connectionName,
    tunnelId,
  ];
}

function summary(items: readonly Item[]): string {
  const columns = [
    'availability',
    'up_minutes',
    'degraded_minutes',
    'down_minutes',
    'unknown_minutes',
    'outages',
    'longest_outage_minutes',
  ];
  const rows = items.map((item): readonly Cell[] => [
    ...idCells(item),
    item.ratio, // empty where nothing is known: that is not 0
    ...[item.upMs, item.degradedMs, item.downMs, item.unknownMs].map(minutes),
    item.outages.length,
    minutes(Math.max(0, ...item.outages.map(({ durationMs }) => durationMs))),
  ]);
  return csv([[...ID_COLUMNS, ...columns], ...rows]);
}

function outages(items: readonly Item[], ahead: number, offset: string): string {
  const time = (ms: number): string => new Date(ms + ahead).toISOString().slice(0, 19) + offset;
  const rows = items.flatMap((item) =>
    item.outages.map(({ from, to, durationMs, phase, startedBefore, endedUnknown }): readonly Cell[] => {
      const end = to === undefined ? 'goes on' : endedUnknown ? 'unknown' : 'recovered';
      return [
        ...idCells(item),
        time(from),
        to === undefined ? undefined : time(to),
        minutes(durationMs),
        phase,
        startedBefore ? 'yes' : 'no',
        end,
      ];
    }),
  );
  return csv([[...ID_COLUMNS, 'from', 'to', 'minutes', 'phase', 'began_before', 'end'], ...rows]);
}

const ahead = offsetMs(options.offset);
const month = options.month ?? lastMonth(ahead);
const [start, end] = monthRange(month, ahead);
if (end > Date.now()) console.error(`${month} is not over: the report ends now`);
// Before thousands of calls, not after them.
await mkdir(options.folder, { recursive: true });

await using monitor = new VpnMonitor({ regionId: options.region });
let tenths = 0;
const history = monitor
  .history(monitor.fleet({ names: true }))
  .between(start, end)
  .period(300) // points of 60 s are kept for 31 days: a month that is over is older
  .progress(({ fetched, planned }) => {
    const read = Math.floor((fetched / Math.max(planned, 1)) * 10);
    if (read > tenths) console.error(`${month}: ${read}0 % read`);
    tenths = Math.max(tenths, read);
  });
const availability = await history.availability();

// A single-tunnel connection is also the tunnel of its id, which knows the phase that failed: one row.
const items = [...new Map<string, Item>([...availability.connections, ...availability.tunnels]).values()];
await writeFile(join(options.folder, `vpn-${month}.csv`), summary(items));
await writeFile(join(options.folder, `vpn-${month}-outages.csv`), outages(items, ahead, options.offset));
console.log(`${month}: ${availability.connections.size} connections, ${availability.tunnels.size} tunnels`);
