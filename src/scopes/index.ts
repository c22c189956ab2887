export { AttachmentScope, GatewayConnectionScope } from './connection-scope.ts';
export { FleetScope, type FleetFilter } from './fleet-scope.ts';
export { GatewayScope } from './gateway-scope.ts';
export { LookedUpConnectionScope, LookedUpTunnelScope, type ConnectionQuantity, type LookupOptions } from './looked-up-scope.ts';
export { MetricScope } from './metric-scope.ts';
export type { ConnectionRows, ResolvedMetric, RowsOf } from './rows.ts';
export type { ScopeContext } from './scope-context.ts';
export { SeriesScope } from './series-scope.ts';
export { AttachmentTunnelScope, TunnelScope } from './tunnel-scope.ts';
