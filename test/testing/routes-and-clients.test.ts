import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/testing/index.ts';
import { ask, type Body, DAY, NOW } from './support.ts';

const rows = (body: Body, ...path: string[]): Body[] => path.reduce<unknown>((value, key) => (value as Body)[key], body) as Body[];
const cloudOf = (): Simulator =>
  createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2', sslClients: 0 }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      {
        id: 'vco-2',
        transitRouterId: 'tr-1',
        bgp: true,
        tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }],
        routes: [
          { destination: '10.1.0.0/16', weight: 0 },
          { destination: '10.2.0.0/16', source: 'bgp', asPath: [65_001, 65_002], communities: ['1:2', '3:4'] },
        ],
      },
      { id: 'vco-3', transitRouterId: 'tr-1', mode: 'single' },
    ],
    certificates: [
      { id: 'vsc-1', endTime: NOW + DAY },
      { id: 'vsc-2', endTime: NOW + DAY, gatewayId: 'vpn-2' },
    ],
  });

describe('routes', () => {
  it('of a gateway are destination routes unless BGP is named, with counts of both', () => {
    const { body } = ask(cloudOf(), 'DescribeVpnRouteEntries', { VpnGatewayId: 'vpn-1' });
    expect(rows(body, 'VpnRouteEntries', 'VpnRouteEntry')).toEqual([
      {
        VpnInstanceId: 'vpn-1',
        RouteDest: '192.168.0.0/24',
        NextHop: 'vco-1',
        NextHopTunnelId: 'tun-1',
        RouteEntryType: 'custom',
        CreateTime: Date.UTC(2024, 0, 1),
        Weight: 100,
        State: 'published',
      },
    ]);
    expect(rows(body, 'VpnRouteCounts', 'VpnRouteCount')).toEqual([
      { RouteEntryType: 'custom', RouteCount: 1 },
      { RouteEntryType: 'bgp', Source: 'VPN_BGP', RouteCount: 2 },
      { RouteEntryType: 'bgp', Source: 'CLOUD', RouteCount: 2 },
    ]);
    expect(
      rows(
        ask(cloudOf(), 'DescribeVpnRouteEntries', { VpnGatewayId: 'vpn-1', RouteEntryType: 'bgp' }).body,
        'VpnRouteEntries',
        'VpnRouteEntry',
      ),
    ).toHaveLength(4);
  });

  it('come and go with their sessions, and lead through tunnels that are up', () => {
    const cloud = cloudOf();
    const bgp = (): unknown[] =>
      rows(ask(cloud, 'DescribeVcoRouteEntries', { VpnConnectionId: 'vco-2', RouteEntryType: 'bgp' }).body, 'VcoRouteEntries').map(
        (row) => row['NextHopTunnelIdList'],
      );
    expect(bgp()).toEqual([['tun-3', 'tun-4']]);
    cloud.tunnel('tun-3').bgpDown();
    expect(bgp()).toEqual([['tun-4']]);
    cloud.tunnel('tun-4').down();
    expect(bgp()).toEqual([]);
    const [row] = rows(ask(cloud, 'DescribeVcoRouteEntries', { VpnConnectionId: 'vco-2' }).body, 'VcoRouteEntries');
    expect(row).toMatchObject({ RouteDest: '10.1.0.0/16', Weight: 0, NextHopTunnelIdList: ['tun-3'] });
  });

  it('of a connection are counted for dual tunnels alone', () => {
    const dual = ask(cloudOf(), 'DescribeVcoRouteEntries', { VpnConnectionId: 'vco-2', RouteEntryType: 'bgp' }).body;
    expect(rows(dual, 'VcoRouteEntries')).toMatchObject([
      { AsPath: '[65001, 65002]', Community: '1:2 3:4', Source: 'VPN_BGP', State: 'Active' },
    ]);
    expect(dual['VpnRouteCounts']).toEqual([
      { RouteEntryType: 'custom', RouteCount: 1 },
      { RouteEntryType: 'bgp', Source: 'VPN_BGP', RouteCount: 1 },
    ]);
    const single = ask(cloudOf(), 'DescribeVcoRouteEntries', { VpnConnectionId: 'vco-3' }).body;
    expect(rows(single, 'VcoRouteEntries')).toHaveLength(1);
    expect(single).not.toHaveProperty('VpnRouteCounts');
    expect(rows(single, 'VcoRouteEntries')[0]).not.toHaveProperty('NextHopTunnelIdList');
  });

  it('answer 404 for what does not exist, and 400 for a type that there is not', () => {
    const cloud = cloudOf();
    expect(ask(cloud, 'DescribeVpnRouteEntries', { VpnGatewayId: 'vpn-x' }).status).toBe(404);
    expect(ask(cloud, 'DescribeVcoRouteEntries', { VpnConnectionId: 'vco-x' }).status).toBe(404);
    expect(ask(cloud, 'DescribeVpnRouteEntries', { VpnGatewayId: 'vpn-1', RouteEntryType: 'static' }).status).toBe(400);
    expect(ask(cloud, 'DescribeVpnRouteEntries', {}).body['Code']).toBe('MissingVpnGatewayId');
  });
});

describe('SSL-VPN', () => {
  it('servers are those of gateways that take clients, and certificates name them', () => {
    const cloud = cloudOf();
    const servers = rows(ask(cloud, 'DescribeSslVpnServers').body, 'SslVpnServers', 'SslVpnServer').map((row) => [
      row['SslVpnServerId'],
      row['VpnGatewayId'],
    ]);
    expect(servers).toEqual([['vss-1', 'vpn-1']]);
    const certificates = rows(ask(cloud, 'DescribeSslVpnClientCerts').body, 'SslVpnClientCertKeys', 'SslVpnClientCertKey').map((row) => [
      row['SslVpnClientCertId'],
      row['SslVpnServerId'],
    ]);
    expect(certificates).toEqual([
      ['vsc-1', 'vss-1'],
      ['vsc-2', 'vss-2'],
    ]);
    expect(
      rows(ask(cloud, 'DescribeSslVpnClientCerts', { SslVpnServerId: 'vss-2' }).body, 'SslVpnClientCertKeys', 'SslVpnClientCertKey'),
    ).toHaveLength(1);
  });

  it('clients page by ten, and connect with the certificates of their gateway', () => {
    const { body } = ask(cloudOf(), 'DescribeSslVpnClients', { VpnGatewayId: 'vpn-1' });
    expect(body['TotalCount']).toBeGreaterThan(0);
    expect(
      rows(body, 'ClientInfoList').every(
        (row) => row['CommonName'] === 'CN=vsc-1' && typeof row['Port'] === 'string' && row['Status'] === 'online',
      ),
    ).toBe(true);
    expect(rows(ask(cloudOf(), 'DescribeSslVpnClients', { VpnGatewayId: 'vpn-2' }).body, 'ClientInfoList')).toEqual([]);
  });
});
