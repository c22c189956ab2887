import { type ApiRequest, ramActionOf } from '../transport/index.ts';
import type { PreflightFeature } from './options.ts';

interface Operation {
  readonly product: ApiRequest['product'];
  /** Where its answers hold their rows, from the outside in; absent where they hold none. */
  readonly rows?: readonly string[];
}

/** Every operation that reads, by its name. */
const OPERATIONS = {
  BatchExport: { product: 'cms', rows: ['DataResults'] },
  Cursor: { product: 'cms' },
  DescribeAlertLogList: { product: 'cms', rows: ['AlertLogList', 'AlertLog'] },
  DescribeContactGroupList: { product: 'cms', rows: ['ContactGroups', 'ContactGroup'] },
  DescribeEventRuleList: { product: 'cms', rows: ['EventRules', 'EventRule'] },
  DescribeEventRuleTargetList: { product: 'cms' },
  DescribeMetricLast: { product: 'cms', rows: ['Datapoints'] },
  DescribeMetricList: { product: 'cms', rows: ['Datapoints'] },
  DescribeMetricMetaList: { product: 'cms', rows: ['Resources', 'Resource'] },
  DescribeMetricRuleList: { product: 'cms', rows: ['Alarms', 'Alarm'] },
  DescribeMetricTop: { product: 'cms', rows: ['Datapoints'] },
  DescribeSystemEventAttribute: { product: 'cms', rows: ['SystemEvents', 'SystemEvent'] },
  DescribeSystemEventMetaList: { product: 'cms', rows: ['Data', 'Resource'] },
  DescribeFlowLogs: { product: 'vpc', rows: ['FlowLogs', 'FlowLog'] },
  DescribeSslVpnClientCerts: { product: 'vpc', rows: ['SslVpnClientCertKeys', 'SslVpnClientCertKey'] },
  DescribeSslVpnClients: { product: 'vpc', rows: ['ClientInfoList', 'ClientInfo'] },
  DescribeSslVpnServers: { product: 'vpc', rows: ['SslVpnServers', 'SslVpnServer'] },
  DescribeVcoRouteEntries: { product: 'vpc', rows: ['VcoRouteEntries', 'VcoRouteEntry'] },
  DescribeVpnConnectionLogs: { product: 'vpc', rows: ['Data', 'Logs'] },
  DescribeVpnConnections: { product: 'vpc', rows: ['VpnConnections', 'VpnConnection'] },
  DescribeVpnGateways: { product: 'vpc', rows: ['VpnGateways', 'VpnGateway'] },
  DescribeVpnRouteEntries: { product: 'vpc', rows: ['VpnRouteEntries', 'VpnRouteEntry'] },
  DiagnoseVpnConnections: { product: 'vpc', rows: ['VpnConnections', 'VpnConnection'] },
  DescribeFlowlogs: { product: 'cbn', rows: ['FlowLogs', 'FlowLog'] },
  ListTransitRouterVpnAttachments: { product: 'cbn', rows: ['TransitRouterAttachments', 'TransitRouterAttachment'] },
} as const satisfies Readonly<Record<string, Operation>>;

/** An operation that reads, by its name. */
export type ReadAction = keyof typeof OPERATIONS;

/** What each feature asks for. Source: docs/permissions.md, of which a test holds every policy against this. */
export const ACTIONS_OF: Readonly<Record<PreflightFeature, readonly ReadAction[]>> = {
  topology: ['DescribeSslVpnClientCerts', 'DescribeVpnConnections', 'DescribeVpnGateways'],
  metrics: ['DescribeMetricLast', 'DescribeMetricList', 'DescribeMetricMetaList', 'DescribeVpnConnections', 'DescribeVpnGateways'],
  events: ['DescribeSystemEventAttribute', 'DescribeSystemEventMetaList'],
  watch: [
    'DescribeMetricLast',
    'DescribeMetricList',
    'DescribeMetricMetaList',
    'DescribeSystemEventAttribute',
    'DescribeSystemEventMetaList',
    'DescribeVpnConnections',
    'DescribeVpnGateways',
  ],
  history: [
    'DescribeMetricList',
    'DescribeMetricMetaList',
    'DescribeSystemEventAttribute',
    'DescribeSystemEventMetaList',
    'DescribeVpnConnections',
    'DescribeVpnGateways',
  ],
  top: ['DescribeMetricMetaList', 'DescribeMetricTop'],
  export: ['BatchExport', 'Cursor', 'DescribeMetricMetaList'],
  certificates: ['DescribeSslVpnClientCerts', 'DescribeSslVpnServers'],
  alerts: [
    'DescribeAlertLogList',
    'DescribeContactGroupList',
    'DescribeMetricMetaList',
    'DescribeMetricRuleList',
    'DescribeVpnConnections',
    'DescribeVpnGateways',
  ],
  subscriptions: ['DescribeContactGroupList', 'DescribeEventRuleList', 'DescribeEventRuleTargetList', 'DescribeSystemEventMetaList'],
  diagnosis: ['DescribeVpnConnectionLogs', 'DescribeVpnConnections', 'DiagnoseVpnConnections'],
  routes: ['DescribeSslVpnClients', 'DescribeVcoRouteEntries', 'DescribeVpnConnections', 'DescribeVpnGateways', 'DescribeVpnRouteEntries'],
  'flow-logs': ['DescribeFlowLogs', 'DescribeFlowlogs', 'DescribeVpnConnections', 'ListTransitRouterVpnAttachments'],
};

/** Every feature, in the order of the guide. */
export function allFeatures(): readonly PreflightFeature[] {
  return Object.keys(ACTIONS_OF) as PreflightFeature[];
}

/** An operation, and which of the asked features need it. */
export interface NeededOperation extends Operation {
  readonly action: ReadAction;
  readonly ramAction: string;
  readonly features: readonly PreflightFeature[];
}

/** Every operation that some of the features need, once. */
export function operationsFor(features: readonly PreflightFeature[]): readonly NeededOperation[] {
  return (Object.keys(OPERATIONS) as ReadAction[]).flatMap((action) => {
    const operation: Operation = OPERATIONS[action];
    const needing = features.filter((feature) => ACTIONS_OF[feature].includes(action));
    return needing.length === 0
      ? []
      : [{ ...operation, action, ramAction: ramActionOf({ product: operation.product, action }), features: needing }];
  });
}

/** A request for an operation. */
export function requestOf(action: ReadAction, params: ApiRequest['params']): ApiRequest {
  return { product: OPERATIONS[action].product, action, params };
}
