import { describe, expect, test } from 'vitest';
import type { RowReading } from '../../src/topology/read-row.ts';
import { readCertificate, readConnection, readGateway } from '../../src/topology/readers.ts';
import { sharedTexts } from '../../src/topology/shared-texts.ts';
import { answering, fixture, NOW, pageOf, topologyOn } from './support.ts';

const never: RowReading = {
  skip: () => {
    throw new Error('a row was skipped');
  },
  share: sharedTexts(),
};
const on = (body: Record<string, unknown>) => topologyOn(answering(() => body)).topology;

describe('answers in the documentation', () => {
  test('a list of gateways', async () => {
    expect(await on(fixture('DescribeVpnGateways')).gateways().toArray()).toEqual([
      {
        kind: 'gateway',
        gatewayId: 'vpn-bp1q8bgx4xnkm2ogj****',
        status: 'active',
        businessStatus: 'Normal',
        spec: '5M',
        vpcId: 'vpc-bp1ub1yt9cvakoelj****',
        internetIps: ['116.62.69.xxx'],
        createdAt: 1492753580000,
        endsAt: 1495382400000,
        tags: {},
      },
    ]);
  });

  test('a list of gateways of today: two addresses, the owner’s tags and not the system’s', async () => {
    const [gateway] = await on(fixture('DescribeVpnGateways-assembled')).gateways().toArray();
    expect(gateway).toMatchObject({
      name: 'test',
      internetIps: ['47.12.XX.XX', '47.91.XX.XX'],
      ipsec: true,
      ssl: true,
      tags: { FinanceDept: 'FinanceJoshua' },
    });
  });

  test('a list of single-tunnel connections', async () => {
    const connections = await on(fixture('DescribeVpnConnections')).connections().toArray();
    expect(connections).toHaveLength(2);
    expect(connections[0]).toEqual({
      kind: 'connection',
      localSubnets: ['10.0.0.0/8'],
      remoteSubnets: ['192.168.0.0/16'],
      connectionId: 'vco-gw8tylx7hvwhl7tu8****',
      name: 'VPN1-CGW22',
      attachedTo: 'vpn-gateway',
      mode: 'single',
      gatewayId: 'vpn-gw8bvv722zwjht7ia****',
      customerGatewayId: 'cgw-gw8usu4zsk23pf69f****',
      ipsec: 'up',
      bgp: 'up',
      health: 'failed',
      status: 'ipsec_sa_established',
      tunnels: [],
      createdAt: 1590495160000,
      tags: {},
    });
    expect(connections[1]?.health).toBe('ok');
  });

  test('a list with a connection that never negotiated, and says nothing of BGP and health checks', async () => {
    expect(await on(fixture('DescribeVpnConnection')).connections().toArray()).toMatchObject([
      { ipsec: 'down', phase: 'phase1', bgp: 'unknown', health: 'unknown' },
    ]);
  });

  test('a dual-tunnel connection on a transit router, which names a gateway all the same', async () => {
    const topology = on(fixture('DescribeVpnConnections-assembled'));
    const [connection] = await topology.connections().toArray();
    expect(connection).toMatchObject({
      attachedTo: 'transit-router',
      mode: 'dual',
      transitRouterId: 'tr-p0we2edef9qr44a85****',
      ipsec: 'up',
      bgp: 'up',
      tags: { TagKey: 'TagValue' },
    });
    expect(connection).not.toHaveProperty('gatewayId');
    expect(connection?.tunnels).toEqual([
      {
        kind: 'tunnel',
        tunnelId: 'tun-opsqc4d97wni27****',
        connectionId: 'vco-bp10lz7aejumd****',
        connectionName: 'nametest',
        attachedTo: 'transit-router',
        transitRouterId: 'tr-p0we2edef9qr44a85****',
        index: 1,
        role: 'master',
        ipsec: 'up',
        bgp: 'up',
        state: 'active',
        status: 'ipsec_sa_established',
        internetIp: '47.21.XX.XX',
        zone: 'ap-southeast-5a',
      },
    ]);
  });

  test('single resources, whose fields lie at the top of the body', () => {
    expect(readGateway(fixture('DescribeVpnGateway'), never)).toMatchObject({ gatewayId: 'vpn-bp1q8bgx4xnkm2ogj****', spec: '5M' });
    expect(readGateway(fixture('DescribeVpnGateway-assembled'), never)).toMatchObject({ status: 'init', spec: '5', tags: { aaa: 'bbb' } });
    const connection = readConnection(fixture('DescribeVpnConnection-assembled'), never);
    expect(connection).toMatchObject({
      attachedTo: 'transit-router',
      mode: 'dual',
      ipsec: 'up',
      status: 'ike_sa_not_established',
      tags: { TagKey: 'TagValue' },
    });
  });

  test('SSL servers: one row in place of the list, and text for numbers', async () => {
    const { topology, sent } = topologyOn(answering(() => fixture('DescribeSslVpnServers')));
    expect(await topology.gatewaysOfSslServers()).toEqual(new Map([['vss-bp18q7hzj6largv4v****', 'vpn-bp1q8bgx4xnkm2ogj****']]));
    expect(sent()).toEqual([{ action: 'DescribeSslVpnServers', RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50 }]);
    const rows = [
      { SslVpnServerId: 'vss-1', VpnGatewayId: 'vpn-1' },
      { SslVpnServerId: 'vss-2', VpnGatewayId: '' },
      { VpnGatewayId: 'vpn-3' },
      null,
    ];
    const wild = topologyOn(answering(() => ({ TotalCount: 4, SslVpnServers: { SslVpnServer: rows } })));
    expect(await wild.topology.gatewaysOfSslServers()).toEqual(new Map([['vss-1', 'vpn-1']]));
    expect(wild.log).toMatchObject([{ fields: { action: 'DescribeSslVpnServers', skipped: 2 } }]);
  });

  test('a list of certificates', async () => {
    expect(await on(fixture('DescribeSslVpnClientCerts-assembled')).certificates().toArray()).toEqual([
      {
        kind: 'certificate',
        certificateId: 'vsc-bp1n8wcf134yl0osr****',
        name: 'cert1',
        serverId: 'vss-bp18q7hzj6largv4v****',
        status: 'normal',
        endsAt: 1494966335000,
        createdAt: 1492747187000,
      },
    ]);
  });

  test('another operation’s answer is refused, not read as an empty list', async () => {
    await expect(on(fixture('DescribeSslVpnClientCerts')).certificates().toArray()).rejects.toMatchObject({
      code: 'protocol',
      retryable: true,
      message: expect.stringContaining('SslVpnClientCertKeys.SslVpnClientCertKey') as string,
    });
  });
});

describe('rows', () => {
  test('text, blank and foreign types are read for what they say', () => {
    expect(
      readGateway(
        {
          VpnGatewayId: ' vpn-1 ',
          Name: '',
          Status: null,
          Spec: 5,
          IpsecVpn: 'Enable',
          SslVpn: false,
          CreateTime: '1492753580000',
          EndTime: 'never',
          InternetIp: {},
          Tags: '',
          Tag: '{"a":"b"}',
        },
        never,
      ),
    ).toEqual({
      kind: 'gateway',
      gatewayId: 'vpn-1',
      spec: '5',
      internetIps: [],
      ipsec: true,
      ssl: false,
      createdAt: 1492753580000,
      tags: {},
    });
    expect(readCertificate({ SslVpnClientCertId: 'vsc-1', Status: 'Expired', EndTime: String(NOW) }, never)).toEqual({
      kind: 'certificate',
      certificateId: 'vsc-1',
      status: 'expired',
      endsAt: NOW,
    });
    expect(readCertificate({ SslVpnClientCertId: 'vsc-1', Status: 'Revoked' }, never)).toMatchObject({ status: 'Revoked' });
  });

  test('a second tunnel index comes from its place; tunnels of a gateway carry it', () => {
    const connection = readConnection(
      {
        VpnConnectionId: 'vco-1',
        VpnGatewayId: 'vpn-1',
        TunnelOptionsSpecification: {
          TunnelOptions: [
            { TunnelId: 'tun-a', Role: 'Master' },
            { TunnelId: 'tun-b', Role: 'backup', TunnelIndex: '' },
          ],
        },
      },
      never,
    );
    expect(connection?.tunnels).toMatchObject([
      { tunnelId: 'tun-a', index: 1, role: 'master', gatewayId: 'vpn-1', ipsec: 'unknown', bgp: 'unknown' },
      { tunnelId: 'tun-b', index: 2, role: 'backup', gatewayId: 'vpn-1' },
    ]);
  });

  test('a dual-tunnel connection’s own status is not believed', () => {
    const tunnel = (TunnelId: string, Status: string) => ({ TunnelId, State: 'active', Status });
    const dual = (status: string, ...TunnelOptions: object[]) =>
      readConnection({ VpnConnectionId: 'vco-1', State: 'active', Status: status, TunnelOptionsSpecification: { TunnelOptions } }, never);
    expect(dual('ike_sa_not_established', tunnel('tun-a', 'ipsec_sa_established'), tunnel('tun-b', 'ipsec_sa_established'))).toMatchObject({
      ipsec: 'up',
    });
    expect(dual('ipsec_sa_established', tunnel('tun-a', 'ipsec_sa_established'), tunnel('tun-b', 'ike_sa_not_established'))).toMatchObject({
      ipsec: 'unknown',
    });
    expect(dual('', tunnel('tun-a', 'ike_sa_established'), tunnel('tun-b', 'ipsec_sa_not_established'))).toMatchObject({
      ipsec: 'down',
      phase: 'phase2',
    });
    expect(dual('ipsec_sa_established')).toMatchObject({ mode: 'single', ipsec: 'up' });
  });

  test.each([
    [{ EnableTunnelsBgp: false }, 'disabled'],
    [{ EnableTunnelsBgp: 'false' }, 'disabled'],
    [{ EnableTunnelsBgp: true }, 'down'],
    [{}, 'down'],
  ])('BGP of tunnels under %j is %s', (more, expected) => {
    const TunnelOptions = [{ TunnelId: 'tun-a', TunnelBgpConfig: { BgpStatus: false, LocalAsn: 65530 } }];
    expect(readConnection({ VpnConnectionId: 'vco-1', TunnelOptionsSpecification: { TunnelOptions }, ...more }, never)).toMatchObject({
      bgp: expected,
      tunnels: [{ bgp: expected }],
    });
  });

  test.each([
    [{ EnableTunnelsBgp: false }, {}, 'disabled'],
    [{ EnableTunnelsBgp: true }, {}, 'unknown'],
    [{}, {}, 'unknown'],
    [{}, { TunnelBgpConfig: '' }, 'unknown'],
    [{}, { TunnelBgpConfig: {} }, 'disabled'],
    [{ EnableTunnelsBgp: true }, { TunnelBgpConfig: { LocalAsn: '' } }, 'disabled'],
  ])('BGP under %j of a tunnel with %j is %s', (more, option, expected) => {
    const TunnelOptions = [{ TunnelId: 'tun-a', ...option }];
    expect(readConnection({ VpnConnectionId: 'vco-1', TunnelOptionsSpecification: { TunnelOptions }, ...more }, never)).toMatchObject({
      bgp: expected,
      tunnels: [{ bgp: expected }],
    });
  });

  test.each([
    [undefined, 'unknown'],
    ['', 'unknown'],
    [{ Status: 'success' }, 'unknown'],
    [{ Status: 'failed' }, 'unknown'],
    [{ Status: 'success', Enable: 'false', Dip: '', Sip: '', Retry: 0, Interval: 0 }, 'disabled'],
    [{ Status: 'success', Enable: true }, 'ok'],
  ])('health with %j is %s', (VcoHealthCheck, expected) => {
    expect(readConnection({ VpnConnectionId: 'vco-1', VcoHealthCheck }, never)).toMatchObject({ health: expected });
  });

  test.each([
    [undefined, 'unknown'],
    ['', 'unknown'],
    [{}, 'disabled'],
    [{ EnableBgp: 'false' }, 'disabled'],
    [{ Status: 'false', LocalAsn: 0, TunnelCidr: '' }, 'disabled'],
    [{ EnableBgp: 'false', Status: 'success', LocalAsn: 65530 }, 'disabled'],
    [{ EnableBgp: 'true', Status: 'failed', LocalAsn: 65530 }, 'down'],
    [{ PeerBgpIp: '169.254.10.1' }, 'unknown'],
  ])('BGP of a single-tunnel connection with %j is %s', (VpnBgpConfig, expected) => {
    expect(readConnection({ VpnConnectionId: 'vco-1', EnableTunnelsBgp: false, VpnBgpConfig }, never)).toMatchObject({ bgp: expected });
  });

  test('a tag may be called anything', () => {
    const Tags = {
      Tag: [{ Key: '__proto__', Value: 'x' }, { Key: 'empty', Value: '' }, { Value: 'no key' }, null, 'text', { Key: 'number', Value: 5 }],
    };
    const { tags } = readGateway({ VpnGatewayId: 'vpn-1', Tags }, never)!;
    expect(Object.entries(tags)).toEqual([
      ['__proto__', 'x'],
      ['empty', ''],
      ['number', '5'],
    ]);
  });

  test('those without an id are left out, and counted in the log', async () => {
    const rows = [
      {
        VpnConnectionId: 'vco-1',
        TunnelOptionsSpecification: {
          TunnelOptions: [{ TunnelId: 'tun-a', State: 'active', Status: 'ipsec_sa_established' }, { State: 'active' }],
        },
      },
      {},
      null,
      'x',
      { VpnConnectionId: 7 },
      { VpnConnectionId: ' ' },
    ];
    const { topology, log } = topologyOn(answering((request) => pageOf(request, rows)));
    expect(await topology.connections().toArray()).toMatchObject([
      { connectionId: 'vco-1', mode: 'dual', ipsec: 'unknown', tunnels: [{ tunnelId: 'tun-a', ipsec: 'up' }] },
    ]);
    expect(log).toEqual([
      {
        level: 'warn',
        message: 'alicloud-vpn-monitor: Rows without an id were left out of a list',
        fields: { action: 'DescribeVpnConnections', skipped: 6 },
      },
    ]);
  });

  test('models and their lists cannot be changed', async () => {
    const [connection] = await on(fixture('DescribeVpnConnections-assembled')).connections().toArray();
    for (const value of [connection, connection?.tunnels, connection?.tunnels[0], connection?.tags])
      expect(Object.isFrozen(value)).toBe(true);
  });
});

test.each([
  ['no list where rows are counted', { TotalCount: 3 }, 'protocol'],
  ['nothing at all', {}, 'protocol'],
  ['text for a list', { TotalCount: 0, VpnGateways: 'none' }, 'protocol'],
  ['an object for a list', { TotalCount: 1, VpnGateways: { VpnGateway: { VpnGatewayId: 'vpn-1' } } }, 'protocol'],
  ['no list where none is counted', { TotalCount: '0' }, []],
  ['blank text where none is counted', { TotalCount: 0, VpnGateways: '' }, []],
  ['an empty wrapper where none is counted', { TotalCount: 0, VpnGateways: {} }, []],
  ['an empty list', { VpnGateways: { VpnGateway: [] } }, []],
  ['a list without its wrapper', { VpnGateways: [{ VpnGatewayId: 'vpn-1' }] }, [{ gatewayId: 'vpn-1' }]],
])('an answer with %s', async (_, body, expected) => {
  const read = on(body).gateways().toArray();
  if (typeof expected === 'string') await expect(read).rejects.toMatchObject({ code: expected, action: 'DescribeVpnGateways' });
  else expect(await read).toMatchObject(expected);
});
