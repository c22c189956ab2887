import { createRequire } from 'node:module';
import type * as CmsTypes from '@alicloud/cms20190101';
import { generatedTransport, httpsTransport, openApiTransport, SystemEvent, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { FULL, QUIET, WEBHOOK } from '../alerts/subscriptions/support.ts';
import { type FakeService, fakeService, json, type SeenRequest } from '../transport/fake-service.ts';

// Loaded as CommonJS: what an import of it gives depends on the loader.
const require = createRequire(import.meta.url);
const cms = require('@alicloud/cms20190101') as typeof CmsTypes.default;
type CmsClient = InstanceType<typeof cms.default>;

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
// The Config class belongs to a package the generated client brings along; it reads its fields only.
const clientOf = (service: FakeService): CmsClient =>
  new cms.default({ ...pair, endpoint: service.host, protocol: 'http', regionId: 'cn-hangzhou' } as never);

const STALE = {
  MnsParameters: {
    MnsParameter: [
      { Id: '1', Queue: 'old' },
      { Id: '2', Queue: 'older' },
    ],
  },
};
const answers: Readonly<Record<string, unknown>> = {
  ...QUIET,
  DescribeContactGroupList: { Code: '200', ContactGroups: { ContactGroup: ['vpn-ops', 'network'] } },
  DescribeEventRuleTargetList: { Code: '200', ...STALE },
  DescribeEventRuleList: { Code: '200', Total: 1, EventRules: { EventRule: [{ Name: 'a', EventPattern: { Product: 'vpngw' } }] } },
};

/** Everything that subscriptions send. */
async function useAll(transport: Transport): Promise<void> {
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, logger: { warn: () => undefined } });
  await monitor.subscriptions.put(FULL);
  await monitor.subscriptions.list({ enabled: false, namePrefix: 'vpn ü', targets: true }).toArray();
  await monitor.subscriptions.disable(['a', 'b &=+']);
  await monitor.subscriptions.enable('a');
  await monitor.subscriptions.delete(['a', 'b']);
  await monitor.subscriptions.test(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
}

/** The same through the generated client's own methods. @param ids - Of the targets, by their place. */
function typedCalls(client: CmsClient, ids: (key: string) => string, content: string): (() => Promise<unknown>)[] {
  const name = FULL.name;
  const region = 'cn-hangzhou';
  return [
    () => client.describeContactGroupList(new cms.DescribeContactGroupListRequest({ pageNumber: 1, pageSize: 100 })),
    () => client.describeSystemEventMetaList(new cms.DescribeSystemEventMetaListRequest({})),
    () => client.describeEventRuleTargetList(new cms.DescribeEventRuleTargetListRequest({ ruleName: name })),
    () =>
      client.putEventRule(
        new cms.PutEventRuleRequest({
          ruleName: name,
          eventType: 'SYSTEM',
          state: 'DISABLED',
          silenceTime: 600,
          description: 'tunnels and certificates',
          eventPattern: [
            new cms.PutEventRuleRequestEventPattern({
              product: 'vpngw',
              nameList: ['ipsec_tunnel_nego_failed', 'CertKeyExpired'],
              levelList: ['WARN', 'CRITICAL'],
              eventTypeList: ['*'],
              customFilters: 'vco-1',
            }),
          ],
        }),
      ),
    () =>
      client.putEventRuleTargets(
        new cms.PutEventRuleTargetsRequest({
          ruleName: name,
          contactParameters: [
            new cms.PutEventRuleTargetsRequestContactParameters({
              contactGroupName: 'vpn-ops',
              id: ids('ContactParameters.1'),
              level: '4',
            }),
            new cms.PutEventRuleTargetsRequestContactParameters({
              contactGroupName: 'network',
              id: ids('ContactParameters.2'),
              level: '3',
            }),
          ],
          fcParameters: [
            new cms.PutEventRuleTargetsRequestFcParameters({
              functionName: 'on-event',
              serviceName: 'vpn',
              region,
              id: ids('FcParameters.1'),
            }),
          ],
          mnsParameters: [
            new cms.PutEventRuleTargetsRequestMnsParameters({ queue: 'ops', region, id: ids('MnsParameters.1') }),
            new cms.PutEventRuleTargetsRequestMnsParameters({ topic: 'fan-out', region: 'cn-beijing', id: ids('MnsParameters.2') }),
          ],
          slsParameters: [
            new cms.PutEventRuleTargetsRequestSlsParameters({ project: 'net', logStore: 'events', region, id: ids('SlsParameters.1') }),
          ],
          webhookParameters: [
            new cms.PutEventRuleTargetsRequestWebhookParameters({
              method: 'POST',
              protocol: 'http',
              url: WEBHOOK,
              id: ids('WebhookParameters.1'),
            }),
            new cms.PutEventRuleTargetsRequestWebhookParameters({
              method: 'GET',
              protocol: 'http',
              url: 'http://10.0.0.1/hook',
              id: ids('WebhookParameters.2'),
            }),
          ],
        }),
      ),
    () => client.deleteEventRuleTargets(new cms.DeleteEventRuleTargetsRequest({ ruleName: name, ids: ['1', '2'] })),
    () =>
      client.describeEventRuleList(
        new cms.DescribeEventRuleListRequest({ isEnable: false, namePrefix: 'vpn ü', pageNumber: '1', pageSize: '100' }),
      ),
    () => client.describeEventRuleTargetList(new cms.DescribeEventRuleTargetListRequest({ ruleName: 'a' })),
    () => client.disableEventRules(new cms.DisableEventRulesRequest({ ruleNames: ['a', 'b &=+'] })),
    () => client.enableEventRules(new cms.EnableEventRulesRequest({ ruleNames: ['a'] })),
    () => client.deleteEventRules(new cms.DeleteEventRulesRequest({ ruleNames: ['a', 'b'] })),
    () =>
      client.sendDryRunSystemEvent(
        new cms.SendDryRunSystemEventRequest({ product: 'vpngw', eventName: 'ipsec_tunnel_nego_failed', eventContent: content }),
      ),
  ];
}

const onTheWire = ({ method, path, query, body, headers }: SeenRequest) => ({
  method,
  path,
  query,
  body,
  action: headers['x-acs-action'],
  version: headers['x-acs-version'],
});

test("all that subscriptions send goes out of all three transports as the generated client's own methods send it", async () => {
  await using service = await fakeService((request, response) => {
    json(answers[String(request.headers['x-acs-action'])])(request, response);
  });
  const options = { regionId: 'cn-hangzhou', credentials: pair, endpoint: { cms: service.host, protocol: 'http' } } as const;
  const runs: ReturnType<typeof onTheWire>[][] = [];
  for (const transport of [
    httpsTransport(options),
    openApiTransport({ ...options, credentials: { getCredential: () => Promise.resolve(pair) } }),
    generatedTransport({ cms: clientOf(service) }),
  ]) {
    service.seen.length = 0;
    await useAll(transport);
    runs.push(service.seen.map(onTheWire));
  }
  const [own] = runs;
  const put = own?.find(({ action }) => action === 'PutEventRuleTargets')?.query ?? {};
  const content = own?.find(({ action }) => action === 'SendDryRunSystemEvent')?.query['EventContent'] ?? '';
  service.seen.length = 0;
  for (const call of typedCalls(clientOf(service), (key) => put[`${key}.Id`] ?? 'no id', content)) await call();
  const typed = service.seen.map(onTheWire);
  expect(typed).toHaveLength(12);
  for (const run of runs) expect(run).toEqual(typed);
}, 30_000);
