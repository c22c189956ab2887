import { object, rows } from '../fields/containers.ts';
import type { Field } from '../fields/field.ts';
import { addresses, asNumber, count, id, name, pattern, place, time, token, word } from '../fields/values.ts';
import { COUNTS, PAGES, type RecordedOperation, REGION, tags } from './operation.ts';

const ownTags: Field = /* @__PURE__ */ tags('Tag');

const gateway: Field = /* @__PURE__ */ object({
  VpnGatewayId: id,
  Name: name,
  Status: word,
  BusinessStatus: word,
  Spec: /* @__PURE__ */ pattern(/^\d{1,4}(?:M|Mbps)?$/i),
  VpcId: id,
  InternetIp: addresses,
  DisasterRecoveryInternetIp: addresses,
  IpsecVpn: word,
  SslVpn: word,
  CreateTime: time,
  EndTime: time,
  Tags: ownTags,
  Tag: ownTags,
});

const tunnel: Field = /* @__PURE__ */ object({
  TunnelId: id,
  TunnelIndex: count,
  Role: word,
  State: word,
  Status: word,
  InternetIp: addresses,
  ZoneNo: place,
  TunnelBgpConfig: /* @__PURE__ */ object({
    BgpStatus: word,
    LocalAsn: asNumber,
    PeerAsn: asNumber,
    TunnelCidr: addresses,
    LocalBgpIp: addresses,
    PeerBgpIp: addresses,
  }),
});

const connection: Field = /* @__PURE__ */ object({
  VpnConnectionId: id,
  Name: name,
  AttachType: word,
  VpnGatewayId: id,
  TransitRouterId: id,
  CustomerGatewayId: id,
  LocalSubnet: addresses,
  RemoteSubnet: addresses,
  State: word,
  Status: word,
  CreateTime: time,
  EnableTunnelsBgp: word,
  VpnBgpConfig: /* @__PURE__ */ object({
    EnableBgp: word,
    Status: word,
    LocalAsn: asNumber,
    PeerAsn: asNumber,
    TunnelCidr: addresses,
    LocalBgpIp: addresses,
    PeerBgpIp: addresses,
  }),
  VcoHealthCheck: /* @__PURE__ */ object({ Enable: word, Status: word }),
  TunnelOptionsSpecification: /* @__PURE__ */ rows(['TunnelOptions'], tunnel),
  Tags: ownTags,
  Tag: ownTags,
});

const certificate: Field = /* @__PURE__ */ object({
  SslVpnClientCertId: id,
  SslVpnServerId: id,
  Name: name,
  Status: word,
  EndTime: time,
  CreateTime: time,
});
const sslServer: Field = /* @__PURE__ */ object({ SslVpnServerId: id, VpnGatewayId: id });
const attachment: Field = /* @__PURE__ */ object({ TransitRouterAttachmentId: id, CenId: id, VpnId: id });

/** Gateways, connections, certificates and attachments. */
export function topologyOperations(): Readonly<Record<string, RecordedOperation>> {
  const params = { ...REGION, ...PAGES };
  return {
    DescribeVpnGateways: { params: { ...params, VpnGatewayId: id }, body: { ...COUNTS, VpnGateways: rows(['VpnGateway'], gateway) } },
    DescribeVpnConnections: {
      params: { ...params, VpnGatewayId: id, VpnConnectionId: id, CustomerGatewayId: id },
      body: { ...COUNTS, VpnConnections: rows(['VpnConnection'], connection) },
    },
    DescribeSslVpnClientCerts: { params, body: { ...COUNTS, SslVpnClientCertKeys: rows(['SslVpnClientCertKey'], certificate) } },
    DescribeSslVpnServers: {
      params: { ...params, VpnGatewayId: id },
      body: { ...COUNTS, SslVpnServers: rows(['SslVpnServer'], sslServer) },
    },
    ListTransitRouterVpnAttachments: {
      params: { ...REGION, TransitRouterId: id, TransitRouterAttachmentId: id, MaxResults: count, NextToken: token },
      body: {
        TotalCount: count,
        MaxResults: count,
        NextToken: token,
        TransitRouterAttachments: rows(['TransitRouterAttachment'], attachment),
      },
    },
  };
}
