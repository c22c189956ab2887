import { GatewayMetric, METRICS, type MetricSpec, metricSpec } from '../catalog/index.ts';
import type { DimensionRole } from './model/roles.ts';

/** A row of `DescribeMetricMetaList`: a metric as the simulated service describes and serves it. */
export interface MetadataRow {
  /** The service's spelling of the metric. */
  readonly MetricName: string;
  /** The dimension keys, separated by commas. */
  readonly Dimensions: string;
  /** The statistics, separated by commas: `Average`, `Minimum`, `Maximum`, `Sum`, `Value`. */
  readonly Statistics: string;
  /** The periods in seconds, separated by commas. */
  readonly Periods: string;
  /** Default: `acs_vpn`. */
  readonly Namespace?: string;
  /** Default: empty. */
  readonly Unit?: string;
  /** JSON text. Default: category and product category, from the catalogue. */
  readonly Labels?: string;
  /** Default: the name of the metric. */
  readonly Description?: string;
  /** The resources that unusual dimension keys stand for, by key. Not sent. */
  readonly roles?: Readonly<Record<string, DimensionRole>>;
}

const PERIODS = '60,300,900,3600';
const GAUGE = 'Average,Minimum,Maximum';

// Metrics that are documented with one statistic, Value, have no other: reading Average from them gives nothing.
const statisticsOf = ({ statistics }: MetricSpec, otherwise: string): string => statistics.join() || otherwise;

// Where the service's own list departs from the document: the gateway's packet rates keep the
// spelling of the older document, and the odd one out of the transit-router rates is regular.
const LIVE_NAMES: Readonly<Record<string, string>> = {
  [GatewayMetric.InboundPacketRate]: 'net_rx.Pkgs',
  [GatewayMetric.OutboundPacketRate]: 'net_tx.Pkgs',
  'vpn_connection.tx.rate': 'vpn_connection_tx.rate',
};

function liveDimensions(spec: MetricSpec): string {
  if (spec.attachedTo === 'transit-router') return spec.resource === 'tunnel' ? 'userId,instanceId,tunnelId' : 'userId,instanceId';
  if (spec.resource === 'gateway') return 'userId,instanceId';
  return spec.resource === 'tunnel' ? 'userId,instanceId,tunnelId' : 'userId,instanceId,ipsecId';
}

function row(spec: MetricSpec, name: string, dimensions: string, statistics: string): MetadataRow {
  return {
    MetricName: name,
    Dimensions: dimensions,
    Statistics: statistics,
    Periods: PERIODS,
    Unit: spec.unit,
    Description: spec.description,
  };
}

/**
 * The rows the simulated service answers unless told otherwise. They differ from the document
 * as the real service is known or likely to: in spelling, in dimensions and in statistics.
 */
export function liveMetadata(): readonly MetadataRow[] {
  return METRICS.map((spec) => {
    const statistics = statisticsOf(spec, spec.kind === 'state' ? `${GAUGE},Value` : GAUGE);
    return row(spec, LIVE_NAMES[spec.name] ?? spec.name, liveDimensions(spec), statistics);
  });
}

/** The rows a service would answer that agreed with the catalogue in every name and dimension. */
export function documentedMetadata(): readonly MetadataRow[] {
  return METRICS.map((spec) => row(spec, spec.name, spec.dimensions.join(','), statisticsOf(spec, GAUGE)));
}

/** A row as it is sent. */
export function wireRow(one: MetadataRow): Record<string, string> {
  const spec = metricSpec(one.MetricName);
  const labels = [
    { name: 'metricCategory', value: spec?.resource ?? 'instanceId' },
    { name: 'alertEnable', value: 'true' },
    { name: 'alertUnit', value: one.Unit ?? '' },
    { name: 'unitFactor', value: '1' },
    { name: 'minAlertPeriod', value: '60' },
    { name: 'productCategory', value: spec?.productCategory ?? (one.MetricName.startsWith('vpn_connection') ? 'vpnconnection' : 'vpn') },
  ];
  return {
    Namespace: one.Namespace ?? 'acs_vpn',
    MetricName: one.MetricName,
    Dimensions: one.Dimensions,
    Statistics: one.Statistics,
    Periods: one.Periods,
    Unit: one.Unit ?? '',
    Labels: one.Labels ?? JSON.stringify(labels),
    Description: one.Description ?? one.MetricName,
  };
}
