import type { MetricSpec } from '../catalog/index.ts';
import { text } from '../internal/records.ts';
import { spelling } from '../internal/spelling.ts';
import { DimensionCodec } from './dimension-codec.ts';
import type { MetadataRow } from './metadata-row.ts';

/** How one metric is asked for and read: the service's word where it has one, else the document's. */
export interface MetricDescription {
  readonly spec: MetricSpec;
  /** Whether the service lists the metric; false too where it was not asked. */
  readonly isListed: boolean;
  /** The name the service knows the metric by. */
  readonly wireName: string;
  /** Spellings to try where the service does not know `wireName`; none when it named the metric itself. */
  readonly otherNames: readonly string[];
  /** Statistics in the service's order; empty when the service was not asked. */
  readonly statistics: readonly string[];
  /** The statistic a point's `value` is read from; `undefined` when the service was not asked. */
  readonly primaryStatistic: string | undefined;
  /** Periods in seconds, ascending; empty when unknown. */
  readonly periods: readonly number[];
  readonly codec: DimensionCodec;
}

/** Looks up how to ask for a metric. */
export type DescribeMetric = (spec: MetricSpec) => MetricDescription;

/** Descriptions from the service's rows; metrics without a row come from the catalogue. */
export function descriptionsFrom(rows: readonly MetadataRow[]): DescribeMetric {
  const rowsBySpelling = new Map<string, MetadataRow[]>();
  for (const row of rows) {
    const key = spelling(row.MetricName);
    rowsBySpelling.set(key, [...(rowsBySpelling.get(key) ?? []), row]);
  }
  return memoized((spec) => {
    const row = bestRow(spec, rowsBySpelling);
    return row ? fromRow(spec, row) : fromCatalog(spec);
  });
}

/** Descriptions from the catalogue alone. */
export const catalogDescriptions: DescribeMetric = /* @__PURE__ */ memoized(fromCatalog);

/** The statistic that carries a metric's value: Average, else Value, else the first one listed. */
export function primaryOf(statistics: readonly string[]): string | undefined {
  return ['Average', 'Value'].find((name) => statistics.includes(name)) ?? statistics[0];
}

function bestRow(spec: MetricSpec, rowsBySpelling: ReadonlyMap<string, readonly MetadataRow[]>): MetadataRow | undefined {
  const names = [spec.name, ...spec.aliases];
  const candidates = [...new Set(names.map(spelling))].flatMap((key) => rowsBySpelling.get(key) ?? []);
  const rank = (row: MetadataRow): number =>
    // A row that can tell the resources apart beats one that cannot; then the documented spelling wins.
    (codecOf(spec, row).names(spec.resource) ? 0 : 1_000) - list(row.Dimensions).length * 10 + Math.max(0, names.indexOf(row.MetricName));
  return candidates.sort((a, b) => rank(a) - rank(b))[0];
}

function codecOf(spec: MetricSpec, row: MetadataRow): DimensionCodec {
  return new DimensionCodec(list(row.Dimensions), spec.resource, spec.attachedTo);
}

function fromRow(spec: MetricSpec, row: MetadataRow): MetricDescription {
  const statistics = list(row.Statistics);
  return {
    spec,
    isListed: true,
    wireName: row.MetricName,
    otherNames: [],
    statistics,
    primaryStatistic: primaryOf(statistics),
    // Of one period a row may hold the number.
    periods: list(text(row.Periods) ?? '')
      .map(Number)
      .filter((period) => period > 0)
      .sort((a, b) => a - b),
    codec: codecOf(spec, row),
  };
}

function fromCatalog(spec: MetricSpec): MetricDescription {
  return {
    spec,
    isListed: false,
    wireName: spec.name,
    otherNames: spec.aliases,
    statistics: [],
    primaryStatistic: undefined,
    periods: [],
    codec: new DimensionCodec(spec.dimensions, spec.resource, spec.attachedTo),
  };
}

function list(commaSeparated: string): string[] {
  return commaSeparated
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function memoized(describe: DescribeMetric): DescribeMetric {
  const known = new Map<MetricSpec, MetricDescription>();
  return (spec) => {
    let description = known.get(spec);
    if (!description) known.set(spec, (description = describe(spec)));
    return description;
  };
}
