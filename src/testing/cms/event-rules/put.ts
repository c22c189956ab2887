import type { Operation, Service } from '../../service/context.ts';
import { badParameter, Fault } from '../../service/fault.ts';
import { integer, type Nested, nested, type Params, required } from '../../service/params.ts';
import { type EventPattern, type EventRule, type SimulatedTarget, TARGET_LISTS } from './model.ts';

const LEVELS = ['CRITICAL', 'WARN', 'INFO', '*'];
const TYPES = ['StatusNotification', 'Exception', 'Maintenance', '*'];

/** Adds a rule, or changes the one of that name. Its targets stay. */
export const putEventRule: Operation = (params, service, requestId) => {
  const name = required(params, 'RuleName');
  const patterns = listAt(params, 'EventPattern').map(readPattern);
  if (patterns.length === 0) throw new Fault(400, 'MissingEventPattern', 'EventPattern is mandatory for this action.');
  const { rules } = service.eventRules;
  rules.set(name, {
    ...ruleFields(params, rules.get(name)),
    name,
    patterns,
    since: rules.get(name)?.since ?? service.now(),
    targets: rules.get(name)?.targets ?? [],
  });
  return JSON.stringify({ RequestId: requestId, Code: '200', Success: true, Data: '1' });
};

/** What a request leaves out stays as it was. */
function ruleFields(params: Params, before: EventRule | undefined): Omit<EventRule, 'name' | 'patterns' | 'since' | 'targets'> {
  return {
    description: params['Description'] ?? before?.description,
    eventType: choice(params['EventType'], 'EventType', ['SYSTEM', 'CUSTOM']) ?? 'SYSTEM',
    groupId: params['GroupId'] ?? before?.groupId,
    silenceTime: params['SilenceTime'] === undefined ? before?.silenceTime : integer(params, 'SilenceTime', 0, 0, 1_000_000_000),
    isEnabled: choice(params['State'], 'State', ['ENABLED', 'DISABLED']) !== 'DISABLED',
  };
}

/** Adds targets to a rule, or changes those of the same kind and id. What it does not take is counted in an answer that says success. */
export const putEventRuleTargets: Operation = (params, service, requestId) => {
  const rule = ruleIn(params, service);
  const given = TARGET_LISTS.flatMap((list) => listAt(params, list).map((row) => readTarget(list, row)));
  const refused = given.filter((target) => service.options.refuseTargets?.(target) === true);
  const taken = given.filter((target) => !refused.includes(target));
  const kept = rule.targets.filter((one) => !taken.some(({ list, id }) => list === one.list && id === one.id));
  service.eventRules.rules.set(rule.name, { ...rule, targets: [...kept, ...taken] });
  const failed = (list: SimulatedTarget['list']): object[] =>
    refused.filter((one) => one.list === list).map(({ id, fields }) => ({ ...fields, Id: Number(id) }));
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    Success: true,
    FailedParameterCount: String(refused.length),
    FailedContactParameters: { ContactParameter: failed('ContactParameters') },
    FailedFcParameters: { FcParameter: failed('FcParameters') },
    FailedMnsParameters: { MnsParameter: failed('MnsParameters') },
  });
};

/** The rule that a request names, or a 404. */
export function ruleIn(params: Params, { eventRules }: Service): EventRule {
  const rule = eventRules.rules.get(required(params, 'RuleName'));
  if (!rule) throw new Fault(404, 'ResourceNotFound', 'The specified resource is not found: the event rule does not exist.');
  return rule;
}

function readPattern(pattern: Nested): EventPattern {
  const product = textOf(pattern, 'Product');
  if (product === undefined) throw new Fault(400, 'MissingProduct', 'EventPattern.N.Product is mandatory for this action.');
  const texts = (name: string, choices?: readonly string[]): readonly string[] => {
    const value = partOf(pattern, name) ?? [];
    const list = (Array.isArray(value) ? value : [value]) as readonly string[];
    if (list.length > 50) throw badParameter(`The parameter ${name} is invalid: it has more than 50 values.`);
    for (const one of list) if (choices) choice(one, name, choices);
    return list;
  };
  return {
    product,
    names: texts('NameList'),
    levels: texts('LevelList', LEVELS),
    types: texts('EventTypeList', TYPES),
    statuses: texts('StatusList'),
    keyword: textOf(pattern, 'CustomFilters'),
    sqlFilter: textOf(pattern, 'SQLFilter'),
  };
}

function readTarget(list: SimulatedTarget['list'], row: Nested): SimulatedTarget {
  const fields = typeof row === 'object' && !Array.isArray(row) ? (row as Readonly<Record<string, string>>) : {};
  const id = fields['Id'];
  if (id === undefined || id === '') throw new Fault(400, 'MissingId', `${list}.N.Id is mandatory for this action.`);
  if (list === 'WebhookParameters') {
    choice(fields['Method'], 'Method', ['GET', 'POST']);
    choice(fields['Protocol'], 'Protocol', ['http', 'telnet', 'ping']);
    if (!URL.canParse(fields['Url'] ?? '')) throw badParameter('The parameter Url is invalid.');
  }
  return { list, id, fields };
}

function listAt(params: Params, name: string): readonly Nested[] {
  const value = nested(params, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badParameter(`The parameter ${name} is invalid: it is no list.`);
  const list = value as readonly Nested[];
  if (name !== 'EventPattern' && list.length > 5) throw badParameter(`The parameter ${name} is invalid: it has more than 5 values.`);
  return list;
}

function partOf(value: Nested, name: string): Nested | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Nested>>)[name] : undefined;
}

function textOf(value: Nested, name: string): string | undefined {
  const part = partOf(value, name);
  return typeof part === 'string' && part !== '' ? part : undefined;
}

function choice(value: string | undefined, name: string, choices: readonly string[]): string | undefined {
  if (value !== undefined && !choices.includes(value)) throw badParameter(`The parameter ${name} is invalid: ${value}.`);
  return value;
}
