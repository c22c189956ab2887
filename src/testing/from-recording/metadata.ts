import { kindOfId } from '../../catalog/index.ts';
import { text } from '../../internal/records.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import type { MetadataRow } from '../metadata.ts';
import type { DimensionRole } from '../model/roles.ts';
import { spelledMetric } from '../model/spelled-metric.ts';
import type { AccountNumbers } from './account.ts';
import { newestRows } from './listing.ts';
import { METRICS_LISTED } from './operations.ts';
import type { RecordedPoint } from './points.ts';

const NAMESPACE = 'acs_vpn';
const PERIODS = '60,300,900,3600';
const ROLES = { gateway: 'gateway', connection: 'connection', tunnel: 'tunnel', 'transit-router': 'gateway' } as const satisfies Readonly<
  Record<string, DimensionRole>
>;

/** The metrics as they were listed, and what their dimension keys name by the datapoints. `undefined` where none was listed. */
export function recordedMetadata(
  calls: readonly RecordedCall[],
  points: readonly RecordedPoint[],
  account: AccountNumbers,
): readonly MetadataRow[] | undefined {
  const newest = new Map(points.map((point) => [point.metric, point.row]));
  const rows = newestRows(calls, METRICS_LISTED).flatMap(({ row }): readonly MetadataRow[] => {
    const name = text(row['MetricName']);
    const dimensions = text(row['Dimensions']);
    const statistics = text(row['Statistics']);
    if (name === undefined || dimensions === undefined || statistics === undefined || (text(row['Namespace']) ?? NAMESPACE) !== NAMESPACE)
      return [];
    return [
      {
        MetricName: name,
        Dimensions: dimensions,
        Statistics: statistics,
        Periods: text(row['Periods']) ?? PERIODS,
        ...restOf(row, name),
        roles: rolesIn(dimensions.split(','), newest.get(name) ?? {}, account),
      },
    ];
  });
  return rows.length === 0 ? undefined : rows;
}

function restOf(row: Readonly<Record<string, unknown>>, name: string): Partial<MetadataRow> {
  const [unit, labels, description] = [text(row['Unit']) ?? spelledMetric(name)?.unit, text(row['Labels']), text(row['Description'])];
  return {
    ...(unit !== undefined && { Unit: unit }),
    ...(labels !== undefined && { Labels: labels }),
    ...(description !== undefined && { Description: description }),
  };
}

/** What the values of a datapoint say its keys name. */
function rolesIn(
  keys: readonly string[],
  point: Readonly<Record<string, unknown>>,
  { accountId, regionId }: AccountNumbers,
): Readonly<Record<string, DimensionRole>> {
  const roles = keys.flatMap((given): readonly (readonly [string, DimensionRole])[] => {
    const key = given.trim();
    const value = text(point[key]);
    const kind = kindOfId(value);
    if (kind !== undefined && kind !== 'certificate') return [[key, ROLES[kind]]];
    if (value !== undefined && value === accountId) return [[key, 'user']];
    return value !== undefined && value === regionId ? [[key, 'region']] : [];
  });
  return Object.fromEntries(roles);
}
