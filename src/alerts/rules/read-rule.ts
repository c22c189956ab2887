import { resourceAmong } from '../../events/index.ts';
import { frozen } from '../../internal/frozen.ts';
import { finiteNumber, isRecord, tagPairs, text, truth } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import { metricNamed } from './metric-asked.ts';
import type { AlertRule, AlertRuleLevel, AlertRuleResource } from './rule-model.ts';
import { OPERATORS } from './wire-rule.ts';

/** A rule that the service lists, with what only this package may see. */
export interface ListedRule {
  readonly rule: AlertRule;
  /** As the service spells it. */
  readonly wireMetric: string | undefined;
  /** With its token. */
  readonly webhook: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** A row of DescribeMetricRuleList: `undefined` where it has no id, `'foreign'` where it is of another product. */
export function readRule(row: unknown): ListedRule | 'foreign' | undefined {
  const id = isRecord(row) ? text(row['RuleId']) : undefined;
  if (!isRecord(row) || id === undefined) return undefined;
  if ((text(row['Namespace']) ?? NAMESPACE) !== NAMESPACE) return 'foreign';
  const wireMetric = text(row['MetricName']);
  const webhook = text(row['Webhook']);
  const levels = isRecord(row['Escalations']) ? row['Escalations'] : {};
  const rule = frozen<AlertRule>({
    id,
    name: text(row['RuleName']),
    metric: wireMetric === undefined ? undefined : metricNamed(wireMetric),
    resources: resourcesIn(row['Resources']) ?? resourcesIn(row['Dimensions']),
    contactGroups: namesIn(row['ContactGroups']),
    critical: levelIn(levels['Critical']),
    warn: levelIn(levels['Warn']),
    info: levelIn(levels['Info']),
    periodSeconds: finiteNumber(row['Period']),
    silenceSeconds: finiteNumber(row['SilenceTime']),
    effective: text(row['EffectiveInterval']),
    enabled: truth(row['EnableState']),
    state: text(row['AlertState']),
    noData: text(row['NoDataPolicy']),
    labels: labelsIn(row['Labels']),
    webhook: webhook === undefined ? undefined : hostOf(webhook),
  });
  return { rule, wireMetric, webhook };
}

/** What may be shown of a webhook. */
export function hostOf(webhook: string): { readonly host?: string } {
  return Object.freeze(URL.canParse(webhook) ? { host: new URL(webhook).host } : {});
}

function levelIn(level: unknown): AlertRuleLevel | undefined {
  if (!isRecord(level)) return undefined;
  const operator = text(level['ComparisonOperator']);
  if (operator === undefined) return undefined;
  return frozen<AlertRuleLevel>({
    when: Object.entries(OPERATORS).find(([, name]) => name === operator)?.[0] ?? operator,
    threshold: finiteNumber(level['Threshold']),
    // Rules with several metrics write it with a dollar.
    statistic: text(level['Statistics'])?.replace(/^\$/, ''),
    times: finiteNumber(level['Times']),
  });
}

/** Resources are JSON text, which the documentation's own sample breaks. `[{}]`, which it shows for dimensions, names nothing. */
function resourcesIn(value: unknown): AlertRule['resources'] {
  const list = rowsUnder(value, []) ?? [];
  if (list.length === 0 || !list.every(isRecord)) return undefined;
  const entries = list.map(textsIn);
  if (entries.some((entry) => entry['resource'] === '_ALL')) return 'all';
  return entries.some((entry) => Object.keys(entry).length > 0) ? Object.freeze(entries.map(resourceOf)) : undefined;
}

/** Texts by name, without what is none. */
export function textsIn(row: Row): Readonly<Record<string, string>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(row).flatMap(([key, value]) => {
        const said = text(value);
        return said === undefined ? [] : [[key, said] as const];
      }),
    ),
  );
}

/** A resource by its dimensions. */
export function resourceOf(dimensions: Readonly<Record<string, string>>): AlertRuleResource {
  return Object.freeze({ ...resourceAmong(Object.values(dimensions)), dimensions });
}

function namesIn(value: unknown): readonly string[] {
  const list = rowsUnder(value, ['ContactGroups', 'ContactGroup']) ?? [];
  const names: readonly unknown[] = list.length === 1 && typeof list[0] === 'string' ? list[0].split(',') : list;
  return Object.freeze(names.flatMap((name) => text(name)?.trim() ?? []));
}

function labelsIn(value: unknown): Readonly<Record<string, string>> {
  return Object.freeze(Object.fromEntries(tagPairs(rowsUnder(value, ['Labels', 'Label']) ?? [])));
}
