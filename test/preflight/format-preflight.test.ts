import { stripVTControlCharacters } from 'node:util';
import { formatPreflight, METRICS, type PreflightReport } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingsOf } from '../../src/preflight/findings.ts';
import { failure, healthyReport, withEvents, withMetrics, withOperations } from './healthy-report.ts';

type Facts = Omit<PreflightReport, 'findings'>;

const complete = (report: Facts): PreflightReport => ({ ...report, findings: findingsOf(report) });

// Few metrics and events, so that the whole text can be read.
const few = (report: Facts): Facts => ({
  ...report,
  metrics: report.metrics.filter(({ metric }) => /^(net\.|net_rx|ipsec\.state|tun\.r|tun\.state|vpn_connection\.state)/.test(metric)),
  events: report.events.filter(({ name }) => /(tunnel_nego|phase1_nego|Cert)/.test(name)),
});

function troubled(): PreflightReport {
  const forbidden = {
    status: 'forbidden',
    error: failure('forbidden', 'DescribeMetricList failed: Forbidden.RAM. Allow it.', 'Forbidden.RAM'),
  } as const;
  const throttled = failure(
    'throttled',
    'DescribeSslVpnServers failed: Throttling.User: slow down (HTTP 400, request R-1). Lower `requestsPerSecond`.',
    'Throttling.User',
  );
  let report = withOperations(few(healthyReport({ clock: { offsetMs: 40_120, uncertaintyMs: 512 } })), {
    'cms:DescribeMetricList': forbidden,
    'cms:DescribeMetricMetaList': { pageSize: { asked: 100, given: 20 } },
    'cen:DescribeFlowlogs': { status: 'not-tried', reason: 'there is no connection on a transit router' },
    'vpc:DescribeSslVpnServers': { status: 'failed', error: throttled },
  });
  report = withMetrics(report, /^net\.rx/, () => ({ wireName: 'net_rx.Pkgs' }));
  report = withMetrics(report, /^tun/, () => ({ widened: true, dimensions: ['userId', 'vpnTunnelId'] }));
  report = withMetrics(report, /^tun\.state/, () => ({ newestAt: undefined, ageMs: undefined }));
  report = withMetrics(report, /^vpn_/, () => ({
    listed: false,
    statistics: [],
    periods: [],
    sample: undefined,
    newestAt: undefined,
    ageMs: undefined,
  }));
  report = withEvents(report, /phase1_nego_failed/, { listed: false });
  report = withEvents(report, /phase1_nego_success/, { wireName: 'IpsecPhase1NegoSuccess' });
  const missingPolicy = { Version: '1', Statement: [{ Effect: 'Allow', Action: ['cms:DescribeMetricList'], Resource: '*' }] } as const;
  return complete({ ...report, missingPolicy, routes: [{ ...report.routes[0]!, proxy: 'proxy.example:8080' }, ...report.routes.slice(1)] });
}

const TROUBLED = `
Preflight of cn-hangzhou  2026-01-31T12:00:00.000Z, 41 calls in 1.2 s

FINDINGS  2 errors, 2 warnings, 7 notes
  1. error    A permission is missing: cms:DescribeMetricList (for metrics, watch).
              -> Attach the missing policy of this report to the RAM user or role, or leave out the
                 features that you do not use.
  2. error    vpc:DescribeSslVpnServers failed: Throttling.User: slow down (HTTP 400, request R-1).
              -> Lower \`requestsPerSecond\`.
  3. warning  The clock of this machine is 40 s ahead of the service's time.
              -> Set this machine's time, or what \`clock\` gives; until then the SDK goes by the
                 service's time.
  4. warning  The service has no recent points: tun-opsqc4d97wni27fk2a9w has none of tun.state.
              -> Look whether the console shows them: a resource that is new or not in use may have
                 none, and none is not zero.
  5. note     The service does not list vpn_connection.state.
              -> Nothing to do: the SDK asks by the documented name, though nothing here shows
                 whether the service answers it.
  6. note     The service lists the dimension keys userId and vpnTunnelId for 3 metrics (tun.rx_pps,
              tun.rx_bps and tun.state), for which no document lists any; the likeliest were userId,
              instanceId and tunnelId.
              -> Nothing to do: the SDK asks by the keys that the service lists.
  7. note     The service spells 1 metric otherwise than the documents: net.rxPkgs as net_rx.Pkgs.
              -> Nothing to do: the SDK asks by the service's spelling.
  8. note     The service takes no filter by the resource itself for 3 metrics (tun.rx_pps,
              tun.rx_bps and tun.state).
              -> Nothing to do: the SDK asks for more resources at once, and keeps those that you
                 asked for.
  9. note     The service does not list 1 event: ipsec_phase1_nego_failed.
              -> Do not rely on this event alone: a watch polls the state of tunnels and connections
                 as well.
 10. note     The service spells 1 event otherwise than the documents: ipsec_phase1_nego_success as
              IpsecPhase1NegoSuccess.
              -> Nothing to do to read and watch events; try a subscription with its test(), since
                 it names events as the documents do.
 11. note     The service puts fewer rows on a page than it is asked for: 20 instead of 100 for
              cms:DescribeMetricMetaList.
              -> Nothing to do: the SDK reads all pages, which takes more calls.

OPERATIONS  1 forbidden, 1 failed, 1 not tried, 7 allowed
  forbidden  cms:DescribeMetricList     for metrics, watch
  failed     vpc:DescribeSslVpnServers  Throttling.User: slow down (HTTP 400, request R-1)
  not tried  cen:DescribeFlowlogs       there is no connection on a transit router
  allowed    vpc:DescribeVpnGateways, vpc:DescribeVpnConnections, cms:DescribeMetricMetaList,
             cms:DescribeMetricLast, cms:DescribeSystemEventMetaList,
             cms:DescribeSystemEventAttribute, cms:DescribeContactGroupList

SET-UP
  clock      40.1 s ahead of the service's time, give or take 0.5 s
  routes     cms https://metrics.cn-hangzhou.aliyuncs.com through the proxy proxy.example:8080
             vpc https://vpc.aliyuncs.com
  resources  1 gateway, 2 connections, 1 attachment, 4 tunnels, 0 certificates
  contacts   vpn-ops

METRICS  7 of 8 listed
  gateway: vpn-bp1q8bgx4xnkm2ogjabcd
    userId, instanceId; Value; 60s, 300s, 900s
    net.rxPkgs            as net_rx.Pkgs  2 min old
    net.txPkgs                            2 min old
    net_rx.rate                           2 min old
  connection on a gateway: vco-bp1bbi27hojx80nck3v9q
    userId, instanceId, ipsecId; Average, Minimum, Maximum; 60s, 300s, 900s
    ipsec.state                           2 min old
  tunnel on a gateway: tun-opsqc4d97wni27fk2a9w
    userId, vpnTunnelId; Average, Minimum, Maximum; 60s, 300s, 900s
    tun.rx_pps                            2 min old  wider filter
    tun.rx_bps                            2 min old  wider filter
    tun.state                             no points  wider filter
  connection on a transit router: none to look at
    userId, instanceId
    vpn_connection.state  not listed

EVENTS  4 of 5 listed under vpngw
  INFO        ipsec_tunnel_nego_success, ipsec_phase1_nego_success as IpsecPhase1NegoSuccess
  WARN        ipsec_tunnel_nego_failed
  CRITICAL    CertKeyExpired
  not listed  ipsec_phase1_nego_failed

MISSING POLICY  to attach to the RAM user or role
{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "cms:DescribeMetricList"
      ],
      "Resource": "*"
    }
  ]
}
`;

test('the whole text, in 100 columns', () => {
  expect(`\n${formatPreflight(troubled())}\n`).toBe(TROUBLED);
});

test('a report without findings says so, and has no policy', () => {
  const text = formatPreflight(complete(few(healthyReport())));
  expect(text).toContain('\nFINDINGS  none: all that was tried is allowed, and as documented\n');
  expect(text).toContain('\nOPERATIONS  10 allowed\n  allowed    vpc:DescribeVpnGateways,');
  expect(text).toContain("\n  clock      agrees with the service's time, give or take 0.5 s\n");
  expect(text).not.toContain('POLICY');
});

test('what was not asked for or could not be had has no section, or says so', () => {
  const unknown = { gateways: undefined, connections: 1, attachments: undefined, tunnels: undefined, certificates: undefined };
  const report = healthyReport({
    metrics: [],
    events: [],
    eventProducts: undefined,
    contactGroups: undefined,
    routes: [],
    resources: unknown,
    clock: { offsetMs: undefined, uncertaintyMs: undefined },
  });
  expect(formatPreflight(complete(report)).split('\n').slice(-4)).toEqual([
    '',
    'SET-UP',
    '  clock      unknown: no answer bore a time',
    '  resources  gateways unknown, 1 connection, attachments unknown, tunnels unknown',
  ]);
  expect(formatPreflight(complete({ ...report, operations: [], resources: { ...unknown, connections: undefined } }))).toMatch(
    /\n {2}resources {2}not asked for$/,
  );
  const unread = withEvents(
    withMetrics(few(healthyReport()), /./, () => ({ listed: undefined, statistics: [], periods: [] })),
    /./,
    { listed: undefined },
  );
  const text = formatPreflight(complete({ ...unread, eventProducts: undefined, contactGroups: [] }));
  expect(text).toContain(
    '\nMETRICS  the list could not be read, so the documented keys are shown\n  gateway: vpn-bp1q8bgx4xnkm2ogjabcd\n    userId, instanceId\n',
  );
  expect(text).toMatch(/\nEVENTS {2}the list could not be read$/);
  expect(text).toContain('\n  contacts   no contact group\n');
});

test('colours are escape sequences around the same text, and only where they are wanted', () => {
  const plain = formatPreflight(troubled());
  const coloured = formatPreflight(troubled(), { colour: true });
  expect(coloured).toContain('\u001b[1mFINDINGS\u001b[0m');
  expect(coloured).toContain('\u001b[31mforbidden\u001b[0m  cms:DescribeMetricList');
  expect(stripVTControlCharacters(coloured)).toBe(plain);
  expect(plain).toMatch(/^[\n\u0020-\u007e]*$/);
});

test('lines keep to the width, and ids and names stay whole', () => {
  for (const width of [80, 100, 200]) {
    const lines = formatPreflight(troubled(), { width }).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.some((line) => line.length > width * 0.85)).toBe(true);
  }
  const narrow = formatPreflight(troubled(), { width: 40 });
  // Beside a table, whose columns stand under each other, only what cannot be broken is wider.
  const isTable = (line: string): boolean => /^ {4}(net|ipsec|tun|vpn_connection)[._]/.test(line);
  const breakable = narrow.split('\n').filter((line) => line.length > 40 && !isTable(line) && line.trim().includes(' '));
  expect(breakable.filter((line) => !/(gateway|connection|tunnel).*: |https/.test(line))).toEqual([]);
  for (const name of [
    'tun-opsqc4d97wni27fk2a9w',
    'cms:DescribeSystemEventAttribute',
    'https://metrics.cn-hangzhou.aliyuncs.com',
    'ipsec_tunnel_nego_success',
  ])
    expect(narrow).toContain(name);
});

test('nothing that the service says commands the terminal', () => {
  const evil = 'a\u001b[2J\u001b]0;title\u0007\r\n\u009b31m\u202e\u200bb';
  const report = withMetrics(
    withEvents(healthyReport({ contactGroups: [evil], regionId: evil, eventProducts: [evil] }), /Cert/, { wireName: evil, level: evil }),
    /^tun/,
    () => ({ wireName: evil, dimensions: [evil], statistics: [evil], sample: evil, widened: true }),
  );
  const error = failure('server', `DescribeFlowlogs failed: ${evil}. ${evil}`, evil);
  const routes = [{ product: 'cms', host: evil, protocol: 'https', proxy: evil }] as const;
  const broken = {
    ...withOperations(report, {
      'cen:DescribeFlowlogs': { status: 'failed', error },
      'vpc:DescribeVpnGateways': { status: 'not-tried', reason: evil },
    }),
    routes,
  };
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  const commands = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/;
  expect(formatPreflight(complete(broken))).not.toMatch(commands);
  // eslint-disable-next-line no-control-regex -- as above
  expect(formatPreflight(complete(broken), { colour: true }).replace(/\u001b\[(0|1|2|3[1-6])m/g, '')).not.toMatch(commands);
  fc.assert(
    // Any code units: fast-check's own unit for them takes seconds to begin.
    fc.property(
      fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
      (text) => {
        expect(formatPreflight(complete({ ...few(broken), contactGroups: [text], eventProducts: [text] }))).not.toMatch(commands);
      },
    ),
    { numRuns: 50 },
  );
});

test('wide characters count as two columns', () => {
  const lines = formatPreflight(complete(healthyReport({ contactGroups: ['\u8fd0\u7ef4\u56e2\u961f', '\u7f51\u7edc\u503c\u73ed'] })), {
    width: 40,
  }).split('\n');
  expect(lines).toContain('  contacts   \u8fd0\u7ef4\u56e2\u961f, \u7f51\u7edc\u503c\u73ed');
  expect(
    formatPreflight(complete(healthyReport({ contactGroups: ['\u8fd0'.repeat(10), '\u7f51'.repeat(4)] })), { width: 40 }).split('\n'),
  ).toContain(`             ${'\u7f51'.repeat(4)}`);
});

test('every metric of a report has a line', () => {
  const text = formatPreflight(complete(healthyReport()));
  for (const { name } of METRICS) expect(text.split('\n').filter((line) => line.startsWith(`    ${name} `))).toHaveLength(1);
});

test('a report that was JSON in between gives the same text', () => {
  expect(formatPreflight(JSON.parse(JSON.stringify(troubled())) as PreflightReport)).toBe(formatPreflight(troubled()));
});

test('what is no report is refused by name', () => {
  const wrong = (report: unknown) => () => formatPreflight(report as PreflightReport);
  for (const value of [undefined, null, {}, 'report', [], troubled().findings])
    expect(wrong(value)).toThrow(/^formatPreflight\(\) takes a report of monitor\.preflight\(\), but was given /);
  expect(wrong(Promise.resolve(troubled()))).toThrow(
    new TypeError('formatPreflight() takes a report of monitor.preflight(), but was given [Promise]: await it first'),
  );
});

test('options that cannot be used are refused', () => {
  const wrong = (options: unknown) => () => formatPreflight(troubled(), options as object);
  expect(wrong({ color: true })).toThrow(
    new TypeError("formatPreflight() has no option 'color'; did you mean colour? It has colour, width"),
  );
  expect(wrong({ colour: 'yes' })).toThrow(TypeError);
  for (const width of [-1, 80.5, '80', Number.NaN]) expect(wrong({ width })).toThrow(RangeError);
  for (const [width, as] of [
    [0, 100],
    [12, 40],
  ] as const)
    expect(formatPreflight(troubled(), { width })).toBe(formatPreflight(troubled(), { width: as }));
  expect(wrong({ width: undefined, colour: undefined })).not.toThrow();
});
