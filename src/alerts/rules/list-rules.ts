import { metricSpec } from '../../catalog/index.ts';
import { chunksOf } from '../../internal/chunks.ts';
import { finiteNumber, isRecord } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import type { ScopeContext } from '../../scopes/index.ts';
import { type ApiAnswer, type ApiRequest, missingList } from '../../transport/index.ts';
import { distinctRows, rowKey, type RowPage } from './distinct-rows.ts';
import { type ListedRule, readRule } from './read-rule.ts';
import type { AlertRule, AlertRuleFilter } from './rule-model.ts';

const ACTION = 'DescribeMetricRuleList';
const keyOfRule = (row: unknown): string => rowKey(row, 'RuleId');
/** Source: remarks of the operation. */
export const IDS_AT_ONCE = 20;

/** The rules that match, page by page. */
export async function* rulePages(
  context: ScopeContext,
  filter: AlertRuleFilter,
  signal: AbortSignal,
): AsyncGenerator<readonly AlertRule[], void, undefined> {
  for await (const page of listedRules(context, filter, signal)) yield page.map(({ rule }) => rule);
}

/** The same with what only this package may see. */
export async function* listedRules(
  context: ScopeContext,
  filter: AlertRuleFilter,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedRule[], void, undefined> {
  const params = await filterParams(context, filter, signal);
  const { ids } = filter;
  let unreadable = 0;
  for (const slice of ids === undefined ? [undefined] : chunksOf(ids, IDS_AT_ONCE)) {
    const asked = slice === undefined ? params : { ...params, RuleIds: slice.join(',') };
    for await (const rows of distinctRows((page, size) => pageOf(context, { ...asked, Page: page, PageSize: size }, signal), keyOfRule)) {
      const read = rows.map(readRule);
      unreadable += read.filter((one) => one === undefined).length;
      // The service may ignore what it does not know.
      yield read.filter((one) => one !== undefined && one !== 'foreign').filter(({ rule }) => matches(rule, filter));
    }
  }
  if (unreadable > 0) context.logger.warn('alert rules that have no id were left out', { count: unreadable });
}

async function filterParams(
  { metadata }: ScopeContext,
  { name, state, enabled, metric }: AlertRuleFilter,
  signal: AbortSignal,
): Promise<ApiRequest['params']> {
  const spec = metric === undefined ? undefined : metricSpec(metric);
  const described = spec && (await metadata.describe(signal))(spec);
  return {
    Namespace: NAMESPACE,
    ...(name !== undefined && { RuleName: name }),
    ...(state !== undefined && { AlertState: state }),
    ...(enabled !== undefined && { EnableState: enabled }),
    ...(described && { MetricName: described.wireName }),
  };
}

function matches(rule: AlertRule, { ids, state, enabled, metric }: AlertRuleFilter): boolean {
  const agrees = (said: unknown, wanted: unknown): boolean => wanted === undefined || said === undefined || said === wanted;
  const wantedMetric = metric === undefined ? undefined : metricSpec(metric)?.name;
  return (
    (ids?.includes(rule.id) ?? true) && agrees(rule.state, state) && agrees(rule.enabled, enabled) && agrees(rule.metric, wantedMetric)
  );
}

async function pageOf({ caller }: ScopeContext, params: ApiRequest['params'], signal: AbortSignal): Promise<RowPage<unknown>> {
  const answer = await caller.call({ product: 'cms', action: ACTION, params }, { signal });
  return { rows: rowsIn(answer, params['Page']), total: answer.body['Total'] };
}

/** An answer without a list is an empty one only where it counts nothing. */
function rowsIn({ body, requestId }: ApiAnswer, page: unknown): readonly unknown[] {
  const alarms = body['Alarms'];
  const rows = rowsUnder(alarms, ['Alarms', 'Alarm']);
  const isThere = typeof alarms === 'object' && alarms !== null;
  if (isThere || (rows ?? []).some(isRecord) || (finiteNumber(body['Total']) ?? 0) === 0 || page !== 1) return rows ?? [];
  throw missingList(ACTION, 'Alarms.Alarm', requestId);
}
