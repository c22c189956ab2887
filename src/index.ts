/**
 * Monitoring of Alibaba Cloud VPN Gateway: metrics, system events, tunnel state, alert rules and diagnosis, typed.
 *
 * Begin with {@link VpnMonitor}. Its scopes (a gateway, a connection, a tunnel, a fleet) give metrics; {@link VpnMonitor.watch} tells when
 * a tunnel goes down; {@link VpnMonitor.history} tells how available it was. Failures are a {@link VpnMonitorError}, whose `code` is one of
 * {@link ErrorCode}.
 *
 * @example
 * ```ts
 * import { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function report(): Promise<void> {
 *   await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou' });
 *   const watch = monitor.watch(monitor.fleet());
 *   watch.on('tunnel:down', ({ resource }) => console.log(`${resource.tunnelId ?? resource.connectionId} is down`));
 *   watch.on('error', console.error);
 *   await watch.start();
 *   for (const [id, { ipsec }] of watch.snapshot().tunnels) console.log(id, ipsec);
 * }
 * ```
 *
 * Guides: [Watching tunnels](../docs/watching-tunnels.md), [Reports](../docs/reports.md), [Paging](../docs/paging.md),
 * [Permissions](../docs/permissions.md).
 *
 * @module alicloud-vpn-monitor
 */
export type {
  AlertComparison,
  AlertHistoryEntry,
  AlertHistoryOptions,
  AlertLevel,
  AlertPlan,
  AlertPlanChange,
  AlertPlanDifference,
  AlertPlanEntry,
  AlertPlanOptions,
  AlertPresets,
  AlertProgress,
  AlertPutOptions,
  AlertRule,
  AlertRuleFields,
  AlertRuleFilter,
  AlertRuleInput,
  AlertRuleLevel,
  AlertRuleResource,
  AlertStatistic,
  AlertThreshold,
  NoDataPolicy,
} from './alerts/index.ts';
export type {
  ContactGroupTarget,
  FoundApiTarget,
  FoundContactGroup,
  FoundFunction,
  FoundLog,
  FoundMns,
  FoundTargets,
  FoundWebhook,
  FunctionTarget,
  LogTarget,
  MnsTarget,
  NotificationLevel,
  Subscription,
  SubscriptionDefinition,
  SubscriptionListOptions,
  SubscriptionTargets,
  WebhookTarget,
} from './alerts/index.ts';
export { alertPresets, Alerts, Subscriptions } from './alerts/index.ts';
export {
  type Attachment,
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  type EventRow,
  EVENTS,
  type EventSpec,
  eventSpec,
  GatewayMetric,
  type MetricName,
  type MetricRow,
  METRICS,
  type MetricSpec,
  metricSpec,
  Quantity,
  type ResourceKind,
  SystemEvent,
  TunnelMetric,
  type Unit,
} from './catalog/index.ts';
export type {
  DiagnoseOptions,
  Diagnosis,
  DiagnosisReasonSpec,
  LogLine,
  LogLines,
  LogOptions,
  ParsedLogLine,
  ParseLogLineOptions,
  Route,
  RouteCounts,
  RouteOrigin,
  Routes,
  RoutesOptions,
  RouteSource,
  SslClient,
  SslClientsOptions,
  TunnelLogOptions,
  UtcOffset,
} from './diagnose/index.ts';
export { DIAGNOSIS_REASONS, DiagnosisReason, diagnosisReason, parseLogLine } from './diagnose/index.ts';
export { type ErrorCode, type FailedItem, VpnMonitorError, type VpnMonitorErrorInit } from './errors.ts';
export {
  type AlertNotification,
  type AlertResource,
  type AlertTaker,
  createEventReceiver,
  type EventContent,
  type EventFilter,
  type EventFollowOptions,
  type EventLevel,
  EventQuery,
  type EventReceiver,
  type EventReceiverOptions,
  type EventResource,
  type EventTaker,
  type FrameworkRequest,
  type FrameworkResponse,
  type KnownVpnEvent,
  type NodeRequest,
  type NodeResponse,
  parseAlertNotification,
  type ParseEventOptions,
  parseSystemEvent,
  type ReceiverSettings,
  type UnknownEventName,
  type UnknownVpnEvent,
  type VpnSystemEvent,
} from './events/index.ts';
export type {
  CommonFlowLogField,
  CreatedFlowLog,
  FlowLog,
  FlowLogChangeOptions,
  FlowLogField,
  FlowLogFilter,
  FlowLogPath,
  FlowLogQuery,
  FlowLogQueryOptions,
  FlowLogRecord,
  FlowLogResource,
  NewFlowLog,
  NewTransitRouterFlowLog,
  NewVpcFlowLog,
  PathName,
  RecordedPath,
  TransitRouterFlowLogField,
  VpcFlowLogField,
} from './flow-logs/index.ts';
export { FlowLogs, parseFlowLog } from './flow-logs/index.ts';
export {
  type Availability,
  type AvailabilityJson,
  type AvailabilityOptions,
  type ConnectionAvailability,
  type HistoryOptions,
  type HistoryProgress,
  HistoryQuery,
  type HistorySource,
  type Outage,
  type ResourceAvailability,
  type StateSpan,
  type TunnelAvailability,
} from './history/index.ts';
export type { Clock } from './internal/clock.ts';
export type { CollectOptions } from './internal/collect.ts';
export type { Logger } from './internal/logger.ts';
export type { Duration, Instant } from './internal/time.ts';
export type { MetadataOption, MetadataRow, ResourceIds } from './metadata/index.ts';
export {
  type FollowOptions,
  type LatestOptions,
  type MetricPage,
  type MetricPoint,
  MetricQuery,
  type MetricResource,
  type Statistics,
  type TopOptions,
} from './metrics/index.ts';
export { VpnMonitor } from './monitor.ts';
export type { VpnMonitorOptions } from './monitor-options.ts';
export type {
  FormatPreflightOptions,
  PreflightClock,
  PreflightEvent,
  PreflightFeature,
  PreflightFinding,
  PreflightFindingCode,
  PreflightMetric,
  PreflightOperation,
  PreflightOptions,
  PreflightProgress,
  PreflightReport,
  PreflightResources,
  PreflightRoute,
  RamPolicy,
  RecordedRun,
  RecordingOptions,
  RecordingTransport,
  ReplayOptions,
  ReplayTransport,
} from './preflight/index.ts';
export { formatPreflight, recordingTransport, replayTransport } from './preflight/index.ts';
export {
  AttachmentScope,
  AttachmentTunnelScope,
  type ConnectionQuantity,
  type ConnectionRows,
  type FleetFilter,
  FleetScope,
  GatewayConnectionScope,
  GatewayScope,
  LookedUpConnectionScope,
  LookedUpTunnelScope,
  type LookupOptions,
  type MetricOf,
  type MetricOrQuantity,
  MetricScope,
  type QuantityOf,
  type ResolvedMetric,
  type RowsOf,
  SeriesScope,
  TunnelScope,
} from './scopes/index.ts';
export {
  type BgpState,
  type Certificate,
  type Connection,
  type ConnectionFilter,
  type Gateway,
  type HealthState,
  type IpsecPhase,
  type IpsecState,
  Listing,
  type ResolvedConnection,
  type ResolvedGateway,
  type ResolvedResource,
  type ResolvedTunnel,
  Topology,
  type TopologyOptions,
  type Tunnel,
} from './topology/index.ts';
export {
  type ApiCallOptions,
  type ApiRequest,
  type ApiResponse,
  type CheckedCredentialProvider,
  type CredentialProvider,
  type Credentials,
  type CredentialSource,
  type EndpointOptions,
  type GeneratedClient,
  generatedTransport,
  type HttpAgent,
  httpsTransport,
  type HttpsTransportOptions,
  openApiTransport,
  type OpenApiTransportOptions,
  type PlannedRequest,
  type RouteOptions,
  type Transport,
  type TransportRoute,
  type Usage,
  type WriteOptions,
} from './transport/index.ts';
export {
  type Alarm,
  type AlarmRule,
  type AlarmType,
  type BgpTransition,
  type CertificateExpiringTransition,
  type CertificateTransition,
  type ConnectionCondition,
  type ConnectionState,
  type ConnectionTransition,
  type Disagreement,
  type EvidenceSource,
  type FailoverTransition,
  type HealthTransition,
  type PollReport,
  type RoleChange,
  type StateLock,
  type StateStore,
  type SubscribeOptions,
  type Transition,
  type TransitionEvidence,
  type TransitionStream,
  type TransitionStreamOptions,
  type TransitionType,
  type TunnelDiagnosis,
  type TunnelState,
  type TunnelTransition,
  TunnelWatch,
  type Unsubscribe,
  type WatchedResource,
  type WatchEvents,
  type WatchListener,
  type WatchOptions,
  type WatchPart,
  type WatchRole,
  type WatchSnapshot,
  type WatchSnapshotJson,
  type WatchSource,
} from './watch/index.ts';
