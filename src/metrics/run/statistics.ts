import { finiteNumber } from '../../internal/records.ts';
import { primaryOf } from '../../metadata/index.ts';
import type { Statistics } from '../metric-point.ts';

/** The columns in which the documents show statistics. */
export const KNOWN_STATISTICS = ['Average', 'Minimum', 'Maximum', 'Sum', 'Value'] as const;

/** The statistic that a row's value is best read from, of those that it has a column for. */
export function carriedStatistic(row: Readonly<Record<string, unknown>>): string | undefined {
  return primaryOf(KNOWN_STATISTICS.filter((name) => name in row));
}

/** The statistic that a row's value is best read from, of those that are numbers. */
export function readableStatistic(row: Readonly<Record<string, unknown>>): string | undefined {
  return primaryOf(KNOWN_STATISTICS.filter((name) => finiteNumber(row[name]) !== undefined));
}

/** The statistics of a row that are numbers. */
export function statisticsOf(row: Readonly<Record<string, unknown>>): Statistics {
  const statistics: { -readonly [K in keyof Statistics]: number } = {};
  const average = finiteNumber(row['Average']);
  const minimum = finiteNumber(row['Minimum']);
  const maximum = finiteNumber(row['Maximum']);
  const sum = finiteNumber(row['Sum']);
  const value = finiteNumber(row['Value']);
  if (average !== undefined) statistics.average = average;
  if (minimum !== undefined) statistics.minimum = minimum;
  if (maximum !== undefined) statistics.maximum = maximum;
  if (sum !== undefined) statistics.sum = sum;
  if (value !== undefined) statistics.value = value;
  return statistics;
}
