import { isRecord } from '../../internal/records.ts';
import { assertDimensions, parseEntries } from '../cms/dimensions.ts';
import type { MetricTable } from '../model/series.ts';
import type { Service } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import { integer, type Params, required } from '../service/params.ts';
import { dayInterval } from './day-interval.ts';
import { type MetricRule, NO_DATA_POLICIES, type NoDataPolicy, type RuleParams } from './model.ts';
import { readEscalations } from './read-escalations.ts';

const SHORTEST_SILENCE_S = 3_600;
const DEFAULT_SILENCE_S = 86_400;
const LONGEST_S = 31 * 86_400;
const NOT_SIMULATED = ['CompositeExpression', 'Prometheus'] as const;

/** The rule that the parameters describe. Throws a `Fault` for what the service would refuse. */
export function readRule(given: RuleParams, service: Service): MetricRule {
  const texts = textsOf(given);
  const [id, name, namespace, metric, contactGroups] = ['RuleId', 'RuleName', 'Namespace', 'MetricName', 'ContactGroups'].map((key) =>
    required(texts, key),
  ) as [string, string, string, string, string];
  for (const key of NOT_SIMULATED)
    if (given[key] !== undefined) throw badParameter(`The parameter ${key} is invalid: it is not simulated.`);
  const table = service.table(metric);
  if (table?.namespace !== namespace)
    throw new Fault(404, 'ResourceNotFound', `The specified resource is not found: metric ${metric} of namespace ${namespace}.`);
  assertContactGroups(contactGroups, service);
  const resources = texts['Resources'] ?? '';
  return {
    id,
    name,
    namespace,
    metric,
    contactGroups,
    resources: resources === '' ? '[{"resource":"_ALL"}]' : resources,
    wanted: wantedIn(resources, table, service),
    escalations: readEscalations(given, table.statistics),
    ...settingsIn(texts, periodOf(texts, table, service)),
    labels: labelsIn(given['Labels']),
  };
}

function settingsIn(
  texts: Params,
  periodMs: number,
): Pick<MetricRule, 'periodMs' | 'silenceMs' | 'effective' | 'notEffective' | 'noData' | 'webhook' | 'mailSubject' | 'sendsRecovery'> {
  const { Webhook: webhook = '', EffectiveInterval = '', NoEffectiveInterval = '', EmailSubject = '', SendOK = '' } = texts;
  if (webhook !== '' && !(/^https?:\/\//i.test(webhook) && URL.canParse(webhook)))
    throw badParameter('The parameter Webhook is invalid: it is no URL.');
  integer(texts, 'Interval', 60, 1, LONGEST_S);
  return {
    periodMs,
    silenceMs: integer(texts, 'SilenceTime', DEFAULT_SILENCE_S, SHORTEST_SILENCE_S, LONGEST_S) * 1_000,
    effective: dayInterval('EffectiveInterval', EffectiveInterval),
    notEffective: dayInterval('NoEffectiveInterval', NoEffectiveInterval),
    noData: noDataPolicyOf(texts),
    webhook: webhook === '' ? undefined : webhook,
    mailSubject: EmailSubject,
    sendsRecovery: SendOK.toLowerCase() !== 'false',
  };
}

function noDataPolicyOf({ NoDataPolicy: given = '' }: Params): NoDataPolicy {
  const policy = NO_DATA_POLICIES.find((one) => one === given);
  if (policy === undefined && given !== '')
    throw badParameter(`The parameter NoDataPolicy is invalid: ${given} is none of ${NO_DATA_POLICIES.join(',')}.`);
  return policy ?? 'KEEP_LAST_STATE';
}

function periodOf(texts: Params, table: MetricTable, service: Service): number {
  const period = integer(texts, 'Period', table.shortestMs / 1_000, 1, LONGEST_S);
  const periods = (service.metadata.find((row) => row.MetricName === table.metric)?.Periods ?? '').split(',').map(Number);
  // The simulated service has no datapoints of less than a minute.
  if (!periods.includes(period) || period % 60 !== 0)
    throw badParameter(`The parameter Period is invalid: ${period} is none of ${periods.join(',')}.`);
  return period * 1_000;
}

function wantedIn(resources: string, table: MetricTable, service: Service): MetricRule['wanted'] {
  const entries = resources === '' ? [] : parseEntries(resources, 'resources');
  if (entries.length === 0 || entries.some((entry) => entry['resource'] === '_ALL')) return undefined;
  for (const entry of entries) assertDimensions(entry, table, service);
  return entries;
}

function assertContactGroups(groups: string, { contactGroups }: Service): void {
  const unknown = groups.split(',').find((group) => !contactGroups.includes(group.trim()));
  if (unknown !== undefined)
    throw new Fault(404, 'ResourceNotFound', `The specified resource is not found: contact group ${unknown.trim()}.`);
}

function labelsIn(given: RuleParams[string]): MetricRule['labels'] {
  if (!Array.isArray(given)) return [];
  return (given as readonly unknown[]).filter(isRecord).map((label) => {
    const { Key, Value = '' } = textsOf(label as RuleParams);
    if (Key === undefined || Key === '') throw badParameter('The parameter Labels.N.Key is mandatory.');
    return { Key, Value };
  });
}

function textsOf(given: RuleParams): Params {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
