import type { ListOperation } from './listing.ts';

export const GATEWAYS: ListOperation = {
  action: 'DescribeVpnGateways',
  container: 'VpnGateways',
  item: 'VpnGateway',
  id: 'VpnGatewayId',
  single: 'DescribeVpnGateway',
};
export const CONNECTIONS: ListOperation = {
  action: 'DescribeVpnConnections',
  container: 'VpnConnections',
  item: 'VpnConnection',
  id: 'VpnConnectionId',
  single: 'DescribeVpnConnection',
};
export const CERTIFICATES: ListOperation = {
  action: 'DescribeSslVpnClientCerts',
  container: 'SslVpnClientCertKeys',
  item: 'SslVpnClientCertKey',
  id: 'SslVpnClientCertId',
};
export const SSL_SERVERS: ListOperation = {
  action: 'DescribeSslVpnServers',
  container: 'SslVpnServers',
  item: 'SslVpnServer',
  id: 'SslVpnServerId',
};
export const VPN_ATTACHMENTS: ListOperation = { action: 'DescribeVpnAttachments', container: 'VpnAttachments', id: 'InstanceId' };
export const ROUTER_ATTACHMENTS: ListOperation = {
  action: 'ListTransitRouterVpnAttachments',
  container: 'TransitRouterAttachments',
  id: 'TransitRouterAttachmentId',
};
export const METRICS_LISTED: ListOperation = {
  action: 'DescribeMetricMetaList',
  container: 'Resources',
  item: 'Resource',
  id: 'MetricName',
};
export const RULES: ListOperation = { action: 'DescribeMetricRuleList', container: 'Alarms', item: 'Alarm', id: 'RuleId' };
