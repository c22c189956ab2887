import type { Operation } from '../../service/context.ts';
import { badParameter } from '../../service/fault.ts';
import { integer, type Params } from '../../service/params.ts';
import type { EventPattern, EventRule, SimulatedTarget } from './model.ts';
import { ruleIn } from './put.ts';

/** Rules, a page at a time: the enabled ones unless the others are asked for. */
export const describeEventRuleList: Operation = (params, service, requestId) => {
  const page = integer(params, 'PageNumber', 1, 1, 100_000_000);
  const size = integer(params, 'PageSize', 10, 1, 100);
  const isEnabled = wantedState(params);
  const all = [...service.eventRules.rules.values()].filter(
    (rule) => rule.isEnabled === isEnabled && rule.name.startsWith(params['NamePrefix'] ?? ''),
  );
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    Success: true,
    Total: all.length,
    EventRules: { EventRule: all.slice((page - 1) * size, page * size).map(ruleRow) },
  });
};

/** The targets of a rule. The addresses of its webhooks are answered in full. */
export const describeEventRuleTargetList: Operation = (params, service, requestId) => {
  const { targets } = ruleIn(params, service);
  const rows = (list: SimulatedTarget['list']): object[] => targets.filter((one) => one.list === list).map(({ fields }) => fields);
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    ContactParameters: { ContactParameter: rows('ContactParameters') },
    FcParameters: { FCParameter: rows('FcParameters') },
    MnsParameters: { MnsParameter: rows('MnsParameters') },
    SlsParameters: { SlsParameter: rows('SlsParameters') },
    WebhookParameters: { WebhookParameter: rows('WebhookParameters') },
    OpenApiParameters: { OpenApiParameters: rows('OpenApiParameters') },
  });
};

function wantedState(params: Params): boolean {
  const { IsEnable: wanted = 'true' } = params;
  if (wanted !== 'true' && wanted !== 'false') throw badParameter(`The parameter IsEnable is invalid: ${wanted}.`);
  return wanted === 'true';
}

function ruleRow({ name, description, eventType, groupId, silenceTime, isEnabled, patterns }: EventRule): object {
  return {
    Name: name,
    Description: description ?? '',
    EventType: eventType,
    GroupId: groupId ?? '',
    SilenceTime: silenceTime ?? 86_400,
    State: isEnabled ? 'ENABLED' : 'DISABLED',
    EventPattern: { EventPattern: patterns.map(patternRow) },
  };
}

// With the service's doubled wrappers, and without the statuses, which it takes and does not give back.
function patternRow({ product, names, levels, types, keyword, sqlFilter }: EventPattern): object {
  return {
    Product: product,
    NameList: { NameList: names },
    LevelList: { LevelList: levels },
    EventTypeList: { EventTypeList: types },
    KeywordFilter: { Keywords: { Keywords: [] }, Relation: 'OR' },
    CustomFilters: keyword ?? '',
    SQLFilter: sqlFilter ?? '',
  };
}
