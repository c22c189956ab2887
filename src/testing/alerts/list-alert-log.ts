import { metricSpec } from '../../catalog/index.ts';
import { SIMULATED_SECRET } from '../secret.ts';
import type { Operation, Service } from '../service/context.ts';
import { badParameter } from '../service/fault.ts';
import { integer, type Params } from '../service/params.ts';
import type { AlertLogEntry } from './alert-log.ts';
import type { AlertNotice } from './course.ts';
import type { AlertState } from './model.ts';
import { expressionOf, transactionId } from './notification.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LONGEST_SPAN = 15 * DAY;
const KEPT = 365 * DAY;
const DEFAULT_MINUTES = 15;
const LEVELS: Readonly<Record<AlertState, string>> = {
  CRITICAL: 'P2',
  WARN: 'P3',
  INFO: 'P4',
  OK: 'OK',
  INSUFFICIENT_DATA: 'INSUFFICIENT_DATA',
};
const SEND_STATUS: Readonly<Record<AlertNotice['outcome'], string>> = { sent: '0', 'not-effective': '1', 'not-wanted': '4' };

/** The alert history, newest first, with no word of how many entries there are. */
export const describeAlertLogList: Operation = (params, service, requestId) => {
  const PageNumber = integer(params, 'PageNumber', 1, 1, 100_000_000);
  const PageSize = integer(params, 'PageSize', 10, 1, 100);
  if (params['GroupBy']) throw badParameter('The parameter GroupBy is invalid: it is not simulated.');
  const { start, end } = rangeIn(params, service);
  const rows = service.alertLog
    .between(Math.max(start, service.now() - KEPT), end)
    .map((entry) => logRow(entry, service))
    .filter(logFilter(params));
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    Message: 'success',
    Success: true,
    PageNumber,
    PageSize,
    AlertLogList: rows.slice((PageNumber - 1) * PageSize, PageNumber * PageSize),
  });
};

function rangeIn(params: Params, service: Service): { readonly start: number; readonly end: number } {
  const { StartTime = '', EndTime = '' } = params;
  if ((StartTime === '') !== (EndTime === '')) throw badParameter('The parameter StartTime is invalid: StartTime and EndTime go together.');
  const now = service.now();
  if (StartTime === '') return { start: now - integer(params, 'LastMin', DEFAULT_MINUTES, 1, LONGEST_SPAN / MINUTE) * MINUTE, end: now };
  const [start, end] = ['StartTime', 'EndTime'].map((name) => integer(params, name, 0, 1, 8.64e15)) as [number, number];
  if (start >= end) throw badParameter('The parameter StartTime is invalid: it must be earlier than EndTime.');
  if (end - start > LONGEST_SPAN) throw badParameter('The time range is invalid: it must not be longer than 15 days.');
  return { start, end };
}

type LogRow = Readonly<Record<string, unknown>>;

function logFilter(params: Params): (row: LogRow) => boolean {
  const { EventType = '', SearchKey = '', ContactGroup = '' } = params;
  const is = (row: LogRow, name: string): boolean => params[name] === undefined || params[name] === '' || params[name] === row[name];
  return (row) =>
    ['RuleId', 'RuleName', 'MetricName', 'Namespace', 'Level', 'SendStatus', 'Product', 'GroupId'].every((name) => is(row, name)) &&
    (EventType === '' || (EventType === 'RESOLVED') === (row['Level'] === 'OK')) &&
    (ContactGroup === '' || (row['ContactGroups'] as readonly string[]).includes(ContactGroup)) &&
    JSON.stringify(row).includes(SearchKey);
}

/** An entry as it is listed. Whom it went to is marked, so that it is seen where it leaks. */
function logRow(entry: AlertLogEntry, service: Service): LogRow {
  const { finding } = entry;
  const { rule, series, notice } = finding;
  const level = LEVELS[notice.to];
  const isRecovery = notice.to === 'OK';
  const instanceId = series.dimensions['instanceId'] ?? '';
  return {
    LogId: transactionId(finding),
    // The models have text, the documents' sample a number.
    AlertTime: isRecovery ? notice.at : String(notice.at),
    RuleId: rule.id,
    RuleName: rule.name,
    Namespace: rule.namespace,
    MetricName: rule.metric,
    Product: metricSpec(rule.metric)?.productCategory ?? 'vpn',
    EventName: isRecovery ? 'AlertOk' : 'Alert',
    Level: level,
    LevelChange: `${LEVELS[notice.from]}->${level}`,
    SendStatus: SEND_STATUS[notice.outcome],
    InstanceId: instanceId,
    InstanceName: series.tunnelId ?? series.connectionId ?? instanceId,
    GroupId: '',
    GroupName: '',
    Dimensions: Object.entries(series.dimensions).map(([Key, Value]) => ({ Key, Value })),
    ExtendedInfo: [{ Name: 'userId', Value: service.accountId }],
    ...reasonOf(entry),
    ...recipientsOf(entry),
  };
}

function reasonOf({ finding: { rule, series, notice, escalation, value } }: AlertLogEntry): object {
  const Expression = expressionOf(escalation);
  const Level = LEVELS[escalation.level];
  const message = {
    alertName: rule.name,
    curLevel: LEVELS[notice.to],
    curValue: value,
    dimensions: series.dimensions,
    escalation: { expression: Expression, level: Level, times: escalation.times },
  };
  return { Escalation: { Expression, Level, Times: escalation.times }, Message: JSON.stringify(message) };
}

function recipientsOf(entry: AlertLogEntry): object {
  const { rule, notice } = entry.finding;
  const ContactGroups = rule.contactGroups.split(',').map((group) => group.trim());
  if (notice.outcome !== 'sent')
    return { ContactGroups, ...NOBODY, SendDetail: { ResultCode: 'success', ChannelResultList: [] }, WebhookList: [] };
  const mail = `${SIMULATED_SECRET}@example.com`;
  return {
    ContactGroups,
    ...NOBODY,
    ContactMailList: [mail],
    ContactSMSList: [`${SIMULATED_SECRET}-phone`],
    DingdingWebhookList: [`https://oapi.dingtalk.com/robot/send?access_token=${SIMULATED_SECRET}`],
    SendResultList: [{ Key: 'MAIL', Value: [mail] }],
    ...webhookResult(rule.webhook, entry.webhookStatus),
  };
}

const NOBODY = {
  ContactMailList: [],
  ContactSMSList: [],
  ContactOnCallList: [],
  ContactALIIWWList: [],
  ContactDingList: [],
  DingdingWebhookList: [],
  SendResultList: [],
};

function webhookResult(webhook: string | undefined, status: number | undefined): object {
  if (webhook === undefined) return { SendDetail: { ResultCode: 'success', ChannelResultList: [] }, WebhookList: [] };
  const url = `${webhook}${webhook.includes('?') ? '&' : '?'}access_token=${SIMULATED_SECRET}`;
  const Success = status !== undefined && status < 300;
  const Code = Success ? '200' : '500';
  const result = { Code, Detail: JSON.stringify({ url }), Success, notifyTargetList: [url] };
  return {
    SendDetail: { ResultCode: 'success', ChannelResultList: [{ Channel: 'WEBHOOK', ResultList: [result] }] },
    WebhookList: [{ code: Code, message: Success ? 'success' : 'failed', url }],
  };
}
