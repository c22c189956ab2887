import { isRecord } from '../../../internal/records.ts';
import { isWord } from '../anonymous/vocabulary.ts';
import { chosen, object, rows } from '../fields/containers.ts';
import { dimensions } from '../fields/dimensions.ts';
import { type Field, textField } from '../fields/field.ts';
import {
  count,
  groupId,
  id,
  name,
  names,
  number,
  pattern,
  place,
  ruleId,
  ruleIds,
  targetId,
  time,
  webhook,
  word,
  words,
} from '../fields/values.ts';
import { COUNTS, PAGES, type RecordedOperation, tags } from './operation.ts';

/** Such as `$Average >= 90`. */
const condition: Field = /* @__PURE__ */ textField((said, { pseudonyms }) => {
  const isKnown =
    /[A-Za-z]/.test(said) &&
    /^[\w$.&|() <>=!+*/%-]{1,200}$/.test(said) &&
    (said.match(/[A-Za-z_$]\w*/g) ?? []).every(isWord) &&
    !/\d{8}/.test(said);
  return isKnown ? said : pseudonyms.of(said, 'word');
});
const level: Field = /* @__PURE__ */ object({ ComparisonOperator: word, Threshold: number, Statistics: word, Times: count });

const rule: Field = /* @__PURE__ */ object({
  RuleId: ruleId,
  RuleName: name,
  Namespace: word,
  MetricName: word,
  Resources: dimensions,
  Dimensions: dimensions,
  ContactGroups: /* @__PURE__ */ rows(['ContactGroups', 'ContactGroup'], names),
  Escalations: /* @__PURE__ */ object({ Critical: level, Warn: level, Info: level }),
  Period: count,
  SilenceTime: count,
  EffectiveInterval: /* @__PURE__ */ pattern(/^\d{2}:\d{2} ?- ?\d{2}:\d{2}(?: ?[+-]\d{2}:?\d{2})?(?:, ?\d{2}:\d{2} ?- ?\d{2}:\d{2}){0,5}$/),
  EnableState: word,
  AlertState: word,
  NoDataPolicy: word,
  Webhook: webhook,
  Labels: /* @__PURE__ */ tags('Labels', 'Label'),
});

const log: Field = /* @__PURE__ */ object({
  LogId: ruleId,
  AlertTime: time,
  Namespace: word,
  MetricName: word,
  RuleId: ruleId,
  RuleName: name,
  Level: word,
  LevelChange: word,
  SendStatus: word,
  Escalation: /* @__PURE__ */ object({ Expression: condition, Times: count }),
  Dimensions: dimensions,
  InstanceId: id,
  InstanceName: name,
});

const group: Field = (row, recorded) => (isRecord(row) ? chosen(row, { Name: name }, recorded) : name(row, recorded));

const filter: Field = /* @__PURE__ */ object({ Relation: word, Keywords: /* @__PURE__ */ rows(['Keywords'], name) });
const eventPattern: Field = /* @__PURE__ */ object({
  Product: word,
  NameList: /* @__PURE__ */ rows(['NameList'], words),
  LevelList: /* @__PURE__ */ rows(['LevelList'], words),
  CustomFilters: name,
  SQLFilter: name,
  KeywordFilter: filter,
});
const eventRule: Field = /* @__PURE__ */ object({
  Name: name,
  State: word,
  Description: name,
  EventType: word,
  GroupId: groupId,
  SilenceTime: count,
  EventPattern: /* @__PURE__ */ rows(['EventPattern'], eventPattern),
});

/** Of all kinds of targets: who or what is told is the account's own. */
const target: Field = /* @__PURE__ */ object({
  Id: targetId,
  ContactGroupName: name,
  Level: count,
  Region: place,
  Queue: name,
  Topic: name,
  ServiceName: name,
  FunctionName: name,
  Project: name,
  LogStore: name,
  Url: webhook,
  Method: word,
  Product: word,
  Action: word,
  Version: /* @__PURE__ */ pattern(/^\d{4}-\d{2}-\d{2}$/),
});
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  ContactParameters: ['ContactParameter'],
  FcParameters: ['FCParameter', 'FcParameter'],
  MnsParameters: ['MnsParameter'],
  SlsParameters: ['SlsParameter'],
  WebhookParameters: ['WebhookParameter'],
  OpenApiParameters: ['OpenApiParameters', 'OpenApiParameter'],
};

/** Alert rules, their log, contact groups and subscriptions. */
export function alertingOperations(): Readonly<Record<string, RecordedOperation>> {
  const range = { StartTime: time, EndTime: time };
  const eventRules = rows(['EventRules', 'EventRule'], eventRule);
  return {
    DescribeMetricRuleList: {
      params: {
        Namespace: word,
        RuleName: name,
        AlertState: word,
        EnableState: word,
        MetricName: word,
        RuleIds: ruleIds,
        Page: count,
        PageSize: count,
      },
      body: { ...COUNTS, Alarms: rows(['Alarms', 'Alarm'], rule) },
    },
    DescribeAlertLogList: {
      params: { ...PAGES, ...range, Namespace: word, RuleId: ruleId },
      body: { ...COUNTS, AlertLogList: rows(['AlertLogList', 'AlertLog'], log) },
    },
    DescribeContactGroupList: {
      params: PAGES,
      body: {
        ...COUNTS,
        ContactGroups: rows(['ContactGroups', 'ContactGroup'], group),
        ContactGroupList: rows(['ContactGroupList', 'ContactGroup'], group),
      },
    },
    DescribeEventRuleList: {
      params: { ...PAGES, IsEnable: word, NamePrefix: name },
      body: { ...COUNTS, EventRules: eventRules, Datapoints: eventRules },
    },
    DescribeEventRuleTargetList: {
      params: { RuleName: name },
      body: Object.fromEntries(Object.entries(TARGETS).map(([container, rowNames]) => [container, rows(rowNames, target)])),
    },
  };
}
