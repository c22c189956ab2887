import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { SIMULATED_SECRET, type Simulator } from '../../src/testing/index.ts';
import { account, history, put, rules } from './alerts-support.ts';
import { ask, DAY, HOUR, MINUTE, NOW, type Params } from './support.ts';

interface Post {
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The address of a webhook that answers with these statuses in turn, and the last one for good. */
async function webhook(...statuses: readonly number[]): Promise<{ readonly url: string; readonly posts: Post[] }> {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts.push({
        type: request.headers['content-type'] ?? '',
        fields: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      });
      response.statusCode = statuses[Math.min(posts.length, statuses.length) - 1] ?? 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook?token=t`, posts };
}

const minutesOf =
  (from: number) =>
  (one: { readonly at: number; readonly level: string }): string =>
    `${one.level} ${String((one.at - from) / MINUTE)}`;

/** What is delivered while the account's time moves on, a step at a time. */
async function deliveredOver(cloud: Simulator, steps: number, by = MINUTE): Promise<string[]> {
  const from = cloud.now();
  const all: string[] = [];
  for (let i = 0; i < steps; i++) {
    cloud.advance(by);
    all.push(...(await cloud.deliverAlerts()).map(minutesOf(from)));
  }
  return all;
}

test('a tunnel that goes down is posted once, in the documented form, and its recovery too', async () => {
  const { url, posts } = await webhook();
  const cloud = account();
  put(cloud, { Webhook: url });
  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  const deliveries = await cloud.deliverAlerts();
  // The value at the end of a period counts: that of the period that ends now is 0, and is published in a minute.
  const at = NOW + 2 * MINUTE;
  expect(deliveries).toEqual([
    {
      ruleId: 'r1',
      level: 'CRITICAL',
      at,
      dimensions: { userId: '1234567890123456', instanceId: 'vpn-1', tunnelId: 'tun-1' },
      url,
      fields: posts[0]!.fields,
      attempts: 1,
      status: 200,
    },
  ]);
  expect(posts).toEqual([
    {
      type: expect.stringContaining('application/x-www-form-urlencoded') as unknown,
      fields: {
        expression: '$Value<1',
        metricName: 'tun.state',
        rawMetricName: 'tun.state',
        instanceName: 'tun-1',
        signature: expect.stringContaining(SIMULATED_SECRET) as unknown,
        metricProject: 'acs_vpn',
        namespace: 'acs_vpn',
        userId: '1234567890123456',
        curValue: '0',
        unit: 'state',
        alertName: 'tunnel down',
        ruleId: 'r1',
        alertState: 'ALERT',
        triggerLevel: 'CRITICAL',
        preTriggerLevel: 'OK',
        dimensions: '{userId=1234567890123456, instanceId=vpn-1, tunnelId=tun-1}',
        timestamp: String(at),
        lastTime: '1 minutes',
        regionId: 'cn-hangzhou',
        regionName: 'cn-hangzhou',
        groupId: 'null',
        productGroupName: 'null',
        transId: expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
      },
    },
  ]);
  expect(await cloud.deliverAlerts()).toEqual([]);
  expect(rules(cloud)[0]!['AlertState']).toBe('ALARM');
  cloud.tunnel('tun-1').up();
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toMatchObject([
    {
      level: 'OK',
      at: NOW + 6 * MINUTE,
      fields: {
        alertState: 'OK',
        triggerLevel: 'OK',
        preTriggerLevel: 'CRITICAL',
        curValue: '1',
        lastTime: '4 minutes',
        expression: '$Value<1',
      },
    },
  ]);
  expect(rules(cloud)[0]!['AlertState']).toBe('OK');
  expect(posts).toHaveLength(2);
});

test('how often it is asked changes nothing', async () => {
  const { url } = await webhook();
  const run = async (steps: number): Promise<string[]> => {
    const cloud = account({ data: { missing: 0.1, late: { ratio: 0.2, byMs: 3 * MINUTE }, blank: 0.1 } });
    put(cloud, { Webhook: url, Resources: '[{"resource":"_ALL"}]', NoDataPolicy: 'INSUFFICIENT_DATA' });
    cloud.tunnel('tun-1').flap({ every: '7m' });
    cloud.connection('vco-2').down({ at: NOW + 20 * MINUTE });
    const all: string[] = [];
    for (let i = 0; i < steps; i++) {
      cloud.advance(HOUR / steps);
      for (const { level, at, dimensions } of await cloud.deliverAlerts()) all.push(`${level} ${String(at)} ${dimensions['tunnelId']!}`);
    }
    return all;
  };
  const at60 = await run(60);
  expect(at60.length).toBeGreaterThan(20);
  for (const steps of [1, 7, 120]) expect(await run(steps), String(steps)).toEqual(at60);
});

test('a delivery that is not taken comes again, three times', async () => {
  const { url, posts } = await webhook(500, 503, 200);
  const cloud = account();
  put(cloud, { Webhook: url });
  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toMatchObject([{ attempts: 3, status: 200 }]);
  expect(new Set(posts.map(({ fields }) => JSON.stringify(fields))).size).toBe(1);
  const broken = await webhook(500);
  put(cloud, { Webhook: broken.url, RuleId: 'r2' });
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toMatchObject([{ ruleId: 'r2', attempts: 4, status: 500 }]);
  const [entry] = history(cloud, { RuleId: 'r2' });
  expect(entry!['WebhookList']).toMatchObject([{ code: '500' }]);
});

test('an address that nothing answers at', async () => {
  const cloud = account();
  put(cloud, { Webhook: 'http://127.0.0.1:1/' });
  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toMatchObject([{ attempts: 4, status: undefined }]);
});

test('an address on another machine is not called', async () => {
  for (const webhookUrl of ['https://hooks.example/a', 'http://127.0.0.1.example/', 'http://192.0.2.1/', 'http://localhost.example/']) {
    const cloud = account();
    put(cloud, { Webhook: webhookUrl });
    cloud.tunnel('tun-1').down();
    cloud.advance('5m');
    expect(await cloud.deliverAlerts(), webhookUrl).toMatchObject([
      { url: webhookUrl, attempts: 0, status: undefined, fields: { alertState: 'ALERT' } },
    ]);
  }
});

describe('which resources a rule sees', () => {
  it.each<[string, Params, string[]]>([
    ['one tunnel', {}, ['tun-1']],
    ['two tunnels', { Resources: '[{"tunnelId":"tun-1"},{"tunnelId":"tun-4"}]' }, ['tun-1', 'tun-4']],
    ['every tunnel of a gateway', { Resources: '[{"instanceId":"vpn-1"}]' }, ['tun-1', 'tun-2', 'tun-3', 'tun-4']],
    ['everything', { Resources: '[{"resource":"_ALL"}]' }, ['tun-1', 'tun-2', 'tun-3', 'tun-4']],
    ['everything of the account', { Resources: '[{"userId":"1234567890123456"}]' }, ['tun-1', 'tun-2', 'tun-3', 'tun-4']],
    ['no resource named', { Resources: '' }, ['tun-1', 'tun-2', 'tun-3', 'tun-4']],
    ['a tunnel that is not there', { Resources: '[{"tunnelId":"tun-9"}]' }, []],
    ['a single-tunnel connection', { MetricName: 'ipsec.state', Resources: '[{"ipsecId":"vco-3"}]' }, ['vco-3']],
  ])('%s', async (_what, more, expected) => {
    const { url } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url, ...more });
    for (const id of ['vco-1', 'vco-2', 'vco-3']) cloud.connection(id).down();
    cloud.advance('5m');
    const deliveries = await cloud.deliverAlerts();
    expect(deliveries.map(({ dimensions }) => dimensions['tunnelId'] ?? dimensions['ipsecId'])).toEqual(expected);
  });
});

test('a userId is no dimension that a metric could lack', async () => {
  const cloud = account({ metadata: [{ MetricName: 'tun.state', Dimensions: 'instanceId,tunnelId', Statistics: 'Value', Periods: '60' }] });
  put(cloud, { Webhook: (await webhook()).url, Resources: '[{"userId":"1234567890123456","tunnelId":"tun-1"}]' });
  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toMatchObject([{ dimensions: { instanceId: 'vpn-1', tunnelId: 'tun-1' } }]);
});

test('a rate is compared by the statistic of each level, and levels follow each other', async () => {
  const { url } = await webhook();
  const cloud = account();
  const level = (name: string, statistic: string, threshold: number): Params => ({
    [`Escalations.${name}.Statistics`]: statistic,
    [`Escalations.${name}.ComparisonOperator`]: 'GreaterThanOrEqualToThreshold',
    [`Escalations.${name}.Threshold`]: threshold,
    [`Escalations.${name}.Times`]: 1,
  });
  put(cloud, {
    Webhook: url,
    MetricName: 'tun.rx_bps',
    ...level('Critical', 'Maximum', 1e12),
    ...level('Warn', 'Minimum', 1),
    ...level('Info', 'Average', 0),
  });
  cloud.tunnel('tun-1').down({ at: NOW + 2 * MINUTE + MINUTE / 2 });
  cloud.advance('5m');
  const deliveries = await cloud.deliverAlerts();
  expect(deliveries.map(({ level: name, at, fields }) => [name, (at - NOW) / MINUTE, fields['expression']])).toEqual([
    ['WARN', 1, '$Minimum>=1'],
    ['INFO', 4, '$Average>=0'],
  ]);
  expect(Number(deliveries[0]!.fields['curValue'])).toBeGreaterThan(1);
});

describe('time', () => {
  it('is respected in silence, and an alert that goes on is repeated', async () => {
    const { url } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url, SilenceTime: 3_600 });
    cloud.tunnel('tun-1').down();
    expect(await deliveredOver(cloud, 150)).toEqual(['CRITICAL 2', 'CRITICAL 62', 'CRITICAL 122']);
  });

  it('of a rule that is not effective is only written into the history', async () => {
    const { url } = await webhook();
    // NOW is 20:00 in UTC+8.
    const cloud = account();
    put(cloud, { Webhook: url, EffectiveInterval: '21:00-23:59' });
    put(cloud, { Webhook: url, RuleId: 'r2', NoEffectiveInterval: '20:00-20:29' });
    cloud.tunnel('tun-1').down();
    cloud.advance('20m');
    expect(await cloud.deliverAlerts()).toEqual([]);
    expect(history(cloud).map((entry) => [entry['RuleId'], entry['SendStatus'], entry['LevelChange'], entry['WebhookList']])).toEqual([
      ['r1', '1', 'OK->P2', []],
      ['r2', '1', 'OK->P2', []],
    ]);
    cloud.advance('41m');
    expect((await cloud.deliverAlerts()).map(({ ruleId, at }) => [ruleId, (at - NOW) / MINUTE])).toEqual([
      ['r2', 30],
      ['r1', 60],
    ]);
  });

  it('is that of publication: points that come late are none', async () => {
    const { url } = await webhook();
    const cloud = account({ data: { publicationDelayMs: 3 * MINUTE } });
    put(cloud, { Webhook: url });
    cloud.tunnel('tun-1').down();
    expect(await deliveredOver(cloud, 6)).toEqual(['CRITICAL 4']);
    const late = account({ data: { late: { ratio: 1, byMs: MINUTE } } });
    put(late, { Webhook: url, NoDataPolicy: 'INSUFFICIENT_DATA' });
    expect(await deliveredOver(late, 5)).toEqual(['INSUFFICIENT_DATA 1']);
    expect(rules(late)[0]!['AlertState']).toBe('INSUFFICIENT_DATA');
  });

  it.each([{ missing: 1 }, { blank: 1 }])('passes a resource by that has no datapoints (%j)', async (data) => {
    const { url } = await webhook();
    const cloud = account({ data });
    put(cloud, { Webhook: url });
    put(cloud, { Webhook: url, RuleId: 'r2', NoDataPolicy: 'INSUFFICIENT_DATA' });
    cloud.tunnel('tun-1').down();
    cloud.advance('10m');
    expect(await cloud.deliverAlerts()).toMatchObject([
      { ruleId: 'r2', level: 'INSUFFICIENT_DATA', fields: { curValue: 'null', alertState: 'INSUFFICIENT_DATA' } },
    ]);
  });

  it('of longer periods', async () => {
    const { url } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url, Period: 300, 'Escalations.Critical.Statistics': 'Average', 'Escalations.Critical.Threshold': '0.5' });
    cloud.tunnel('tun-1').down({ at: NOW + 6 * MINUTE });
    cloud.advance('30m');
    expect((await cloud.deliverAlerts()).map(minutesOf(NOW))).toEqual(['CRITICAL 16']);
  });
});

describe('a rule that changes', () => {
  it('is not evaluated while it is disabled, and begins anew', async () => {
    const { url } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url });
    ask(cloud, 'DisableMetricRules', { 'RuleId.1': 'r1' });
    cloud.tunnel('tun-1').down();
    cloud.advance('10m');
    expect(await cloud.deliverAlerts()).toEqual([]);
    ask(cloud, 'EnableMetricRules', { 'RuleId.1': 'r1' });
    expect(await deliveredOver(cloud, 4)).toEqual(['CRITICAL 2']);
  });

  it('is silent once it is deleted', async () => {
    const cloud = account();
    put(cloud);
    ask(cloud, 'DeleteMetricRules', { 'Id.1': 'r1' });
    cloud.tunnel('tun-1').down();
    cloud.advance('10m');
    expect(await cloud.deliverAlerts()).toEqual([]);
    expect(history(cloud)).toEqual([]);
  });

  it('goes on where it looks at the same, and begins anew where it does not', async () => {
    const { url } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url });
    cloud.tunnel('tun-1').down();
    expect(await deliveredOver(cloud, 5)).toEqual(['CRITICAL 2']);
    put(cloud, { Webhook: url, RuleName: 'another name' });
    expect(await deliveredOver(cloud, 5)).toEqual([]);
    put(cloud, { Webhook: url, 'Escalations.Critical.Times': 3 });
    expect(await deliveredOver(cloud, 5)).toEqual(['CRITICAL 3']);
  });

  it('may want no recoveries', async () => {
    const { url, posts } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url, SendOK: 'false' });
    cloud.tunnel('tun-1').down();
    cloud.tunnel('tun-1').up({ at: NOW + 5 * MINUTE });
    cloud.advance('10m');
    expect((await cloud.deliverAlerts()).map(({ level }) => level)).toEqual(['CRITICAL']);
    expect(posts).toHaveLength(1);
    expect(history(cloud).map((entry) => [entry['Level'], entry['SendStatus']])).toEqual([
      ['OK', '4'],
      ['P2', '0'],
    ]);
  });
});

describe('the alert history', () => {
  it('has what a rule without a webhook has to say, newest first', async () => {
    const cloud = account();
    put(cloud);
    cloud.tunnel('tun-1').down();
    cloud.tunnel('tun-1').up({ at: NOW + 5 * MINUTE });
    cloud.advance('10m');
    expect(await cloud.deliverAlerts()).toEqual([]);
    const entries = history(cloud);
    expect(entries.map((entry) => [entry['AlertTime'], entry['LevelChange'], entry['Level'], entry['SendStatus']])).toEqual([
      [NOW + 6 * MINUTE, 'P2->OK', 'OK', '0'],
      [String(NOW + 2 * MINUTE), 'OK->P2', 'P2', '0'],
    ]);
    expect(entries[1]).toMatchObject({
      RuleId: 'r1',
      RuleName: 'tunnel down',
      Namespace: 'acs_vpn',
      MetricName: 'tun.state',
      InstanceId: 'vpn-1',
      Escalation: { Expression: '$Value<1', Level: 'P2', Times: 2 },
      Dimensions: [
        { Key: 'userId', Value: '1234567890123456' },
        { Key: 'instanceId', Value: 'vpn-1' },
        { Key: 'tunnelId', Value: 'tun-1' },
      ],
      ContactGroups: ['vpn-ops'],
      WebhookList: [],
    });
    expect(new Set(entries.map((entry) => entry['LogId'])).size).toBe(2);
    expect(JSON.parse(String(entries[1]!['Message']))).toMatchObject({ alertName: 'tunnel down', curValue: 0 });
  });

  it('has pages, filters and ends that count', async () => {
    const cloud = account();
    put(cloud, { Resources: '[{"resource":"_ALL"}]' });
    for (const id of ['vco-1', 'vco-2']) cloud.connection(id).down();
    for (const id of ['vco-1', 'vco-2']) cloud.connection(id).up({ at: NOW + 5 * MINUTE });
    cloud.advance('10m');
    await cloud.deliverAlerts();
    const count = (params: Params): number => history(cloud, params).length;
    expect([count({}), count({ PageSize: 3 }), count({ PageSize: 3, PageNumber: 3 }), count({ PageSize: 3, PageNumber: 4 })]).toEqual([
      8, 3, 2, 0,
    ]);
    expect([count({ EventType: 'TRIGGERED' }), count({ EventType: 'RESOLVED' }), count({ Level: 'P2' }), count({ Level: 'P3' })]).toEqual([
      4, 4, 4, 0,
    ]);
    expect([
      count({ RuleId: 'r1' }),
      count({ RuleId: 'r2' }),
      count({ SendStatus: '1' }),
      count({ SearchKey: 'tun-3' }),
      count({ ContactGroup: 'nobody' }),
    ]).toEqual([8, 0, 0, 2, 0]);
    const triggered = NOW + 2 * MINUTE;
    expect([
      count({ StartTime: triggered - 1, EndTime: triggered }),
      count({ StartTime: triggered, EndTime: triggered + 1 }),
      count({ StartTime: triggered + 1, EndTime: triggered + 2 }),
    ]).toEqual([4, 4, 0]);
    expect(history(cloud, { StartTime: '', EndTime: '' })).toHaveLength(8);
    cloud.advance('16m');
    expect([
      history(cloud, { StartTime: '', EndTime: '' }).length,
      history(cloud, { StartTime: '', EndTime: '', LastMin: 60 }).length,
    ]).toEqual([0, 8]);
    cloud.advance(365 * DAY);
    expect(count({})).toBe(0);
  });

  it('marks whom it went to, so that a leak is seen', async () => {
    const { url } = await webhook();
    const cloud = account();
    put(cloud, { Webhook: url });
    cloud.tunnel('tun-1').down();
    cloud.advance('5m');
    await cloud.deliverAlerts();
    const [entry] = history(cloud);
    for (const part of ['ContactMailList', 'ContactSMSList', 'DingdingWebhookList', 'SendResultList', 'SendDetail', 'WebhookList'])
      expect(JSON.stringify(entry![part]), part).toContain(SIMULATED_SECRET);
    expect(JSON.stringify(ask(cloud, 'DescribeContactGroupList').body)).toContain(SIMULATED_SECRET);
  });
});
