import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type * as CmsTypes from '@alicloud/cms20190101';
import {
  type AlertRuleInput,
  generatedTransport,
  httpsTransport,
  openApiTransport,
  type Transport,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { RuleService } from './rule-service.ts';
import { NOW } from './support.ts';

const require = createRequire(import.meta.url);
const cms = require('@alicloud/cms20190101') as typeof CmsTypes.default;
type CmsClient = InstanceType<typeof cms.default>;
type Fields = Readonly<Record<string, string>>;

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };

/** A service over HTTP that keeps rules, and takes addresses as long as fifty rules make them. */
async function ruleServer() {
  const rules = new RuleService();
  const seen: { readonly action: string; readonly params: Fields; readonly method: string; readonly body: string }[] = [];
  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const action = String(request.headers['x-acs-action']);
      const params = Object.fromEntries(new URL(request.url ?? '/', 'http://service').searchParams);
      seen.push({ action, params, method: request.method ?? '', body });
      const answer = rules.answer(action, params) ?? {};
      // Times are by the clock of the test.
      response.sendDate = false;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ RequestId: `R-${seen.length}`, Success: true, Code: '200', ...answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client: CmsClient = new cms.default({ ...pair, endpoint: host, protocol: 'http', regionId: 'cn-hangzhou' } as never);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host, rules, seen, client, [Symbol.asyncDispose]: close };
}

const options = (host: string) => ({ regionId: 'cn-hangzhou', endpoint: { cms: host, vpc: host, protocol: 'http' as const } });
const transports: readonly (readonly [name: string, make: (host: string, client: CmsClient) => Transport])[] = [
  ['httpsTransport', (host) => httpsTransport({ ...options(host), credentials: pair })],
  ['openApiTransport', (host) => openApiTransport({ ...options(host), credentials: { getCredential: () => Promise.resolve(pair) } })],
  ['generatedTransport', (_, client) => generatedTransport({ cms: client })],
];

const inputs = (): readonly AlertRuleInput[] => [
  {
    id: 'full',
    name: 'All & all +',
    on: 'all',
    metric: 'tun.state',
    contactGroups: ['vpn-ops'],
    critical: { when: '<', threshold: 1, times: 2, statistic: 'Minimum' },
    warn: { when: '!=', threshold: 1 },
    info: { when: '<=', threshold: 0.5 },
    periodSeconds: 300,
    silenceSeconds: 7200,
    effective: '08:00-19:59',
    noData: 'OK',
    webhook: 'https://hook.example/a?b=ü',
    labels: { team: 'net work', env: '=' },
  },
  { id: 'short', name: 'Short', on: 'all', metric: 'tun.bgp_state', contactGroups: ['vpn-ops'], critical: { when: '<', threshold: 1 } },
];

type Escalation = ConstructorParameters<typeof cms.PutResourceMetricRuleRequestEscalationsCritical>[0];
const level = (statistics: string, comparisonOperator: string, threshold: string, times: number): Escalation => ({
  statistics,
  comparisonOperator,
  threshold,
  times,
});
const everywhere = '[{"resource":"_ALL"}]';

/** The same through the typed methods of the generated client, in the order of the monitor's calls below. */
async function typedCalls(client: CmsClient): Promise<void> {
  const full = {
    ruleId: 'full',
    ruleName: 'All & all +',
    namespace: 'acs_vpn',
    metricName: 'tun.state',
    resources: everywhere,
    contactGroups: 'vpn-ops',
    period: '300',
    silenceTime: 7200,
    effectiveInterval: '08:00-19:59',
    noDataPolicy: 'OK',
    webhook: 'https://hook.example/a?b=ü',
  };
  const labels = [
    { key: 'team', value: 'net work' },
    { key: 'env', value: '=' },
  ];
  const levels = {
    critical: level('Minimum', 'LessThanThreshold', '1', 2),
    warn: level('Average', 'NotEqualToThreshold', '1', 3),
    info: level('Average', 'LessThanOrEqualToThreshold', '0.5', 3),
  };
  await client.putResourceMetricRule(
    new cms.PutResourceMetricRuleRequest({
      ...full,
      labels: labels.map((one) => new cms.PutResourceMetricRuleRequestLabels(one)),
      escalations: new cms.PutResourceMetricRuleRequestEscalations({
        critical: new cms.PutResourceMetricRuleRequestEscalationsCritical(levels.critical),
        warn: new cms.PutResourceMetricRuleRequestEscalationsWarn(levels.warn),
        info: new cms.PutResourceMetricRuleRequestEscalationsInfo(levels.info),
      }),
    }),
  );
  await client.putResourceMetricRules(
    new cms.PutResourceMetricRulesRequest({
      rules: [
        new cms.PutResourceMetricRulesRequestRules({
          ...full,
          labels: labels.map((one) => new cms.PutResourceMetricRulesRequestRulesLabels(one)),
          escalations: new cms.PutResourceMetricRulesRequestRulesEscalations({
            critical: new cms.PutResourceMetricRulesRequestRulesEscalationsCritical(levels.critical),
            warn: new cms.PutResourceMetricRulesRequestRulesEscalationsWarn(levels.warn),
            info: new cms.PutResourceMetricRulesRequestRulesEscalationsInfo(levels.info),
          }),
        }),
        new cms.PutResourceMetricRulesRequestRules({
          ruleId: 'short',
          ruleName: 'Short',
          namespace: 'acs_vpn',
          metricName: 'tun.bgp_state',
          resources: everywhere,
          contactGroups: 'vpn-ops',
          escalations: new cms.PutResourceMetricRulesRequestRulesEscalations({
            critical: new cms.PutResourceMetricRulesRequestRulesEscalationsCritical(level('Average', 'LessThanThreshold', '1', 3)),
          }),
        }),
      ],
    }),
  );
  await client.disableMetricRules(new cms.DisableMetricRulesRequest({ ruleId: ['full', 'short'] }));
  await client.enableMetricRules(new cms.EnableMetricRulesRequest({ ruleId: ['full'] }));
  await client.describeMetricRuleList(
    new cms.DescribeMetricRuleListRequest({
      namespace: 'acs_vpn',
      ruleName: 'S',
      alertState: 'OK',
      enableState: true,
      metricName: 'tun.state',
      ruleIds: 'full,short',
      page: 1,
      pageSize: 100,
    }),
  );
  await client.describeAlertLogList(
    new cms.DescribeAlertLogListRequest({
      namespace: 'acs_vpn',
      ruleId: 'full',
      startTime: NOW - 86_400_000,
      endTime: NOW + 1,
      pageNumber: 1,
      pageSize: 100,
    }),
  );
  await client.describeContactGroupList(new cms.DescribeContactGroupListRequest({ pageNumber: 1, pageSize: 100 }));
  await client.deleteMetricRules(new cms.DeleteMetricRulesRequest({ id: ['full', 'short'] }));
}

test.each(transports)("through %s every operation goes out as the generated client's own method sends it", async (_, make) => {
  await using service = await ruleServer();
  await typedCalls(service.client);
  const typed = service.seen.splice(0);
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: make(service.host, service.client),
    metadata: 'catalog',
    clock: { now: () => NOW },
    maxRetries: 0,
  });
  const [first, ...others] = inputs();
  await monitor.alerts.put(first!);
  await monitor.alerts.put([first!, ...others]);
  await monitor.alerts.disable(['full', 'short']);
  await monitor.alerts.enable('full');
  await monitor.alerts.list({ name: 'S', state: 'OK', enabled: true, metric: 'tun.state', ids: ['full', 'short'] }).toArray();
  await monitor.alerts.history({ last: '1d', ruleIds: ['full'] }).toArray();
  await monitor.alerts.delete(['full', 'short']);
  const [groups, ...ours] = service.seen;
  // The contact groups are asked for before each put.
  expect(ours.filter(({ action }) => action === 'DescribeContactGroupList')).toEqual([groups]);
  const writes = ours.filter(({ action }) => action !== 'DescribeContactGroupList');
  expect([...writes.slice(0, -1), groups, ...writes.slice(-1)]).toEqual(typed);
  expect(typed).toHaveLength(8);
  expect(service.rules.rules.size).toBe(0);
});

test('a thousand rules go over HTTP, and are listed, planned and deleted', async () => {
  await using service = await ruleServer();
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: httpsTransport({ ...options(service.host), credentials: pair }),
    metadata: 'catalog',
    requestsPerSecond: 10_000,
  });
  const [, short] = inputs();
  const rules = Array.from({ length: 1_000 }, (_, index): AlertRuleInput => ({
    ...short!,
    id: `r-${index}`,
    webhook: `https://hook.example/${index}`,
  }));
  await monitor.alerts.put(rules);
  expect(service.seen.filter(({ action }) => action === 'PutResourceMetricRules')).toHaveLength(20);
  expect(await monitor.alerts.list().toArray()).toHaveLength(1_000);
  expect((await monitor.alerts.plan(rules, { prefix: 'r-' })).isEmpty).toBe(true);
  await monitor.alerts.delete(rules.map(({ id }) => id));
  expect(service.seen.filter(({ action }) => action === 'DeleteMetricRules')).toHaveLength(10);
  expect(service.rules.rules.size).toBe(0);
}, 60_000);
