import { describeAlertLogList } from '../alerts/list-alert-log.ts';
import { describeContactGroupList } from '../alerts/list-contact-groups.ts';
import { describeMetricRuleList } from '../alerts/list-rules.ts';
import { putResourceMetricRule, putResourceMetricRules } from '../alerts/put-rules.ts';
import { deleteMetricRules, disableMetricRules, enableMetricRules } from '../alerts/switch-rules.ts';
import { listTransitRouterVpnAttachments } from '../cbn/attachments.ts';
import {
  activeFlowLog as activeTransitRouterFlowLog,
  createFlowlog,
  deactiveFlowLog as deactiveTransitRouterFlowLog,
  deleteFlowlog,
  describeFlowlogs,
} from '../cbn/flow-logs.ts';
import * as eventRules from '../cms/event-rules/index.ts';
import { batchExport, cursor } from '../cms/export.ts';
import { describeMetricMetaList, describeSystemEventMetaList } from '../cms/meta-lists.ts';
import { describeMetricData, describeMetricTop } from '../cms/metric-data.ts';
import { describeMetricLast } from '../cms/metric-last.ts';
import { describeMetricList } from '../cms/metric-list.ts';
import { describeSystemEventAttribute } from '../cms/system-events.ts';
import { describeSslVpnClientCerts } from '../vpc/certificates.ts';
import { describeVpnAttachments, describeVpnConnection, describeVpnConnections } from '../vpc/connections.ts';
import { diagnoseVpnConnections } from '../vpc/diagnose.ts';
import { activeFlowLog, createFlowLog, deactiveFlowLog, deleteFlowLog, describeFlowLogs } from '../vpc/flow-logs.ts';
import { describeVpnGateway, describeVpnGateways } from '../vpc/gateways.ts';
import { describeVpnConnectionLogs } from '../vpc/logs.ts';
import { describeVcoRouteEntries, describeVpnRouteEntries } from '../vpc/routes.ts';
import { describeSslVpnClients } from '../vpc/ssl-clients.ts';
import { describeSslVpnServers } from '../vpc/ssl-servers.ts';
import type { Operation } from './context.ts';

/** The API versions that tell the services apart, as `x-acs-version` carries them. */
export const PRODUCTS: Readonly<Record<string, 'cms' | 'vpc' | 'cbn'>> = { '2019-01-01': 'cms', '2016-04-28': 'vpc', '2017-09-12': 'cbn' };

/** The operations simulated, by service. */
export const OPERATIONS: Readonly<Record<'cms' | 'vpc' | 'cbn', Readonly<Record<string, Operation>>>> = {
  cms: {
    DescribeMetricList: describeMetricList,
    DescribeMetricLast: describeMetricLast,
    DescribeMetricData: describeMetricData,
    DescribeMetricTop: describeMetricTop,
    DescribeMetricMetaList: describeMetricMetaList,
    DescribeSystemEventAttribute: describeSystemEventAttribute,
    DescribeSystemEventMetaList: describeSystemEventMetaList,
    PutResourceMetricRule: putResourceMetricRule,
    PutResourceMetricRules: putResourceMetricRules,
    DescribeMetricRuleList: describeMetricRuleList,
    EnableMetricRules: enableMetricRules,
    DisableMetricRules: disableMetricRules,
    DeleteMetricRules: deleteMetricRules,
    DescribeAlertLogList: describeAlertLogList,
    PutEventRule: eventRules.putEventRule,
    PutEventRuleTargets: eventRules.putEventRuleTargets,
    DescribeEventRuleList: eventRules.describeEventRuleList,
    DescribeEventRuleTargetList: eventRules.describeEventRuleTargetList,
    DeleteEventRules: eventRules.deleteEventRules,
    DeleteEventRuleTargets: eventRules.deleteEventRuleTargets,
    EnableEventRules: eventRules.enableEventRules,
    DisableEventRules: eventRules.disableEventRules,
    SendDryRunSystemEvent: eventRules.sendDryRunSystemEvent,
    DescribeContactGroupList: describeContactGroupList,
    Cursor: cursor,
    BatchExport: batchExport,
  },
  vpc: {
    DescribeVpnGateways: describeVpnGateways,
    DescribeVpnGateway: describeVpnGateway,
    DescribeVpnConnections: describeVpnConnections,
    DescribeVpnConnection: describeVpnConnection,
    DescribeVpnAttachments: describeVpnAttachments,
    DescribeSslVpnClientCerts: describeSslVpnClientCerts,
    DescribeSslVpnClients: describeSslVpnClients,
    DescribeSslVpnServers: describeSslVpnServers,
    DescribeVpnRouteEntries: describeVpnRouteEntries,
    DescribeVcoRouteEntries: describeVcoRouteEntries,
    DescribeVpnConnectionLogs: describeVpnConnectionLogs,
    DiagnoseVpnConnections: diagnoseVpnConnections,
    CreateFlowLog: createFlowLog,
    DescribeFlowLogs: describeFlowLogs,
    ActiveFlowLog: activeFlowLog,
    DeactiveFlowLog: deactiveFlowLog,
    DeleteFlowLog: deleteFlowLog,
  },
  // The spellings are the API's.
  cbn: {
    CreateFlowlog: createFlowlog,
    DescribeFlowlogs: describeFlowlogs,
    ActiveFlowLog: activeTransitRouterFlowLog,
    DeactiveFlowLog: deactiveTransitRouterFlowLog,
    DeleteFlowlog: deleteFlowlog,
    ListTransitRouterVpnAttachments: listTransitRouterVpnAttachments,
  },
};

/** The metric queries that share the month's free calls. */
export const BILLABLE: ReadonlySet<string> = new Set([
  'DescribeMetricList',
  'DescribeMetricLast',
  'DescribeMetricData',
  'DescribeMetricTop',
]);
