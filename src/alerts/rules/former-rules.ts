import { type MetricSpec, metricSpec } from '../../catalog/index.ts';
import type { AlertRuleFields } from './input.ts';
import { specsAsked } from './metric-asked.ts';
import type { ListedRule } from './read-rule.ts';

/** A rule as it was asked for: its ids at the service are derived from these. */
export type AskedRule = Pick<AlertRuleFields, 'id' | 'metric' | 'on'>;

const metricsOf = ({ metric }: AskedRule): readonly MetricSpec[] => specsAsked(specsAsked(metric, 'metric')[0].quantity, 'metric');

/**
 * Ids that rules of former plans may have, where their resources were of other metrics or more: the first of each kind, since numbers have no gaps.
 *
 * @param wanted - The ids that are put.
 */
export function formerIds(asked: readonly AskedRule[], wanted: ReadonlySet<string>): readonly string[] {
  return asked.flatMap((rule) => {
    // It is one rule, and most likely always was: none is asked for in vain.
    if (rule.on === 'all' && metricSpec(rule.metric)) return [];
    const specs = metricsOf(rule);
    const forms = [
      rule.id,
      ...(specs.length === 1 ? [] : specs.flatMap(({ name, aliases }) => [name, ...aliases]).map((name) => `${rule.id}-${name}`)),
    ];
    return forms.map((form) => (wanted.has(form) ? afterLast(form, wanted) : form));
  });
}

function afterLast(form: string, wanted: ReadonlySet<string>): string {
  let number = 2;
  while (wanted.has(`${form}-${number}`)) number += 1;
  return `${form}-${number}`;
}

/** The ids of listed rules that former plans have left: derived from what was asked for, of its quantity, and not wanted. */
export function formerRules(asked: readonly AskedRule[], wanted: ReadonlySet<string>, listed: readonly ListedRule[]): readonly string[] {
  return listed.flatMap(({ rule: { id, metric } }) => {
    const quantity = metric === undefined ? undefined : metricSpec(metric)?.quantity;
    const isLeft =
      !wanted.has(id) && asked.some((rule) => isDerived(id, rule) && (quantity === undefined || quantity === metricsOf(rule)[0]?.quantity));
    return isLeft ? [id] : [];
  });
}

function isDerived(id: string, rule: AskedRule): boolean {
  if (!id.startsWith(rule.id)) return false;
  const rest = id.slice(rule.id.length).replace(/-[1-9]\d*$/, '');
  return rest === '' || metricsOf(rule).some(({ name, aliases }) => [name, ...aliases].some((one) => rest === `-${one}`));
}
