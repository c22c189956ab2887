import { webhookDifference } from './compare-addresses.ts';
import { LEVELS } from './levels.ts';
import { metricNamed } from './metric-asked.ts';
import type { AlertPlanDifference } from './plan-model.ts';
import { type ListedRule, resourceOf } from './read-rule.ts';
import type { AlertRule, AlertRuleLevel, AlertRuleResource } from './rule-model.ts';
import { DEFAULTS, type WireLevel, type WireResources, type WireRule } from './wire-rule.ts';

type Field = AlertPlanDifference['field'];

const SETTINGS = ['periodSeconds', 'silenceSeconds', 'effective', 'noData'] as const satisfies readonly Field[];

/** A rule that is there, what of it is not as it should be, and what it should be. */
export interface PlannedChange {
  readonly rule: WireRule;
  readonly differences: readonly AlertPlanDifference[];
}

/** What it takes to get from the listed rules to the wanted ones. */
export interface PlannedRules {
  readonly create: readonly WireRule[];
  readonly change: readonly PlannedChange[];
  readonly delete: readonly AlertRule[];
  readonly unchanged: number;
}

/** Compares the rules that are wanted with those that are listed. Pure. @param prefix - Rules to delete where they are not wanted. */
export function planRules(wanted: readonly WireRule[], listed: readonly ListedRule[], prefix?: string): PlannedRules {
  const there = new Map(listed.map((one) => [one.rule.id, one]));
  const ids = new Set(wanted.map(({ id }) => id));
  const compared = wanted.flatMap((rule) => {
    const found = there.get(rule.id);
    return found ? [{ rule, differences: differencesOf(rule, found) }] : [];
  });
  const change = compared.filter(({ differences }) => differences.length > 0);
  return {
    create: wanted.filter(({ id }) => !there.has(id)),
    change,
    delete: prefix === undefined ? [] : listed.map(({ rule }) => rule).filter(({ id }) => id.startsWith(prefix) && !ids.has(id)),
    unchanged: compared.length - change.length,
  };
}

/** The fields of a listed rule that are not as they should be. What the caller left out should be the service's default. */
export function differencesOf(rule: WireRule, listed: ListedRule): readonly AlertPlanDifference[] {
  return [...whatDiffers(rule, listed), ...settingsThatDiffer(rule, listed.rule), ...addressThatDiffers(rule, listed)];
}

function difference(field: Field, isSame: boolean, from: unknown, to: unknown): readonly AlertPlanDifference[] {
  return isSame ? [] : [Object.freeze({ field, ...(from !== undefined && { from }), ...(to !== undefined && { to }) })];
}

function whatDiffers(rule: WireRule, { rule: listed, wireMetric }: ListedRule): readonly AlertPlanDifference[] {
  const metric = metricNamed(rule.metric);
  return [
    ...difference('name', listed.name === rule.name, listed.name, rule.name),
    // Where the service lists another spelling of the metric, it is the same one.
    ...difference('metric', wireMetric === rule.metric || listed.metric === metric, listed.metric, metric),
    // What cannot be read is not known to be otherwise.
    ...(listed.resources === undefined ? [] : resourcesThatDiffer(listed.resources, rule.resources)),
    ...difference('contactGroups', setKey(listed.contactGroups) === setKey(rule.contactGroups), listed.contactGroups, rule.contactGroups),
    ...LEVELS.flatMap((level) => difference(level, isSameLevel(listed[level], rule[level]), listed[level], rule[level])),
  ];
}

function settingsThatDiffer(rule: WireRule, listed: AlertRule): readonly AlertPlanDifference[] {
  const defaults = { ...DEFAULTS, periodSeconds: rule.ownPeriodSeconds };
  return SETTINGS.flatMap((field) => {
    const [from, to] = [listed[field] ?? defaults[field], rule[field] ?? defaults[field]];
    return difference(field, from === to, from, to);
  });
}

function addressThatDiffers(rule: WireRule, { rule: listed, webhook = '' }: ListedRule): readonly AlertPlanDifference[] {
  const { labels = {}, webhook: wanted = '', enabled } = rule;
  return [
    ...(webhook === wanted ? [] : [Object.freeze({ field: 'webhook' as const, ...webhookDifference(webhook, wanted) })]),
    ...difference('labels', recordKey(listed.labels) === recordKey(labels), listed.labels, labels),
    ...difference('enabled', enabled === undefined || (listed.enabled ?? true) === enabled, listed.enabled, enabled),
  ];
}

function isSameLevel(listed: AlertRuleLevel | undefined, wanted: WireLevel | undefined): boolean {
  if (!listed || !wanted) return !listed && !wanted;
  return (
    listed.when === wanted.when &&
    listed.threshold === wanted.threshold &&
    listed.statistic === wanted.statistic &&
    listed.times === wanted.times
  );
}

/** What a rule is to be about and is not, and the other way round, in the shape of the model. */
function resourcesThatDiffer(listed: NonNullable<AlertRule['resources']>, wanted: WireResources): readonly AlertPlanDifference[] {
  if (listed === 'all' && wanted === 'all') return [];
  const goal = wanted === 'all' ? wanted : wanted.map(resourceOf);
  const added = goal === 'all' ? goal : without(goal, listed);
  const removed = listed === 'all' ? listed : without(listed, goal);
  return added.length + removed.length === 0 ? [] : [Object.freeze({ field: 'resources', added, removed })];
}

function without(resources: readonly AlertRuleResource[], others: NonNullable<AlertRule['resources']>): readonly AlertRuleResource[] {
  const known = new Set(others === 'all' ? [] : others.map(({ dimensions }) => recordKey(dimensions)));
  return Object.freeze(resources.filter(({ dimensions }) => !known.has(recordKey(dimensions))));
}

// The account that a resource is of is no difference: the service may add it.
function recordKey(record: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.entries(record)
      .filter(([key]) => key !== 'userId')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function setKey(texts: readonly string[]): string {
  return JSON.stringify([...new Set(texts)].sort());
}
