import * as z from 'zod/mini';
import { listIn } from '../internal/list-in.ts';
import { finiteNumber, tagPairs, text, truth } from '../internal/records.ts';

// A field that is missing, blank or of another type is left out; only identity is insisted on. What is
// not named here is dropped while parsing: keys, certificates and whatever the service adds.
const lenient = <T>(read: (value: unknown) => T | undefined) => z.transform(read);

const id = z.string().check(z.trim(), z.minLength(1));
const word = (value: unknown): string | undefined => (typeof value === 'boolean' ? String(value) : text(value));
const words = lenient(word);
const time = lenient(finiteNumber);
const flag = lenient(truth);
const index = lenient((value) => {
  const number = finiteNumber(value);
  return number !== undefined && Number.isInteger(number) && number >= 1 ? number : undefined;
});

// Gateways put the owner's tags under Tags and JSON text of system tags under Tag; lists of connections put the owner's under Tag.
const tags = lenient((value) => {
  const rows = listIn(value, 'Tag');
  return rows && tagPairs(rows);
});

const section = <S extends z.core.$ZodShape>(shape: S) => z.catch(z.optional(z.object(shape)), undefined);
const bgpAddresses = { LocalAsn: words, PeerAsn: words, TunnelCidr: words, LocalBgpIp: words, PeerBgpIp: words };

export const gatewayRow = z.object({
  VpnGatewayId: id,
  Name: words,
  Status: words,
  BusinessStatus: words,
  Spec: words,
  VpcId: words,
  InternetIp: words,
  DisasterRecoveryInternetIp: words,
  IpsecVpn: flag,
  SslVpn: flag,
  CreateTime: time,
  EndTime: time,
  Tags: tags,
  Tag: tags,
});

export const connectionRow = z.object({
  VpnConnectionId: id,
  Name: words,
  AttachType: words,
  VpnGatewayId: words,
  TransitRouterId: words,
  CustomerGatewayId: words,
  LocalSubnet: words,
  RemoteSubnet: words,
  State: words,
  Status: words,
  CreateTime: time,
  EnableTunnelsBgp: flag,
  VpnBgpConfig: section({ EnableBgp: flag, Status: words, ...bgpAddresses }),
  VcoHealthCheck: section({ Enable: flag, Status: words }),
  TunnelOptionsSpecification: lenient((value) => listIn(value, 'TunnelOptions')),
  Tags: tags,
  Tag: tags,
});

export const tunnelRow = z.object({
  TunnelId: id,
  TunnelIndex: index,
  Role: words,
  State: words,
  Status: words,
  InternetIp: words,
  ZoneNo: words,
  TunnelBgpConfig: section({ BgpStatus: words, ...bgpAddresses }),
});

export const certificateRow = z.object({
  SslVpnClientCertId: id,
  SslVpnServerId: words,
  Name: words,
  Status: words,
  EndTime: time,
  CreateTime: time,
});

export const sslServerRow = z.object({
  SslVpnServerId: id,
  VpnGatewayId: words,
});
