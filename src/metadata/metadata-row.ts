import { isRecord, text } from '../internal/records.ts';

/**
 * One metric as Cloud Monitor describes it: a row of `DescribeMetricMetaList`, wire names kept, so
 * that saved answers can be given as they are.
 */
export interface MetadataRow {
  readonly MetricName: string;
  /** Dimension keys, comma-separated, such as `userId,instanceId,ipsecId`. */
  readonly Dimensions: string;
  /** Statistics the metric offers, comma-separated, such as `Average,Minimum,Maximum` or `Value`. */
  readonly Statistics: string;
  /** Periods in seconds, comma-separated, such as `60,300`. */
  readonly Periods?: string;
  readonly Unit?: string;
  readonly Description?: string;
  readonly Namespace?: string;
  /** JSON text of name-value pairs. */
  readonly Labels?: string;
}

/** The namespace of every VPN Gateway metric. */
export const NAMESPACE = 'acs_vpn';

/** The rows of one `DescribeMetricMetaList` body, readable or not. */
export function metadataRows(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  const resources = body['Resources'];
  const list = isRecord(resources) ? resources['Resource'] : resources;
  // A metric that has none need not say so.
  return Array.isArray(list) ? list.map((row: unknown) => (isRecord(row) ? { ...row, Statistics: row['Statistics'] ?? '' } : row)) : [];
}

/** Whether a value has what this package reads of a metadata row. */
export function isMetadataRow(value: unknown): value is MetadataRow {
  return (
    isRecord(value) &&
    // Saved answers may hold other products, some of which share a metric's name.
    (text(value['Namespace']) ?? NAMESPACE) === NAMESPACE &&
    typeof value['MetricName'] === 'string' &&
    text(value['MetricName']) !== undefined &&
    typeof value['Dimensions'] === 'string' &&
    typeof value['Statistics'] === 'string'
  );
}
