import { finiteNumber, isRecord, text } from '../../../internal/records.ts';
import { type AnsweredCall, isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, rowsOf, type RowsPlace, withRows } from './answer.ts';
import { param, type Question, questionKey } from './question.ts';

/** An operation that lists what there is. */
export interface ListOperation extends RowsPlace {
  /** Parameters that let fewer rows through, and the fields that they compare. */
  readonly narrowing?: Readonly<Record<string, string>>;
}

const place = (container: string, names: readonly string[], narrowing: Readonly<Record<string, string>> = {}): ListOperation => ({
  container,
  names,
  narrowing,
});

export const LIST_OPERATIONS: Readonly<Record<string, ListOperation>> = /* @__PURE__ */ ((): Readonly<Record<string, ListOperation>> => ({
  DescribeVpnGateways: place('VpnGateways', ['VpnGateway'], { VpnGatewayId: 'VpnGatewayId' }),
  DescribeVpnConnections: place('VpnConnections', ['VpnConnection'], {
    VpnGatewayId: 'VpnGatewayId',
    VpnConnectionId: 'VpnConnectionId',
    CustomerGatewayId: 'CustomerGatewayId',
  }),
  DescribeSslVpnClientCerts: place('SslVpnClientCertKeys', ['SslVpnClientCertKey']),
  DescribeSslVpnServers: place('SslVpnServers', ['SslVpnServer'], { VpnGatewayId: 'VpnGatewayId' }),
  DescribeSslVpnClients: place('ClientInfoList', []),
  DescribeVpnRouteEntries: place('VpnRouteEntries', ['VpnRouteEntry']),
  DescribeVcoRouteEntries: place('VcoRouteEntries', []),
  DescribeFlowLogs: place('FlowLogs', ['FlowLog']),
  DescribeFlowlogs: place('FlowLogs', ['FlowLog']),
  DescribeMetricMetaList: place('Resources', ['Resource']),
  DescribeMetricRuleList: place('Alarms', ['Alarms', 'Alarm'], {
    MetricName: 'MetricName',
    RuleIds: 'RuleId',
    AlertState: 'AlertState',
    EnableState: 'EnableState',
  }),
  DescribeContactGroupList: place('ContactGroups', ['ContactGroups', 'ContactGroup']),
  DescribeEventRuleList: place('EventRules', ['EventRules', 'EventRule']),
}))();

const PAGING = ['PageNumber', 'Page', 'PageSize'];

/** An answer from the pages of a list that was read to its end, whatever the size of its pages, and without some of its filters. */
export function listAnswer(asked: Question, calls: readonly RecordedCall[], operation: ListOperation): Answer | undefined {
  const { narrowing = {} } = operation;
  const names = Object.keys(narrowing);
  const base = questionKey(asked, [...PAGING, ...names]);
  const wider = calls
    .filter(isAnswered)
    .filter(
      (call) =>
        questionKey(call, [...PAGING, ...names]) === base &&
        names.every((name) => param(call, name) === undefined || param(call, name) === param(asked, name)),
    );
  const pages = wholeList(wider, operation);
  if (!pages) return undefined;
  const rows = pages
    .flatMap((page) => rowsOf(page, operation))
    .filter((row) => names.every((name) => agrees(param(asked, name), isRecord(row) ? row[narrowing[name] ?? name] : undefined)));
  const size = finiteNumber(asked.params['PageSize']) ?? rows.length;
  const first = ((finiteNumber(asked.params['PageNumber'] ?? asked.params['Page']) ?? 1) - 1) * size;
  const counted = {
    TotalCount: rows.length,
    Total: rows.length,
    PageNumber: asked.params['PageNumber'],
    PageSize: asked.params['PageSize'],
  };
  return withRows(pages, operation, rows.slice(first, first + size), counted);
}

/** The pages of one list, as each was read last, the narrowest first; `undefined` where none was read to its end. */
function wholeList(calls: readonly AnsweredCall[], operation: ListOperation): readonly AnsweredCall[] | undefined {
  const lists = new Map<string, Map<number, AnsweredCall>>();
  for (const call of calls) {
    const key = questionKey(call, ['PageNumber', 'Page']);
    const pages = lists.get(key) ?? new Map<number, AnsweredCall>();
    lists.set(key, pages);
    pages.set(finiteNumber(call.params['PageNumber'] ?? call.params['Page']) ?? 1, call);
  }
  return [...lists.values()]
    .map((pages) => [...pages].sort(([a], [b]) => a - b).map(([, call]) => call))
    .findLast((pages) => isWhole(pages, operation));
}

function isWhole(pages: readonly AnsweredCall[], operation: ListOperation): boolean {
  const numbers = pages.map((call) => finiteNumber(call.params['PageNumber'] ?? call.params['Page']) ?? 1);
  const last = pages.at(-1);
  if (!last || numbers.some((number, index) => number !== index + 1)) return false;
  const total = finiteNumber(last.answer.body['TotalCount'] ?? last.answer.body['Total']);
  const came = pages.reduce((sum, page) => sum + rowsOf(page, operation).length, 0);
  return total === undefined ? rowsOf(last, operation).length < (finiteNumber(last.params['PageSize']) ?? Infinity) : came >= total;
}

/** Whether a row is what a parameter asks for: one value, or one of several with commas. */
function agrees(wanted: string | undefined, said: unknown): boolean {
  return (
    wanted === undefined ||
    wanted
      .toLowerCase()
      .split(',')
      .includes((typeof said === 'boolean' ? String(said) : (text(said) ?? '')).toLowerCase())
  );
}
