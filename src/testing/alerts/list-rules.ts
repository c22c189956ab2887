import { metricSpec } from '../../catalog/index.ts';
import { hashText } from '../model/hash.ts';
import type { Operation } from '../service/context.ts';
import { badParameter } from '../service/fault.ts';
import { integer, type Params } from '../service/params.ts';
import type { AlertLevel, Escalation, MetricRule } from './model.ts';
import { type HeldRule, stateOf } from './rule-book.ts';

const MOST_IDS = 20;

/** The account's threshold rules, a page at a time. */
export const describeMetricRuleList: Operation = (params, service, requestId) => {
  const page = integer(params, 'Page', 1, 1, 100_000_000);
  const size = integer(params, 'PageSize', 10, 1, 100);
  const isWanted = ruleFilter(params);
  const rows = service.rules.all.filter(isWanted);
  return JSON.stringify({
    RequestId: requestId,
    Code: 200,
    Message: 'success',
    Success: true,
    Total: String(rows.length),
    Alarms: { Alarm: rows.slice((page - 1) * size, page * size).map(ruleRow) },
  });
};

function ruleFilter(params: Params): (held: HeldRule) => boolean {
  const ids = (params['RuleIds'] ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length > MOST_IDS) throw badParameter(`The parameter RuleIds is invalid: ${ids.length} ids, at most ${MOST_IDS} are allowed.`);
  const is = (name: string, value: string): boolean =>
    params[name] === undefined || params[name] === '' || params[name].toLowerCase() === value.toLowerCase();
  const { RuleName: part = '', Dimensions: dimensions = '' } = params;
  return (held) => {
    const { rule } = held;
    return (
      (ids.length === 0 || ids.includes(rule.id)) &&
      is('EnableState', String(held.isEnabled)) &&
      is('AlertState', stateOf(held)) &&
      is('Namespace', rule.namespace) &&
      is('MetricName', rule.metric) &&
      is('GroupId', '') &&
      rule.name.toLowerCase().includes(part.toLowerCase()) &&
      rule.resources.replaceAll(/\s/g, '').includes(dimensions.replaceAll(/\s/g, ''))
    );
  };
}

/** A rule as it is listed. Numbers and booleans of every other rule are text: the documents' samples have both. */
function ruleRow(held: HeldRule): object {
  const { rule, isEnabled, createdAt, updatedAt } = held;
  const isText = hashText(rule.id) % 2 === 1;
  const loose = <T>(value: T): T | string => (isText ? String(value) : value);
  return {
    RuleId: rule.id,
    RuleName: rule.name,
    Namespace: rule.namespace,
    MetricName: rule.metric,
    Period: String(rule.periodMs / 1_000),
    Resources: rule.resources,
    Dimensions: rule.resources,
    ContactGroups: rule.contactGroups,
    Escalations: escalationsOf(rule, loose),
    Labels: { Labels: rule.labels },
    EnableState: loose(isEnabled),
    AlertState: stateOf(held),
    ...settingsOf(rule, loose),
    GroupId: '',
    GroupName: '',
    SourceType: 'METRIC',
    ProductCategory: metricSpec(rule.metric)?.productCategory ?? 'vpn',
    GmtCreate: createdAt,
    GmtUpdate: String(updatedAt),
  };
}

type Loose = <T>(value: T) => T | string;

function settingsOf(rule: MetricRule, loose: Loose): object {
  return {
    SilenceTime: loose(rule.silenceMs / 1_000),
    EffectiveInterval: rule.effective?.text ?? '00:00-23:59',
    NoEffectiveInterval: rule.notEffective?.text ?? '',
    NoDataPolicy: rule.noData,
    Webhook: rule.webhook ?? '',
    MailSubject: rule.mailSubject,
    SendOK: loose(rule.sendsRecovery),
  };
}

/** Levels that a rule does not have are empty objects. */
function escalationsOf({ escalations }: MetricRule, loose: Loose): object {
  const row = (level: AlertLevel): object => {
    const found = escalations.find((one) => one.level === level);
    return found ? escalationRow(found, loose) : {};
  };
  return { Critical: row('CRITICAL'), Warn: row('WARN'), Info: row('INFO') };
}

function escalationRow({ comparison, statistic, thresholdText, times }: Escalation, loose: Loose): object {
  return { ComparisonOperator: comparison, Statistics: statistic, Threshold: thresholdText, Times: loose(times) };
}
