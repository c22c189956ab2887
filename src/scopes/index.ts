export { AttachmentScope, GatewayConnectionScope } from './connection-scope.ts';
export { GatewayScope } from './gateway-scope.ts';
export { MetricScope, type ResolvedMetric, type RowsOf } from './metric-scope.ts';
export { AttachmentTunnelScope, TunnelScope } from './tunnel-scope.ts';
