import { upAt } from '../model/steps.ts';
import type { Connection, Link } from '../model/topology.ts';
import { SIMULATED_SECRET } from '../secret.ts';
import { tagList } from './listing.ts';

/** A VPC `Status` for what is negotiated: which phase is missing, if any. */
export function linkStatus(link: Link, now: number): string {
  if (upAt(link.ipsec, now)) return 'ipsec_sa_established';
  return link.ipsec.causeAt(now)?.phase === 'phase2' ? 'ipsec_sa_not_established' : 'ike_sa_not_established';
}

/** A connection as the service describes it, secrets included: pre-shared keys, BGP keys and certificates come back in clear. */
export function connectionBody(connection: Connection, now: number, face: 'list' | 'single'): Record<string, unknown> {
  const [first] = connection.links;
  const dual = connection.mode === 'dual';
  return {
    VpnConnectionId: connection.id,
    Name: connection.name,
    CreateTime: connection.since,
    CustomerGatewayId: connection.id.replace('vco-', 'cgw-'),
    ...attachment(connection),
    State: connection.attachedTo === 'transit-router' ? 'attached' : connection.attachedTo === 'nothing' ? 'init' : 'active',
    // Each tunnel has its own status; the one up here stays empty for dual-tunnel connections.
    Status: dual || !first ? '' : linkStatus(first, now),
    LocalSubnet: '10.0.0.0/8',
    RemoteSubnet: '192.168.0.0/16',
    InternetIp: dual ? '' : '203.0.113.20',
    NetworkType: 'public',
    Spec: '1000M',
    TunnelBandwidth: 'Standard',
    CrossAccountAuthorized: false,
    EffectImmediately: true,
    EnableDpd: true,
    EnableNatTraversal: true,
    EnableTunnelsBgp: dual && connection.hasBgp,
    ResourceGroupId: 'rg-simulated',
    RemoteCaCertificate: certificate(connection.id),
    IkeConfig: { ...IKE, IkeLifetime: 86_400, Psk: `${SIMULATED_SECRET}-psk-${connection.id}` },
    IpsecConfig: { ...IPSEC, IpsecLifetime: 86_400 },
    VcoHealthCheck: healthCheck(connection, now),
    VpnBgpConfig: bgpConfig(connection, now, face),
    ...(dual
      ? { TunnelOptionsSpecification: { TunnelOptions: connection.links.map((link) => tunnelOptions(connection, link, now)) } }
      : // A list that is there and empty means the same as one that is not there.
        connection.attachedTo === 'vpn-gateway' && { TunnelOptionsSpecification: { TunnelOptions: [] } }),
    ...(face === 'list' ? { Tag: { Tag: tagList(connection.tags) } } : { Tags: { Tag: tagList(connection.tags) } }),
  };
}

const IKE = {
  IkeAuthAlg: 'sha256',
  IkeEncAlg: 'aes256',
  IkeMode: 'main',
  IkePfs: 'group14',
  IkeVersion: 'ikev2',
  LocalId: '203.0.113.20',
  RemoteId: '198.51.100.7',
};
const IPSEC = { IpsecAuthAlg: 'sha256', IpsecEncAlg: 'aes256', IpsecPfs: 'group14' };

function attachment(connection: Connection): Record<string, unknown> {
  switch (connection.attachedTo) {
    case 'vpn-gateway':
      return { AttachType: 'VPNGW', VpnGatewayId: connection.gateway?.id };
    case 'transit-router':
      return {
        AttachType: 'CEN',
        TransitRouterId: connection.transitRouterId,
        TransitRouterName: 'transit-router',
        AttachInstanceId: connection.cenId,
      };
    case 'nothing':
      return { AttachType: 'NO_ASSOCIATED' };
  }
}

function healthCheck(connection: Connection, now: number): Record<string, unknown> {
  const ok = upAt(connection.health, now);
  // A check that is switched off still answers success: Enable is what counts.
  return {
    Enable: String(connection.hasHealthCheck),
    Status: ok ? 'success' : 'failed',
    Dip: '192.168.0.1',
    Sip: '10.0.0.1',
    Interval: 3,
    Retry: 3,
    Policy: 'revoke_route',
  };
}

function bgpConfig(connection: Connection, now: number, face: 'list' | 'single'): Record<string, unknown> {
  const [link] = connection.links;
  const up = link !== undefined && upAt(link.bgp, now);
  const single = connection.mode === 'single';
  return {
    ...(face === 'single' && { EnableBgp: String(connection.hasBgp && single) }),
    ...(connection.hasBgp &&
      single && {
        Status: up ? 'success' : face === 'list' ? 'false' : 'failed',
        LocalAsn: 65_531,
        PeerAsn: 65_530,
        LocalBgpIp: '169.254.10.2',
        PeerBgpIp: '169.254.10.1',
        TunnelCidr: '169.254.10.0/30',
        AuthKey: `${SIMULATED_SECRET}-bgp-${connection.id}`,
      }),
  };
}

/** Numbers and booleans of a tunnel are text, unlike those of the connection around it. */
function tunnelOptions(connection: Connection, link: Link, now: number): Record<string, unknown> {
  return {
    TunnelId: link.tunnelId,
    CustomerGatewayId: connection.id.replace('vco-', 'cgw-'),
    State: 'active',
    Status: linkStatus(link, now),
    Role: link.index === 1 ? 'master' : 'slave',
    ...(connection.attachedTo === 'transit-router' && { TunnelIndex: link.index }),
    ZoneNo: link.index === 1 ? 'zone-a' : 'zone-b',
    InternetIp: `203.0.113.${30 + link.index}`,
    EnableDpd: 'true',
    EnableNatTraversal: 'true',
    RemoteCaCertificate: certificate(link.tunnelId ?? ''),
    TunnelIkeConfig: { ...IKE, IkeLifetime: '86400', Psk: `${SIMULATED_SECRET}-psk-${link.tunnelId ?? ''}` },
    TunnelIpsecConfig: { ...IPSEC, IpsecLifetime: '86400' },
    TunnelBgpConfig: connection.hasBgp
      ? {
          BgpStatus: upAt(link.bgp, now) ? 'success' : 'false',
          LocalAsn: '65531',
          PeerAsn: '65530',
          LocalBgpIp: '169.254.10.2',
          PeerBgpIp: '169.254.10.1',
          TunnelCidr: '169.254.10.0/30',
        }
      : {},
  };
}

function certificate(owner: string): string {
  return `-----BEGIN CERTIFICATE----- ${SIMULATED_SECRET}-certificate-${owner} -----END CERTIFICATE-----`;
}
