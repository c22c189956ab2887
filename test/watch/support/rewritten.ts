import type { ApiRequest, ApiResponse, Transport } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../../support/direct-transport.ts';

/** A datapoint, an event or a connection, as it is on the wire. */
export type Row = Readonly<Record<string, unknown>>;

/** What a service sends otherwise than the simulator. A row that becomes `undefined` is left out. */
export interface Rewriting {
  /** A datapoint; `metric` is what it was asked for as. */
  readonly point?: (row: Row, metric: string) => Row | undefined;
  readonly event?: (row: Row) => Row | undefined;
  readonly connection?: (row: Row) => Row | undefined;
  /** The time the service gives its answers. Default: that of the simulator. `undefined` gives none. */
  readonly date?: (product: ApiRequest['product']) => number | undefined;
  /** How far the clock that stamps events is ahead of that of the answers. */
  readonly eventsAheadMs?: number;
  /** Throws to let a request fail before it is answered. */
  readonly refuse?: (request: ApiRequest) => void;
}

/** A simulator behind a transport that rewrites its answers. */
export function rewritten(cloud: Simulator, rewriting: Rewriting): Transport {
  const direct = directTransport(cloud);
  const { date = () => cloud.now(), refuse } = rewriting;
  return {
    async call(request, options) {
      refuse?.(request);
      const answer = await direct.call(requestOf(request, rewriting), options);
      const at = date(request.product);
      const { date: _, ...others } = answer.headers ?? {};
      const headers = at === undefined ? others : { ...others, date: new Date(at).toUTCString() };
      return { ...answer, headers, ...(answer.status === 200 && { body: bodyOf(request, answer, rewriting) }) };
    },
  };
}

function requestOf(request: ApiRequest, { eventsAheadMs = 0 }: Rewriting): ApiRequest {
  const { action, params } = request;
  if (action !== 'DescribeSystemEventAttribute' || eventsAheadMs === 0) return request;
  const moved = Object.fromEntries(
    ['StartTime', 'EndTime'].flatMap((key) => (params[key] === undefined ? [] : [[key, String(Number(params[key]) - eventsAheadMs)]])),
  );
  return { ...request, params: { ...params, ...moved } };
}

function bodyOf(
  { action, params }: ApiRequest,
  { body }: ApiResponse,
  { point, event, connection, eventsAheadMs = 0 }: Rewriting,
): ApiResponse['body'] {
  const isPoints = action === 'DescribeMetricLast' || action === 'DescribeMetricList';
  if (isPoints && point) return withRows(body, 'Datapoints', undefined, (row) => point(row, params['MetricName'] as string));
  if (action === 'DescribeSystemEventAttribute' && (event || eventsAheadMs !== 0)) {
    const change = event ?? ((row: Row) => row);
    return withRows(body, 'SystemEvents', 'SystemEvent', (row) => {
      const changed = change(row);
      return changed && { ...changed, Time: Number(changed['Time']) + eventsAheadMs };
    });
  }
  if (action === 'DescribeVpnConnections' && connection) return withRows(body, 'VpnConnections', 'VpnConnection', connection);
  return body;
}

function withRows(body: ApiResponse['body'], key: string, inner: string | undefined, change: (row: Row) => Row | undefined): object {
  const parsed = (typeof body === 'string' ? JSON.parse(body) : body) as Record<string, unknown>;
  const list = parsed[key];
  if (inner === undefined) {
    const rows = (typeof list === 'string' && list !== '' ? JSON.parse(list) : []) as Row[];
    return { ...parsed, [key]: JSON.stringify(rows.flatMap((row) => change(row) ?? [])) };
  }
  const rows = ((list as Record<string, unknown> | undefined)?.[inner] ?? []) as Row[];
  const left = rows.flatMap((row) => change(row) ?? []);
  const total = Number(parsed['TotalCount']);
  return { ...parsed, ...(Number.isFinite(total) && { TotalCount: total - (rows.length - left.length) }), [key]: { [inner]: left } };
}

/** A datapoint with each of its statistics at a value. */
export function pointAt(row: Row, value: number): Row {
  const statistics = ['Average', 'Minimum', 'Maximum', 'Value', 'Sum'].filter((name) => name in row);
  return { ...row, ...Object.fromEntries(statistics.map((name) => [name, value])) };
}

/** The tunnel that a datapoint is of, or the connection with a single one. */
export const tunnelOf = (row: Row): string => String(row['tunnelId'] ?? row['ipsecId'] ?? row['instanceId']);

/** A service of which each event of the simulator can be read so many milliseconds after its time. */
export function eventsAfter(cloud: Simulator, delayMs: (row: Row) => number): Pick<Rewriting, 'event'> {
  return { event: (row) => (cloud.now() - Number(row['Time']) >= delayMs(row) ? row : undefined) };
}
