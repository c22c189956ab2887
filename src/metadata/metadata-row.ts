import { isRecord, text } from '../internal/records.ts';

/**
 * Cloud Monitor's description of a metric: a row of `DescribeMetricMetaList`, with its wire names, so that you can pass on saved answers
 * unchanged.
 */
export interface MetadataRow {
  /** The name of the metric in the service's spelling. */
  readonly MetricName: string;
  /** The dimension keys, separated by commas, such as `userId,instanceId,ipsecId`. */
  readonly Dimensions: string;
  /** The statistics of the metric, separated by commas, such as `Average,Minimum,Maximum` or `Value`. */
  readonly Statistics: string;
  /** The periods in seconds, separated by commas, such as `60,300`. */
  readonly Periods?: string;
  /** The unit in the service's words. It is not used. */
  readonly Unit?: string;
  /** The description in the service's words. It is not used. */
  readonly Description?: string;
  /** The namespace, `acs_vpn`. Rows of other namespaces are ignored. */
  readonly Namespace?: string;
  /** JSON text of name-value pairs, such as the product category. */
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
