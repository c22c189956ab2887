import { finiteNumber, isRecord } from '../../internal/records.ts';
import { badParameter } from '../service/fault.ts';
import { ALERT_LEVELS, type AlertLevel, type Comparison, COMPARISONS, type Escalation, type RuleParams } from './model.ts';

const NAMES: Readonly<Record<AlertLevel, string>> = { CRITICAL: 'Critical', WARN: 'Warn', INFO: 'Info' };
const PARTS = ['Statistics', 'ComparisonOperator', 'Threshold', 'Times'] as const;

/** The levels of a rule, the gravest first. Each that is there must be whole, and there must be one. */
export function readEscalations({ Escalations: given }: RuleParams, statistics: readonly string[]): readonly Escalation[] {
  const levels = isRecord(given) ? given : {};
  const found = ALERT_LEVELS.flatMap((level) => {
    const value = levels[NAMES[level]];
    const parts = isRecord(value) ? value : {};
    return PARTS.some((part) => textOf(parts[part]) !== '') ? [readEscalation(level, parts, statistics)] : [];
  });
  if (found.length === 0) throw badParameter('The parameter Escalations is invalid: one of Critical, Warn and Info is mandatory.');
  return found;
}

function readEscalation(level: AlertLevel, parts: Readonly<Record<string, unknown>>, statistics: readonly string[]): Escalation {
  const place = `Escalations.${NAMES[level]}`;
  const [statistic, comparison, thresholdText, timesText] = PARTS.map((part) => {
    const value = textOf(parts[part]);
    if (value === '')
      throw badParameter(`The parameter ${place}.${part} is mandatory: a level has statistics, comparison operator, threshold and times.`);
    return value;
  }) as [string, string, string, string];
  // Since 2024-08-15 the service takes a metric's own statistics alone.
  if (!statistics.includes(statistic))
    throw badParameter(`The parameter ${place}.Statistics is invalid: ${statistic} is none of ${statistics.join(',')}.`);
  if (!isComparison(comparison))
    throw badParameter(
      `The parameter ${place}.ComparisonOperator is invalid: ${comparison}. Comparisons with former periods are not simulated.`,
    );
  const threshold = finiteNumber(thresholdText);
  if (threshold === undefined) throw badParameter(`The parameter ${place}.Threshold is invalid: ${thresholdText} is not a number.`);
  const times = Number(timesText);
  if (!Number.isInteger(times) || times < 1)
    throw badParameter(`The parameter ${place}.Times is invalid: ${timesText} is not a whole number from 1.`);
  return { level, statistic, comparison, threshold, thresholdText, times };
}

function isComparison(name: string): name is Comparison {
  return Object.hasOwn(COMPARISONS, name);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
