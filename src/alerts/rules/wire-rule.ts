import { NAMESPACE } from '../../metadata/index.ts';
import type { ApiRequest } from '../../transport/index.ts';
import type { AlertComparison, AlertLevel } from './input.ts';
import { LEVELS } from './levels.ts';

/** The resources of a rule as they are sent. */
export type WireResources = 'all' | readonly Readonly<Record<string, string>>[];

export interface WireLevel {
  readonly statistic: string;
  readonly when: AlertComparison;
  readonly threshold: number;
  readonly times: number;
}

/** A rule on one metric, resolved: all that it takes to send it. What the caller left out is absent. */
export interface WireRule extends Readonly<Partial<Record<AlertLevel, WireLevel>>> {
  readonly id: string;
  readonly name: string;
  /** As the service spells it. */
  readonly metric: string;
  readonly resources: WireResources;
  readonly contactGroups: readonly string[];
  readonly periodSeconds: number | undefined;
  /** What the service takes where no period is sent. */
  readonly ownPeriodSeconds: number;
  readonly silenceSeconds: number | undefined;
  readonly effective: string | undefined;
  readonly noData: string | undefined;
  readonly webhook: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly enabled: boolean | undefined;
}

/** Source: remarks of PutResourceMetricRule, and of the console for the time of day. */
export const DEFAULTS = { silenceSeconds: 86_400, effective: '00:00-23:59', noData: 'KEEP_LAST_STATE' } as const;

/** What is sent although the caller left it out, since something else is there. */
export type Cleared = 'periodSeconds' | 'silenceSeconds' | 'effective' | 'noData' | 'webhook' | 'labels';

export const OPERATORS: Readonly<Record<AlertComparison, string>> = {
  '>=': 'GreaterThanOrEqualToThreshold',
  '>': 'GreaterThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '==': 'EqualToThreshold',
  '!=': 'NotEqualToThreshold',
};

const LEVEL_NAMES = { critical: 'Critical', warn: 'Warn', info: 'Info' } as const satisfies Record<AlertLevel, string>;

/** The parameters of a rule by wire name, as PutResourceMetricRule takes them, and each item of PutResourceMetricRules. */
export function ruleParams(rule: WireRule, cleared: ReadonlySet<string> = new Set()): ApiRequest['params'] {
  const orDefault = <T>(field: Cleared, given: T | undefined, standard: T): T | undefined =>
    given ?? (cleared.has(field) ? standard : undefined);
  const optional = {
    Period: orDefault('periodSeconds', rule.periodSeconds, rule.ownPeriodSeconds)?.toString(),
    SilenceTime: orDefault('silenceSeconds', rule.silenceSeconds, DEFAULTS.silenceSeconds),
    EffectiveInterval: orDefault('effective', rule.effective, DEFAULTS.effective),
    NoDataPolicy: orDefault('noData', rule.noData, DEFAULTS.noData),
    Webhook: orDefault('webhook', rule.webhook, ''),
    Labels: labelsParam(rule.labels, cleared.has('labels')),
  };
  return {
    RuleId: rule.id,
    RuleName: rule.name,
    Namespace: NAMESPACE,
    MetricName: rule.metric,
    Resources: resourcesText(rule.resources),
    ContactGroups: rule.contactGroups.join(','),
    ...levelParams(rule),
    ...Object.fromEntries(Object.entries(optional).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
  };
}

/** `Resources` as it is sent. */
export function resourcesText(resources: WireResources): string {
  return JSON.stringify(resources === 'all' ? [{ resource: '_ALL' }] : resources);
}

function levelParams(rule: WireRule): Record<string, string | number> {
  const params: Record<string, string | number> = {};
  for (const level of LEVELS) {
    const set = rule[level];
    if (!set) continue;
    const at = `Escalations.${LEVEL_NAMES[level]}`;
    params[`${at}.Statistics`] = set.statistic;
    params[`${at}.ComparisonOperator`] = OPERATORS[set.when];
    params[`${at}.Threshold`] = decimal(set.threshold);
    params[`${at}.Times`] = set.times;
  }
  return params;
}

// An empty list has no parameter of its own, so the empty text stands for it.
function labelsParam(labels: Readonly<Record<string, string>> | undefined, isCleared: boolean): readonly object[] | string | undefined {
  const list = Object.entries(labels ?? {}).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? list : isCleared ? '' : undefined;
}

/** A number without an exponent, which no example of the service shows. Digit by digit the same number. */
function decimal(value: number): string {
  const [, whole = '', fraction = '', exponent] = /^(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  return point > 0 ? digits.padEnd(point, '0') : `0.${'0'.repeat(-point)}${digits}`;
}
