import type { MetricSpec } from '../../catalog/index.ts';
import { chunksOf } from '../../internal/chunks.ts';
import type { Logger } from '../../internal/logger.ts';
import { misspellingOf, orMeant } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';
import type { MetricDescription } from '../../metadata/index.ts';
import { type MetricResource, periodFor } from '../../metrics/index.ts';
import type { AlertRuleInput, AlertThreshold } from './input.ts';
import { LEVELS } from './levels.ts';
import type { WireLevel, WireResources, WireRule } from './wire-rule.ts';

/** A rule, and one metric that it turned out to be about. */
export interface Measured {
  readonly input: AlertRuleInput;
  readonly spec: MetricSpec;
  readonly resources: 'all' | readonly MetricResource[];
  /** How many metrics the rule is about. */
  readonly isOneOf: number;
}

// No remark says how many resources a rule may have: as many as a query may ask for at once.
const MOST_RESOURCES = 50;
const DEFAULT_TIMES = 3;
const STATISTICS = ['Average', 'Minimum', 'Maximum', 'Value', 'Sum', 'SampleCount'];

/** The rules that are sent for one metric: one, or numbered ones where there are more resources than a rule may have. */
export function describedRules(measured: Measured, description: MetricDescription, logger: Logger): readonly WireRule[] {
  const { input, isOneOf } = measured;
  const base = isOneOf === 1 ? input.id : `${input.id}-${description.wireName}`;
  const parts = partsOf(resourcesOf(measured, description, logger));
  const common = { ...settingsOf(input, description), ...levelsOf(input, description) };
  return parts.map((resources, index) => ({ ...common, id: index === 0 ? base : `${base}-${index + 1}`, resources }));
}

function settingsOf(
  input: AlertRuleInput,
  description: MetricDescription,
): Omit<WireRule, 'id' | 'resources' | 'critical' | 'warn' | 'info'> {
  const { periodSeconds } = input;
  const { periods, wireName } = description;
  if (periodSeconds !== undefined && periods.length > 0 && !periods.includes(periodSeconds)) {
    throw new RangeError(`rule ${shown(input.id)}: ${wireName} has no period of ${periodSeconds} seconds, only ${periods.join(', ')}`);
  }
  return {
    name: input.name,
    metric: wireName,
    contactGroups: [...new Set(input.contactGroups)],
    periodSeconds,
    ownPeriodSeconds: periodFor(description, undefined),
    silenceSeconds: input.silenceSeconds,
    effective: input.effective,
    noData: input.noData,
    webhook: input.webhook,
    labels: input.labels,
    enabled: input.enabled,
  };
}

function levelsOf(input: AlertRuleInput, description: MetricDescription): Pick<WireRule, 'critical' | 'warn' | 'info'> {
  const set = LEVELS.flatMap((level) => {
    const given = input[level];
    return given ? [[level, levelOf(given, `rule ${shown(input.id)}, ${level}`, description)] as const] : [];
  });
  return Object.fromEntries(set);
}

function levelOf(
  { when, threshold, statistic, times = DEFAULT_TIMES }: AlertThreshold,
  name: string,
  description: MetricDescription,
): WireLevel {
  const { primaryStatistic } = description;
  if (statistic !== undefined) assertStatistic(statistic, name, description);
  return { when, threshold, statistic: statistic ?? primaryStatistic ?? 'Average', times };
}

/** Refuses a statistic that the metric lacks; where the service does not list them, what is a slip of the pen alone. */
function assertStatistic(statistic: string, name: string, { statistics, wireName }: MetricDescription): void {
  const known = statistics.length > 0 ? statistics : STATISTICS;
  if (known.includes(statistic)) return;
  const meant = misspellingOf(statistic, known);
  if (statistics.length === 0 && meant === undefined) return;
  const list = statistics.length === 0 ? undefined : `it has ${statistics.join(', ')}`;
  throw new RangeError(`${name}: ${wireName} has no statistic ${shown(statistic)}${orMeant(meant, list)}`);
}

/** As a query names them, sorted, so that the same resources make the same rules every time. */
function resourcesOf({ resources, spec }: Measured, { codec, wireName }: MetricDescription, logger: Logger): WireResources {
  if (resources === 'all') return 'all';
  if (!codec.names(spec.resource)) {
    logger.warn(
      `the service lists no dimension of ${wireName} that names a ${spec.resource}, so the rule is about more than was asked for`,
      { dimensions: codec.keys },
    );
  }
  const distinct = new Map(resources.map((resource) => codec.encode(resource)).map((entry) => [JSON.stringify(entry), entry]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function partsOf(resources: WireResources): readonly WireResources[] {
  return resources === 'all' ? [resources] : chunksOf(resources, MOST_RESOURCES);
}
