import { isWord } from '../anonymous/vocabulary.ts';
import { list, object, rows } from '../fields/containers.ts';
import { diagnosis } from '../fields/diagnosis.ts';
import { type Field, textField } from '../fields/field.ts';
import { logLine } from '../fields/log-line.ts';
import { addresses, asNumber, between, count, id, name, number, pattern, place, time, word, words } from '../fields/values.ts';
import { COUNTS, PAGES, type RecordedOperation, REGION, tags } from './operation.ts';

/** A community is a number of an AS and one of its own, or a word. */
const community: Field = /* @__PURE__ */ textField((said, { pseudonyms }) => {
  const [, as, own] = /^(\d{1,10}):(\d{1,10})$/.exec(said) ?? [];
  if (as !== undefined && own !== undefined) return `${pseudonyms.asNumber(as)}:${pseudonyms.communityNumber(own)}`;
  return isWord(said) ? said : pseudonyms.of(said, 'name');
});

const route: Field = /* @__PURE__ */ object({
  RouteDest: addresses,
  RouteEntryType: word,
  Source: word,
  NextHop: id,
  VpnConnectionId: id,
  NextHopTunnelId: /* @__PURE__ */ between(id),
  NextHopTunnelIdList: /* @__PURE__ */ rows(['NextHopTunnelIdList'], /* @__PURE__ */ between(id)),
  AsPath: /* @__PURE__ */ list(/* @__PURE__ */ between(asNumber)),
  Community: /* @__PURE__ */ list(/* @__PURE__ */ between(community)),
  Weight: count,
  State: word,
  CreateTime: time,
});
const routeCount: Field = /* @__PURE__ */ object({ RouteEntryType: word, Source: word, RouteCount: count });

/** `CN=` and the id of a certificate, or a user's name. */
const commonName: Field = /* @__PURE__ */ textField((said, { pseudonyms }) => {
  const certificate = /(?:^|[\s,/])CN\s*=\s*(vsc-[^\s,/]+)/i.exec(said)?.[1];
  if (certificate === undefined) return pseudonyms.of(said, 'name');
  const rest = said
    .trim()
    .replace(/^CN\s*=\s*/i, '')
    .replace(certificate, '');
  return `CN=${pseudonyms.of(certificate, 'id')}${rest === '' ? '' : `,O=${pseudonyms.of(rest, 'name')}`}`;
});

const sslClient: Field = /* @__PURE__ */ object({
  CommonName: commonName,
  Ip: addresses,
  Port: (value, recorded) => (typeof value === 'number' ? count(value, recorded) : maskedPort(value, recorded)),
  PrivateIp: addresses,
  ConnectedTime: time,
  SendBytes: number,
  ReceiveBytes: number,
  Status: word,
});
const maskedPort: Field = /* @__PURE__ */ pattern(/^(?:[0-5]?\d{1,4}|6[0-5]\d{3})$|^\d{1,4}\*{1,5}$/);

const flowLog: Field = /* @__PURE__ */ object({
  FlowLogId: id,
  FlowLogName: name,
  Description: name,
  Status: word,
  RegionId: place,
  ProjectName: name,
  LogStoreName: name,
  CreationTime: time,
  Tags: /* @__PURE__ */ tags('Tag'),
  Tag: /* @__PURE__ */ tags('Tag'),
  AggregationInterval: count,
  Interval: count,
  TrafficPath: /* @__PURE__ */ rows(['TrafficPathList'], words),
  FlowLogDeliverStatus: word,
  FlowLogDeliverErrorMessage: word,
  TrafficType: word,
  ResourceId: id,
  ResourceType: word,
  CenId: id,
  TransitRouterId: id,
  TransitRouterAttachmentId: id,
});

/** Diagnosis, negotiation logs, routes, SSL clients and flow logs. */
export function troubleshootingOperations(): Readonly<Record<string, RecordedOperation>> {
  const params = { ...REGION, ...PAGES };
  const routes = { ...COUNTS, VpnRouteCounts: rows(['VpnRouteCount'], routeCount) };
  return {
    DiagnoseVpnConnections: {
      params: { ...params, VpnGatewayId: id, TunnelIds: list(id), VpnConnectionIds: list(id) },
      body: { ...COUNTS, VpnConnections: rows(['VpnConnection'], diagnosis) },
    },
    DescribeVpnConnectionLogs: {
      params: { ...params, VpnConnectionId: id, TunnelId: id, From: time, To: time },
      body: { ...COUNTS, Count: count, IsCompleted: word, Data: rows(['Logs'], logLine) },
    },
    DescribeVpnRouteEntries: {
      params: { ...params, VpnGatewayId: id, RouteEntryType: word },
      body: { ...routes, VpnRouteEntries: rows(['VpnRouteEntry'], route) },
    },
    DescribeVcoRouteEntries: {
      params: { ...params, VpnConnectionId: id, RouteEntryType: word },
      body: { ...routes, VcoRouteEntries: rows([], route) },
    },
    DescribeSslVpnClients: { params: { ...params, VpnGatewayId: id }, body: { ...COUNTS, ClientInfoList: rows([], sslClient) } },
    DescribeFlowLogs: { params, body: { ...COUNTS, FlowLogs: rows(['FlowLog'], flowLog) } },
    DescribeFlowlogs: { params, body: { ...COUNTS, FlowLogs: rows(['FlowLog'], flowLog) } },
  };
}
