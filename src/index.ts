export {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  EVENTS,
  GatewayMetric,
  METRICS,
  Quantity,
  SystemEvent,
  TunnelMetric,
  eventSpec,
  metricSpec,
  type Attachment,
  type EventRow,
  type EventSpec,
  type MetricName,
  type MetricRow,
  type MetricSpec,
  type ResourceKind,
  type Unit,
} from './catalog/index.ts';
export { VpnMonitorError, type ErrorCode, type VpnMonitorErrorInit } from './errors.ts';
export type { Clock } from './internal/clock.ts';
export type { Logger } from './internal/logger.ts';
export type { Duration, Instant } from './internal/time.ts';
export type { MetadataOption, MetadataRow, ResourceIds } from './metadata/index.ts';
export { MetricQuery, type FollowOptions, type MetricPage, type MetricPoint, type MetricResource, type Statistics, type TopOptions } from './metrics/index.ts';
export { VpnMonitor, type VpnMonitorOptions } from './monitor.ts';
export {
  AttachmentScope,
  AttachmentTunnelScope,
  FleetScope,
  GatewayConnectionScope,
  GatewayScope,
  LookedUpConnectionScope,
  LookedUpTunnelScope,
  MetricScope,
  SeriesScope,
  TunnelScope,
  type ConnectionQuantity,
  type ConnectionRows,
  type FleetFilter,
  type LookupOptions,
  type ResolvedMetric,
  type RowsOf,
} from './scopes/index.ts';
export {
  Listing,
  Topology,
  type BgpState,
  type Certificate,
  type Connection,
  type ConnectionFilter,
  type Gateway,
  type HealthState,
  type IpsecPhase,
  type IpsecState,
  type ResolvedConnection,
  type ResolvedGateway,
  type ResolvedResource,
  type ResolvedTunnel,
  type TopologyOptions,
  type Tunnel,
} from './topology/index.ts';
export {
  generatedTransport,
  type ApiCallOptions,
  type ApiRequest,
  type ApiResponse,
  type CredentialProvider,
  type Credentials,
  type CredentialSource,
  type EndpointOptions,
  type GeneratedClient,
  type Transport,
  type Usage,
} from './transport/index.ts';
