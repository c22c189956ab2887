import type { PreflightReport } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingsOf } from '../../src/preflight/findings.ts';
import { failure, healthyReport, operation, withEvents, withMetrics, withOperations } from './healthy-report.ts';

type Facts = Omit<PreflightReport, 'findings'>;

const healthy = healthyReport();
const said = (report: Facts): string[] =>
  findingsOf(report).map(({ code, severity, message, advice }) => `${severity} ${code}: ${message} ${advice}`);
const codes = (report: Facts): string[] => findingsOf(report).map(({ code }) => code);
const NO_POINT = () => ({ newestAt: undefined, ageMs: undefined, widened: undefined });

test('a service that is as documented and healthy has no finding', () => {
  expect(findingsOf(healthy)).toEqual([]);
});

test('an account without some kinds of resources has none either', () => {
  expect(findingsOf(withMetrics(healthy, /^(vpn_connection|ssl)/, () => ({ ...NO_POINT(), sample: undefined })))).toEqual([]);
});

test('a preflight of features without metrics, events and topology has none', () => {
  const unknown = { gateways: undefined, connections: undefined, attachments: undefined, tunnels: undefined, certificates: undefined };
  const clock = { offsetMs: undefined, uncertaintyMs: undefined };
  expect(
    findingsOf({
      ...healthy,
      metrics: [],
      events: [],
      eventProducts: undefined,
      contactGroups: undefined,
      resources: unknown,
      clock,
      routes: [],
    }),
  ).toEqual([]);
});

test('missing permissions are one finding of what does not work without them and one of what works less well', () => {
  const forbidden = { status: 'forbidden', error: failure('forbidden', 'X failed: Forbidden.RAM. Allow it.', 'Forbidden.RAM') } as const;
  const report = withOperations(healthy, {
    'cms:DescribeMetricList': forbidden,
    'vpc:DescribeVpnGateways': forbidden,
    'cms:DescribeMetricMetaList': forbidden,
  });
  expect(findingsOf(report)).toEqual([
    {
      code: 'permission-missing',
      severity: 'error',
      message: '2 permissions are missing: vpc:DescribeVpnGateways (for metrics, watch) and cms:DescribeMetricList (for metrics, watch).',
      advice: 'Attach the missing policy of this report to the RAM user or role, or leave out the features that you do not use.',
      operations: ['vpc:DescribeVpnGateways', 'cms:DescribeMetricList'],
    },
    {
      code: 'permission-missing',
      severity: 'warning',
      message: 'A permission is missing: cms:DescribeMetricMetaList (without it documented metric names and dimension keys are used).',
      advice: 'Attach the missing policy of this report to the RAM user or role, or do without.',
      operations: ['cms:DescribeMetricMetaList'],
    },
  ]);
});

test('what merely follows from a missing permission is not said', () => {
  const forbidden = { status: 'forbidden', error: failure('forbidden', 'X failed: NoPermission. Allow it.') } as const;
  const unread = (report: Facts): Facts =>
    withMetrics(report, /./, ({ metric }) => ({ ...NO_POINT(), listed: undefined, wireName: metric, statistics: [], periods: [] }));
  const noEvents: Facts = { ...withEvents(healthy, /./, { listed: undefined }), eventProducts: undefined };
  expect(codes(withOperations(unread(healthy), { 'cms:DescribeMetricMetaList': forbidden, 'cms:DescribeMetricLast': forbidden }))).toEqual([
    'permission-missing',
    'permission-missing',
  ]);
  expect(codes(withOperations(noEvents, { 'cms:DescribeSystemEventMetaList': forbidden }))).toEqual(['permission-missing']);
});

test('a service that cannot be reached is one finding', () => {
  const error = failure(
    'network',
    'DescribeVpnGateways failed: connect ECONNREFUSED 127.0.0.1:1. Check that this machine reaches the endpoint: DNS, firewall, `endpoint`.',
  );
  const operations = healthy.operations.map((one, index) => ({
    ...one,
    ...(index < 2 ? { status: 'failed' as const, error } : { status: 'not-tried' as const, reason: 'nothing could be reached' }),
  }));
  const report: Facts = {
    ...withMetrics(healthy, /./, () => ({ ...NO_POINT(), listed: undefined, sample: undefined })),
    operations,
    events: [],
    eventProducts: undefined,
  };
  expect(said(report)).toEqual([
    'error unreachable: No answer came from vpc at vpc.aliyuncs.com: connect ECONNREFUSED 127.0.0.1:1. Check that this machine reaches the endpoint: DNS, firewall, `endpoint`.',
  ]);
  expect(findingsOf(report)[0]!.operations).toEqual(['vpc:DescribeVpnGateways', 'vpc:DescribeVpnConnections']);
});

test('a proxy that does not answer is named; another service that answers is no part of it', () => {
  const failed = { status: 'failed', error: failure('timeout', 'DescribeFlowlogs failed: no answer in 10 s. Raise it.') } as const;
  const routes = [{ product: 'cbn', host: 'cbn.aliyuncs.com', protocol: 'https', proxy: 'proxy.example:8080' }] as const;
  const [finding, ...more] = findingsOf({ ...withOperations(healthy, { 'cen:DescribeFlowlogs': failed }), routes });
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ code: 'unreachable', operations: ['cen:DescribeFlowlogs'], advice: 'Raise it.' });
  expect(finding!.message).toBe('No answer came from cbn at cbn.aliyuncs.com through the proxy proxy.example:8080: no answer in 10 s.');
});

test('a key that is refused is one finding, and a time that is refused is the clock', () => {
  const notTried = { status: 'not-tried', reason: 'the key was refused' } as const;
  const others = Object.fromEntries(healthy.operations.slice(1).map(({ ramAction }) => [ramAction, notTried]));
  const refused = (vendorCode: string) =>
    ({
      status: 'failed',
      error: failure('auth', `DescribeVpnGateways failed: ${vendorCode}: no (HTTP 404, request R). Check the AccessKey pair.`, vendorCode),
    }) as const;
  expect(said(withOperations(healthy, { ...others, 'vpc:DescribeVpnGateways': refused('InvalidAccessKeyId.NotFound') }))).toEqual([
    'error key-refused: The AccessKey pair was refused, or none was found: InvalidAccessKeyId.NotFound: no (HTTP 404, request R). Check the AccessKey pair.',
  ]);
  const late = {
    ...withOperations(healthy, { ...others, 'vpc:DescribeVpnGateways': refused('InvalidTimeStamp.Expired') }),
    clock: { offsetMs: -7_200_000, uncertaintyMs: 600 },
  };
  expect(said(late)).toEqual([
    "error clock-off: The clock of this machine is 2 h behind the service's time, and the service refuses signatures of that time. Set this machine's time.",
  ]);
});

test('a clock that is off is a warning, as far as it is certain and more than is left alone', () => {
  const at = (offsetMs: number, uncertaintyMs: number): string[] => said({ ...healthy, clock: { offsetMs, uncertaintyMs } });
  expect(at(40_000, 510)).toEqual([
    "warning clock-off: The clock of this machine is 40 s ahead of the service's time. Set this machine's time, or what `clock` gives; until then the SDK goes by the service's time.",
  ]);
  expect([at(2_500, 510), at(-2_500, 510), at(9_000, 7_000)]).toEqual([[], [], []]);
  expect(at(-2_511, 510)).toHaveLength(1);
});

test('a clock that is off makes no points late', () => {
  const late = (ageMs: number, offsetMs: number): string[] =>
    codes({ ...withMetrics(healthy, /./, () => ({ ageMs })), clock: { offsetMs, uncertaintyMs: 510 } });
  expect(late(270_000, 40_000)).toEqual(['clock-off']);
  expect(late(281_000, 40_000)).toEqual(['clock-off', 'points-late']);
});

test('points are late beyond the lag and the period, and a warning where follow() would miss them', () => {
  const late = (ageMs: number, periods = [60]): string[] => said(withMetrics(healthy, /^tun\.[rt]x_bps$/, () => ({ ageMs, periods })));
  expect(late(240_000)).toEqual([]);
  expect(late(241_000)).toEqual([
    'note points-late: The newest points of 2 metrics are 4 min old, where 3 min is what the SDK expects: tun.rx_bps and tun.tx_bps. Nothing to do: follow() asks again for the minutes before, and takes what comes late.',
  ]);
  expect(late(540_001)[0]).toMatch(/^warning points-late: .* `lagMs` .* `staleAfterMs`/);
  expect(codes(withMetrics(healthy, /./, () => ({ ageMs: 470_000, periods: [300] })))).toEqual(['metric-periods']);
});

test('a quota that is used up is one finding, and says nothing of points', () => {
  const used = { status: 'failed', error: failure('quota-exhausted', 'DescribeMetricLast failed: user api quota limit. Pay.') } as const;
  const report = withOperations(withMetrics(healthy, /./, NO_POINT), { 'cms:DescribeMetricLast': used, 'cms:DescribeMetricList': used });
  expect(said(report)).toEqual([
    'error quota-exhausted: The free metric queries of this month are used up, so the service refuses cms:DescribeMetricLast and cms:DescribeMetricList. Turn on pay-as-you-go for CloudMonitor, or wait for the next month and poll less often.',
  ]);
});

test('Enterprise CloudMonitor that is missing is not a missing permission; a missing permission for the export is', () => {
  const cursor = (message: string): Facts => ({
    ...healthy,
    operations: [
      ...healthy.operations,
      operation('cms:Cursor', { features: ['export'], status: 'forbidden', error: failure('forbidden', message, 'AccessForbidden') }),
    ],
  });
  expect(said(cursor('Cursor failed: AccessForbidden: Enterprise CloudMonitor is not activated (HTTP 403). Allow cms:Cursor.'))).toEqual([
    'error enterprise-missing: The account lacks Enterprise CloudMonitor, which export() needs. Activate Enterprise CloudMonitor, or iterate the query itself instead of its export().',
  ]);
  expect(codes(cursor('Cursor failed: NoPermission: not authorized (HTTP 403). Allow cms:Cursor.'))).toEqual(['permission-missing']);
});

test('operations that fail alike are one finding', () => {
  const busy = (name: string) =>
    ({
      status: 'failed',
      error: failure(
        'server',
        `${name} failed: InternalError: busy. Not now (HTTP 500, request R). The service failed; try again later.`,
        'InternalError',
      ),
    }) as const;
  const report = withOperations(healthy, {
    'cms:DescribeMetricList': busy('DescribeMetricList'),
    'vpc:DescribeSslVpnServers': busy('DescribeSslVpnServers'),
    'cen:DescribeFlowlogs': {
      status: 'failed',
      error: failure('throttled', 'DescribeFlowlogs failed: Throttling. Lower it.', 'Throttling'),
    },
  });
  expect(said(report)).toEqual([
    'error operation-failed: 2 operations failed (vpc:DescribeSslVpnServers and cms:DescribeMetricList), the first with: InternalError: busy. Not now (HTTP 500, request R). The service failed; try again later.',
    'error operation-failed: cen:DescribeFlowlogs failed: Throttling. Lower it.',
  ]);
});

test('a question that is allowed and refused for its values is a warning; one about what does not exist is nothing', () => {
  const allowed = (code: 'invalid-request' | 'not-found') => ({
    'cms:DescribeMetricList': {
      error: failure(code, 'DescribeMetricList failed: ParameterInvalid. Check the values.', 'ParameterInvalid'),
    },
  });
  expect(said(withOperations(healthy, allowed('invalid-request')))).toEqual([
    'warning operation-failed: cms:DescribeMetricList failed: ParameterInvalid. Check the values.',
  ]);
  expect(said(withOperations(healthy, allowed('not-found')))).toEqual([]);
});

test('newest points that could not all be asked for are no missing points', () => {
  const error = failure('throttled', 'DescribeMetricLast failed: Throttling.User. Lower it.');
  const report = withOperations(withMetrics(healthy, /^tun\./, NO_POINT), { 'cms:DescribeMetricLast': { error } });
  expect(said(report)).toEqual(['warning operation-failed: cms:DescribeMetricLast failed: Throttling.User. Lower it.']);
});

test('a filter that was refused, and a wider one that was not, is a note on the filter alone', () => {
  const error = failure('invalid-request', 'DescribeMetricLast failed: ParameterInvalid: dimensions. Check the values.');
  expect(
    said(
      withOperations(
        withMetrics(healthy, /^tun\./, () => ({ widened: true })),
        { 'cms:DescribeMetricLast': { error } },
      ),
    ),
  ).toEqual([
    'note filter-widened: The service takes no filter by the resource itself for 6 metrics (tun.rx_pps, tun.tx_pps, tun.rx_bps, tun.tx_bps, tun.bgp_state and tun.state). Nothing to do: the SDK asks for more resources at once, and keeps those that you asked for.',
  ]);
});

test('metrics with the same other keys are one finding, and those whose keys no document lists are told so', () => {
  const report = withMetrics(healthy, /^ipsec|^vpn_connection\b(?!_tun)/, ({ metric }) => ({
    dimensions: metric.startsWith('ipsec') ? ['userId', 'vpnConnectionId', 'instanceId'] : ['vpnConnectionId'],
  }));
  expect(
    findingsOf(report).map(({ code, severity, message, metrics }) => [
      code,
      severity,
      message.replace(/ for \d.*?\)/, ' for …'),
      metrics!.length,
    ]),
  ).toEqual([
    [
      'metric-dimensions',
      'note',
      'The service lists the dimension keys userId, vpnConnectionId and instanceId for …, where userId, instanceId and ipsecId are documented.',
      6,
    ],
    [
      'metric-dimensions',
      'note',
      expect.stringMatching(/vpnConnectionId for .*, for which no document lists any; the likeliest were userId and instanceId\.$/),
      expect.any(Number),
    ],
  ]);
});

test('the order of keys and statistics is no difference', () => {
  expect(
    findingsOf(
      withMetrics(healthy, /./, ({ dimensions, statistics }) => ({
        dimensions: [...dimensions].reverse(),
        statistics: [...statistics].reverse(),
      })),
    ),
  ).toEqual([]);
});

test('another spelling is a note, whether the service lists it or has answered to it', () => {
  const spelled = (listed: boolean | undefined): Facts =>
    withMetrics(healthy, /^net\.rxPkgs$/, () => ({ wireName: 'net_rx.Pkgs', listed }));
  const text =
    "note metric-spelling: The service spells 1 metric otherwise than the documents: net.rxPkgs as net_rx.Pkgs. Nothing to do: the SDK asks by the service's spelling.";
  expect([said(spelled(true)), said(spelled(undefined))]).toEqual([[text], [text]]);
});

test('statistics are a difference where neither of those read first is listed', () => {
  const statistics = (...names: string[]): string[] => said(withMetrics(healthy, /^tun\.state$/, () => ({ statistics: names })));
  expect([statistics('Value'), statistics('Minimum', 'Average')]).toEqual([[], []]);
  expect(statistics('Sum', 'p99')).toEqual([
    'warning metric-statistics: The service lists the statistics Sum and p99 for tun.state, and neither Average nor Value. Compare a few values with the console: the SDK takes Sum for the value, which may not be what the unit says.',
  ]);
  expect(statistics()).toEqual([
    'warning metric-statistics: The service lists no statistics for tun.state, and neither Average nor Value. Compare a few values with the console: the SDK reads the statistic that the points carry.',
  ]);
});

test('periods are a difference where 60 s is not listed, unless none are', () => {
  const periods = (...seconds: number[]): string[] => said(withMetrics(healthy, /^tun\.state$/, () => ({ periods: seconds })));
  expect([periods(15, 60), periods()]).toEqual([[], []]);
  expect(periods(15, 300)).toEqual([
    'note metric-periods: The service lists the periods 15 and 300 s for tun.state, where 60 s is documented. Nothing to do: the SDK asks for a point every 300 s.',
  ]);
});

test('a metric that is not listed is told once: with its points, without them, and where nobody has the resource', () => {
  const unlisted = (change: object): string[] =>
    said(
      withMetrics(healthy, /^tun\.state$/, ({ metric }) => ({ listed: false, wireName: metric, statistics: [], periods: [], ...change })),
    );
  expect(unlisted({})).toEqual([
    'note metric-not-listed: The service does not list tun.state, but answers it. Nothing to do: the SDK asks by the documented name.',
  ]);
  expect(unlisted(NO_POINT())).toEqual([
    'warning metric-not-listed: The service does not list tun.state, and has no points of a resource that should have them. Do without: this region may not have it; where the console shows it, report it with a recording.',
  ]);
  expect(unlisted({ ...NO_POINT(), sample: undefined })).toEqual([
    'note metric-not-listed: The service does not list tun.state. Nothing to do: the SDK asks by the documented name, though nothing here shows whether the service answers it.',
  ]);
});

test('points that are missing are told by resource', () => {
  expect(said(withMetrics(healthy, /^(tun\.state|net_[rt]x\.rate)$/, NO_POINT))).toEqual([
    'warning no-points: The service has no recent points: vpn-bp1q8bgx4xnkm2ogjabcd has none of 2 metrics (net_rx.rate and net_tx.rate) and tun-opsqc4d97wni27fk2a9w has none of tun.state. Look whether the console shows them: a resource that is new or not in use may have none, and none is not zero.',
  ]);
});

test('events: another product, several, none; names that are not listed or spelled otherwise', () => {
  const under = (...eventProducts: string[]): string[] => said({ ...healthy, eventProducts });
  expect(under('VPN_GATEWAY')).toEqual([
    'note event-product: The service files the events of VPN Gateway under the product VPN_GATEWAY, where the documents say vpngw. Nothing to do: the SDK asks by that product.',
  ]);
  expect(under('vpngw', 'vpn')).toEqual([
    'note event-product: The service files the events of VPN Gateway under 2 products, vpngw and vpn, where the documents say vpngw. Nothing to do: the SDK asks by each of them.',
  ]);
  expect(said({ ...withEvents(healthy, /./, { listed: false }), eventProducts: [] })).toEqual([
    'warning event-product: The service lists no event of VPN Gateway. Look whether the console lists them: the SDK asks for events name by name, and subscriptions take the product vpngw.',
  ]);
  expect(said(withEvents(healthy, /^ipsec_phase1/, { listed: false }))).toEqual([
    'note event-not-listed: The service does not list 2 events: ipsec_phase1_nego_failed and ipsec_phase1_nego_success. Do not rely on these events alone: a watch polls the state of tunnels and connections as well.',
  ]);
  expect(said(withEvents(healthy, /^ipsec_phase1_nego_failed$/, { wireName: 'IpsecPhase1NegoFailed' }))).toEqual([
    'note event-spelling: The service spells 1 event otherwise than the documents: ipsec_phase1_nego_failed as IpsecPhase1NegoFailed. Nothing to do to read and watch events; try a subscription with its test(), since it names events as the documents do.',
  ]);
});

test('capped pages, no resources, no contact groups', () => {
  expect(
    said(
      withOperations(healthy, {
        'vpc:DescribeVpnGateways': { pageSize: { asked: 50, given: 20 } },
        'cms:DescribeMetricMetaList': { pageSize: { asked: 100, given: 20 } },
      }),
    ),
  ).toEqual([
    'note page-capped: The service puts fewer rows on a page than it is asked for: 20 instead of 50 for vpc:DescribeVpnGateways and 20 instead of 100 for cms:DescribeMetricMetaList. Nothing to do: the SDK reads all pages, which takes more calls.',
  ]);
  const none = { gateways: 0, connections: 0, attachments: 0, tunnels: 0, certificates: 0 };
  expect(said({ ...healthy, resources: none })).toEqual([
    'warning no-resources: The account has no VPN gateway and no IPsec connection in cn-hangzhou. Check `regionId`, and that the key belongs to the account that has them.',
  ]);
  expect(said({ ...healthy, resources: { ...none, gateways: undefined } })).toEqual([]);
  expect(said({ ...healthy, contactGroups: [] })).toEqual([
    'warning no-contact-groups: The account has no contact group, so an alert rule can notify nobody. Create a contact group in the CloudMonitor console before you put alert rules.',
  ]);
});

test('errors come before warnings and warnings before notes, whatever there is; the same report always gives the same', () => {
  const status = fc.constantFrom('allowed', 'forbidden', 'failed', 'not-tried');
  const error = fc.option(
    fc
      .constantFrom('auth', 'network', 'server', 'forbidden', 'quota-exhausted', 'invalid-request')
      .map((code) => failure(code as 'auth', 'X failed: said. Advice.')),
    { nil: undefined },
  );
  const metric = fc.record({
    listed: fc.constantFrom(true, false, undefined),
    newestAt: fc.constantFrom(1, undefined),
    ageMs: fc.constantFrom(0, 300_000, 9e6),
    sample: fc.constantFrom('vco-1', undefined),
    widened: fc.boolean(),
    statistics: fc.constantFrom([], ['Sum']),
    wireName: fc.string(),
  });
  fc.assert(
    fc.property(
      fc.array(fc.record({ status, error }), { minLength: 10, maxLength: 10 }),
      metric,
      fc.array(fc.string(), { maxLength: 3 }),
      (changes, change, eventProducts) => {
        const operations = healthy.operations.map((one, index) => ({ ...one, ...(changes[index] as object) }));
        const report = { ...withMetrics(healthy, /^tun/, () => change), operations, eventProducts } as Facts;
        const findings = findingsOf(report);
        const ranks = findings.map(({ severity }) => ['error', 'warning', 'note'].indexOf(severity));
        expect(ranks).toEqual([...ranks].sort());
        expect(findingsOf(report)).toEqual(findings);
        const named = findings.filter(({ code }) => code !== 'page-capped').flatMap(({ operations: actions = [] }) => actions);
        expect(named).toEqual([...new Set(named)]);
        for (const { message, advice } of findings) for (const text of [message, advice]) expect(text).toMatch(/^\S.*\.$/s);
      },
    ),
    { numRuns: 200 },
  );
});
