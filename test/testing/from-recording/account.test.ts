import { createSimulator, type SimulatorOptionsOfRecording } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import type { RecordedCall } from '../../../src/preflight/recording/index.ts';
import { ask, type Body } from '../support.ts';
import { lineOf, recordingOf } from './support.ts';

const AT = Date.UTC(2026, 2, 1, 12, 0, 0);
const MINUTE = 60_000;
const TOLD = { at: AT, date: new Date(AT).toUTCString() };

type Rows = readonly Readonly<Record<string, unknown>>[];
type Params = Readonly<Record<string, string | number>>;

const vpc = (action: string, body: Body, params: Params = { RegionId: 'cn-hangzhou' }): RecordedCall =>
  lineOf({ product: 'vpc', action, params }, body, TOLD);
const cms = (action: string, body: Body, params: Params = {}): RecordedCall => lineOf({ product: 'cms', action, params }, body, TOLD);
const connections = (...rows: Rows): RecordedCall =>
  vpc('DescribeVpnConnections', { TotalCount: rows.length, VpnConnections: { VpnConnection: rows } });
const events = (
  rows: Rows,
  params: Params = { StartTime: String(AT - 60 * MINUTE), EndTime: String(AT + 1), PageSize: 100 },
): RecordedCall => cms('DescribeSystemEventAttribute', { SystemEvents: { SystemEvent: rows } }, params);
const points = (metric: string, rows: Rows): RecordedCall =>
  cms('DescribeMetricList', { Period: '60', Datapoints: JSON.stringify(rows) }, { MetricName: metric, Period: 60 });

const TUNNELS = [
  { TunnelId: 'tun-0002', TunnelIndex: 2, State: 'active', Status: 'ipsec_sa_established' },
  { TunnelId: 'tun-0001', TunnelIndex: 1, State: 'active', Status: 'ike_sa_established' },
];
const DUAL = {
  VpnConnectionId: 'vco-0001',
  AttachType: 'CEN',
  TransitRouterId: 'tr-0001',
  State: 'attached',
  TunnelOptionsSpecification: { TunnelOptions: TUNNELS },
};
const SINGLE = {
  VpnConnectionId: 'vco-0002',
  Name: 'name-0002',
  AttachType: 'VPNGW',
  VpnGatewayId: 'vpn-0001',
  State: 'active',
  Status: 'ipsec_sa_established',
};

const simulate = (...calls: readonly RecordedCall[]) => createSimulator({ recording: recordingOf(...calls) });

describe('the resources of a recording', () => {
  test('are listed as they were: tunnels by their index, no name where there was none', () => {
    const cloud = simulate(connections(DUAL, SINGLE));
    expect(cloud.connections).toMatchObject([
      {
        id: 'vco-0001',
        name: '',
        mode: 'dual',
        attachedTo: 'transit-router',
        transitRouterId: 'tr-0001',
        tunnelIds: ['tun-0001', 'tun-0002'],
        bgp: false,
      },
      { id: 'vco-0002', name: 'name-0002', mode: 'single', attachedTo: 'vpn-gateway', gatewayId: 'vpn-0001', healthCheck: false },
    ]);
    expect(cloud.gateways.map(({ id }) => id)).toEqual(['vpn-0001']);
  });

  test('are down as they were last seen, for the same reason', () => {
    const cloud = simulate(connections(DUAL));
    const [row] = (ask(cloud, 'DescribeVpnConnections').body['VpnConnections'] as { VpnConnection: Body[] }).VpnConnection;
    expect((row!['TunnelOptionsSpecification'] as { TunnelOptions: Body[] }).TunnelOptions.map((one) => one['Status'])).toEqual([
      'ipsec_sa_not_established',
      'ipsec_sa_established',
    ]);
    expect(cloud.truth.transitions('vco-0001')).toEqual([]);
  });

  test('have the ids of what attaches them, and of their SSL-VPN servers', () => {
    const cloud = simulate(
      connections(DUAL, SINGLE),
      lineOf(
        { product: 'cbn', action: 'ListTransitRouterVpnAttachments', params: { CenId: 'cen-0001' } },
        { TransitRouterAttachments: [{ TransitRouterAttachmentId: 'tr-attach-0009', CenId: 'cen-0001', VpnId: 'vco-0001' }] },
      ),
      vpc('DescribeSslVpnServers', { SslVpnServers: { SslVpnServer: { SslVpnServerId: 'vss-0005', VpnGatewayId: 'vpn-0001' } } }),
      vpc('DescribeVpnGateways', { VpnGateways: { VpnGateway: [{ VpnGatewayId: 'vpn-0001', Spec: '50M', SslVpn: 'enable' }] } }),
      vpc('DescribeSslVpnClientCerts', {
        SslVpnClientCertKeys: {
          SslVpnClientCertKey: [{ SslVpnClientCertId: 'vsc-0001', SslVpnServerId: 'vss-0005', EndTime: AT + MINUTE, Status: 'normal' }],
        },
      }),
    );
    const [certificate] = (ask(cloud, 'DescribeSslVpnClientCerts').body['SslVpnClientCertKeys'] as { SslVpnClientCertKey: Body[] })
      .SslVpnClientCertKey;
    expect(certificate).toMatchObject({ SslVpnClientCertId: 'vsc-0001', SslVpnServerId: 'vss-0005', Status: 'normal' });
    const [server] = (ask(cloud, 'DescribeSslVpnServers').body['SslVpnServers'] as { SslVpnServer: Body[] }).SslVpnServer;
    expect(server).toMatchObject({ SslVpnServerId: 'vss-0005', VpnGatewayId: 'vpn-0001' });
    expect(ask(cloud, 'DescribeVpnGateway', { VpnGatewayId: 'vpn-0001' }).body['Spec']).toBe('50');
  });

  test('bring contact groups and threshold rules', () => {
    const escalation = { Statistics: 'Average', ComparisonOperator: 'LessThanThreshold', Threshold: '1', Times: 3 };
    const rule = {
      RuleId: 'rule-1',
      RuleName: 'name-0007',
      Namespace: 'acs_vpn',
      MetricName: 'tun.state',
      ContactGroups: 'name-0008',
      Resources: '[{"resource":"_ALL"}]',
      Period: '60',
      SilenceTime: 86_400,
      EnableState: false,
      Escalations: { Critical: escalation, Warn: {}, Info: {} },
    };
    const cloud = simulate(
      connections(DUAL),
      cms('DescribeContactGroupList', { ContactGroups: { ContactGroup: ['name-0008'] } }),
      cms('DescribeMetricRuleList', { Total: 2, Alarms: { Alarm: [rule, { ...rule, RuleId: 'rule-2', Escalations: {} }] } }, { Page: 1 }),
    );
    const { body } = ask(cloud, 'DescribeMetricRuleList');
    expect(
      (body['Alarms'] as { Alarm: Body[] }).Alarm.map((one) => [one['RuleId'], one['ContactGroups'], String(one['EnableState'])]),
    ).toEqual([['rule-1', 'name-0008', 'false']]);
    expect((ask(cloud, 'DescribeContactGroupList').body['ContactGroups'] as Body)['ContactGroup']).toEqual(['name-0008']);
  });
});

describe('the service of a recording', () => {
  const metadata = cms(
    'DescribeMetricMetaList',
    {
      Resources: {
        Resource: [
          {
            Namespace: 'acs_vpn',
            MetricName: 'vpn_connection_tun_state',
            Dimensions: 'userId,whole,part',
            Statistics: 'Value',
            Periods: '60',
          },
        ],
      },
    },
    { Namespace: 'acs_vpn' },
  );
  const row = (minute: number, Value: number) => ({
    timestamp: AT + minute * MINUTE,
    userId: 1_000_000_000_000_001,
    whole: 'vco-0001',
    part: 'tun-0002',
    Value,
  });

  test('has its metrics, its keys by what they held, its account and its forms', () => {
    const cloud = simulate(connections(DUAL), metadata, points('vpn_connection_tun_state', [row(-4, 1), row(-3, 0), row(-2, 1)]));
    const { body } = ask(cloud, 'DescribeMetricList', {
      Namespace: 'acs_vpn',
      MetricName: 'vpn_connection_tun_state',
      StartTime: AT - 5 * MINUTE,
      EndTime: AT,
      Dimensions: '[{"part":"tun-0002"}]',
    });
    expect(JSON.parse(String(body['Datapoints']))).toEqual([-4, -3, -2].map((minute) => row(minute, minute === -3 ? 0 : 1)));
    expect(ask(cloud, 'DescribeMetricList', { Namespace: 'acs_vpn', MetricName: 'vpn_connection_tun.state' }).status).toBe(404);
  });

  test('serves the events that were read as they were, and makes none up beside them', () => {
    const event = {
      Id: 'e-1',
      Name: 'IPSEC_TUNNEL_NEGO_FAILED',
      Product: 'acs.vpn',
      Level: 'WARN',
      Time: AT - 10 * MINUTE,
      ResourceId: 'acs:vpn:cn-hangzhou:1000000000000001:tun-0002',
      Content: '{"odd":"tun-0002"}',
      RegionId: 'cn-hangzhou',
    };
    const cloud = simulate(
      connections(DUAL),
      events([event]),
      metadata,
      points('vpn_connection_tun_state', [row(-12, 1), row(-9, 0), row(-5, 0), row(-4, 1)]),
    );
    const { body } = ask(cloud, 'DescribeSystemEventAttribute', { Product: 'acs.vpn', PageSize: 100 });
    expect((body['SystemEvents'] as { SystemEvent: Body[] }).SystemEvent).toEqual([expect.objectContaining(event)]);
    expect(cloud.truth.transitions('tun-0002').map(({ to, at }) => [to, (at - AT) / MINUTE])).toEqual([
      ['down', -10],
      ['up', -4.5],
    ]);
    const [, listed] = (ask(cloud, 'DescribeSystemEventMetaList').body['Data'] as { Resource: Body[] }).Resource;
    expect(listed!['Product']).toBe('acs.vpn');
  });

  test('has the events of outages that datapoints alone tell of', () => {
    const cloud = simulate(connections(DUAL), metadata, points('vpn_connection_tun_state', [row(-12, 1), row(-9, 0), row(-4, 1)]));
    const { body } = ask(cloud, 'DescribeSystemEventAttribute', { PageSize: 100 });
    expect((body['SystemEvents'] as { SystemEvent: Body[] }).SystemEvent.map((one) => one['Name'])).toEqual([
      'ipsec_tunnel_nego_success',
      'ipsec_vco_tunnel_all_nego_failed',
      'ipsec_tunnel_nego_failed',
    ]);
  });

  test('stands still at the end of the recording, and publishes as late as it did', () => {
    const cloud = simulate(connections(DUAL), metadata, points('vpn_connection_tun_state', [row(-4, 1)]));
    expect(cloud.now()).toBe(AT);
    cloud.advance(MINUTE);
    const last = (
      JSON.parse(
        String(ask(cloud, 'DescribeMetricList', { Namespace: 'acs_vpn', MetricName: 'vpn_connection_tun_state' }).body['Datapoints']),
      ) as Body[]
    ).at(-1);
    expect(last!['timestamp']).toBe(AT - 3 * MINUTE);
  });
});

describe('options', () => {
  const recording = recordingOf(connections(DUAL), events([]));

  test('override what was recorded', () => {
    const cloud = createSimulator({
      recording: recording.split('\n'),
      regionId: 'eu-central-1',
      now: AT + MINUTE,
      accountId: '7',
      connections: [{ id: 'vco-0002', mode: 'single' }],
      events: { publicationDelayMs: 5 },
      metadata: 'documented',
    });
    expect([cloud.regionId, cloud.now(), cloud.connections.map(({ id }) => id)]).toEqual(['eu-central-1', AT + MINUTE, ['vco-0002']]);
  });

  test.each<[string, unknown, RegExp]>([
    ['no calls', '\n', /^the recording has no calls: record a run that lists the account \(DescribeVpnGateways, DescribeVpnConnections\)/],
    ['no listing', recordingOf(events([])), /no listing of connections \(it has DescribeSystemEventAttribute\): record/],
    [
      'a refused listing',
      recordingOf({ ...connections(), answer: { status: 403, body: { Code: 'Forbidden.RAM' } } }),
      /DescribeVpnConnections was refused with Forbidden\.RAM/,
    ],
    ['no region', recordingOf({ ...connections(DUAL), params: {} }), /names no region: give createSimulator\(\) the regionId/],
    [
      'two regions',
      recordingOf(connections(DUAL), { ...connections(), params: { RegionId: 'eu-central-1' } }),
      /several regions \(cn-hangzhou, eu-central-1\)/,
    ],
    ['a file name', 'recording.ndjson', /line 1 of the recording/],
    ['a number', 7, /recording 7 must be the text of a recording, or its lines/],
  ])('%s: a TypeError that says what to do', (_, given, message) => {
    const made = (): unknown => createSimulator({ recording: given } as SimulatorOptionsOfRecording);
    expect(made).toThrow(TypeError);
    expect(made).toThrow(message);
  });

  test('that do not exist are refused, in their bags too', () => {
    expect(() => createSimulator({ recording, nwo: 1 } as object as SimulatorOptionsOfRecording)).toThrow(/no option "?'?nwo/);
    expect(() => createSimulator({ recording, data: { mising: 1 } } as object as SimulatorOptionsOfRecording)).toThrow(
      /did you mean missing/,
    );
    expect(() => createSimulator.preset('dual-tunnel', { recording } as object)).toThrow(TypeError);
  });

  test('choose one of several regions', () => {
    const other = { ...connections(SINGLE), params: { RegionId: 'eu-central-1' } };
    expect(
      createSimulator({ recording: recordingOf(connections(DUAL), other), regionId: 'eu-central-1' }).connections.map(({ id }) => id),
    ).toEqual(['vco-0002']);
  });
});
