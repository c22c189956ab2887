import { type ApiRequest, EVENTS, SystemEvent } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { account, answering, fixture, FULL, MINIMAL, monitorOn, OK, QUIET } from './support.ts';

const rule = (Name: unknown, more: object = {}) => ({
  Name,
  State: 'ENABLED',
  EventType: 'SYSTEM',
  EventPattern: { EventPattern: [{ Product: 'vpngw' }] },
  ...more,
});
const pattern = (fields: object) => ({ EventPattern: { EventPattern: [{ Product: 'vpngw', ...fields }] } });
/** An account with these rules, enabled ones alone unless others are asked for. */
const listing = (enabled: readonly unknown[], disabled: readonly unknown[] = [], more: object = {}) =>
  answering({
    ...QUIET,
    DescribeEventRuleList: ({ params }: ApiRequest) => {
      const all = params['IsEnable'] === false ? disabled : enabled;
      const [page, size] = [Number(params['PageNumber']), Number(params['PageSize'])];
      return { ...OK, Total: all.length, EventRules: { EventRule: all.slice((page - 1) * size, page * size) }, ...more };
    },
  });
const listed = async (
  transport: ReturnType<typeof listing>,
  options: Parameters<ReturnType<typeof monitorOn>['monitor']['subscriptions']['list']>[0] = {},
) => await monitorOn(transport).monitor.subscriptions.list(options).toArray();

test('what was put is listed as it was put', async () => {
  const { monitor } = account({ contactGroups: ['vpn-ops', 'network'] });
  await monitor.subscriptions.put(FULL);
  await monitor.subscriptions.put({ ...MINIMAL, events: 'all' });
  const found = await monitor.subscriptions.list({ targets: true }).toArray();
  const { targets: _, ...fields } = FULL;
  expect(found.map(({ name }) => name)).toEqual(['outages', FULL.name]);
  expect(found[0]).toMatchObject({ events: 'all', enabled: true });
  expect(found[0]).not.toHaveProperty('levels');
  expect(found[1]).toMatchObject({ ...fields, products: ['vpngw'] });
  expect(found[1]?.targets).toMatchObject({
    contactGroups: [
      { name: 'vpn-ops', level: 4 },
      { name: 'network', level: 3 },
    ],
    mns: [
      { queue: 'ops', region: 'cn-hangzhou' },
      { topic: 'fan-out', region: 'cn-beijing' },
    ],
    fc: [{ service: 'vpn', function: 'on-event' }],
    sls: [{ project: 'net', logstore: 'events' }],
    webhook: [
      { host: 'hooks.example.com:8443', method: 'POST' },
      { host: '10.0.0.1', method: 'GET' },
    ],
    openApi: [],
  });
});

test('disabled rules take a second listing, numbers of pages are texts, and options narrow what is asked', async () => {
  const { monitor, sent } = monitorOn(listing([rule('a')], [rule('b', { State: 'DISABLED' })]));
  expect((await monitor.subscriptions.list().toArray()).map(({ name, enabled }) => [name, enabled])).toEqual([
    ['a', true],
    ['b', false],
  ]);
  expect(sent().map(({ params }) => params)).toEqual([
    { PageNumber: '1', PageSize: '100', IsEnable: 'true' },
    { PageNumber: '1', PageSize: '100', IsEnable: 'false' },
  ]);
  const names: string[] = [];
  for await (const { name } of monitor.subscriptions.list({ enabled: false, namePrefix: 'b' })) names.push(name);
  expect(names).toEqual(['b']);
  expect(
    sent()
      .slice(2)
      .map(({ params }) => params),
  ).toEqual([{ PageNumber: '1', PageSize: '100', IsEnable: 'false', NamePrefix: 'b' }]);
});

test('pages are read to their end, each rule once', async () => {
  const many = Array.from({ length: 250 }, (_, index) => rule(`r${index}`));
  const names = many.map(({ Name }) => Name);
  const { monitor, actions } = monitorOn(listing(many));
  expect((await monitor.subscriptions.list({ enabled: true }).toArray()).map(({ name }) => name)).toEqual(names);
  expect(actions()).toHaveLength(3);
  // A rule that was made meanwhile moves the others: some come again, and the last one is on a further page.
  expect((await listed(listing([...many.slice(0, 100), ...many.slice(97)]), { enabled: true })).map(({ name }) => name)).toEqual(names);
});

test.each([
  ['a service that cuts pages short', (params: ApiRequest['params']) => Number(params['PageNumber']), 25, '45', 2],
  ['a service that ignores the page', () => 1, 100, 300, 2],
  ['a service that cuts pages short and counts nothing', (params: ApiRequest['params']) => Number(params['PageNumber']), 25, undefined, 3],
])('%s', async (_, pageOf, size, total, calls) => {
  const all = Array.from({ length: 45 }, (_row, index) => rule(`r${index}`));
  const { monitor, actions } = monitorOn(
    answering({
      DescribeEventRuleList: ({ params }: ApiRequest) => ({
        ...OK,
        Total: total,
        EventRules: { EventRule: all.slice((pageOf(params) - 1) * size, pageOf(params) * size) },
      }),
    }),
  );
  expect(await monitor.subscriptions.list({ enabled: true }).toArray()).toHaveLength(45);
  expect(actions()).toHaveLength(calls);
});

test('rows that cannot be read are no reason to ask without end', async () => {
  const { monitor, actions } = monitorOn(
    answering({ DescribeEventRuleList: { ...OK, EventRules: { EventRule: [rule(undefined), rule('')] } } }),
  );
  expect(await monitor.subscriptions.list({ enabled: true }).toArray()).toEqual([]);
  expect(actions()).toHaveLength(1);
});

test('the documented samples', async () => {
  const old = await listed(answering({ DescribeEventRuleList: fixture('DescribeEventRuleList') }), { all: true, enabled: true });
  expect(old).toEqual([
    {
      name: 'aaabbb',
      enabled: true,
      events: [
        'Alert_SendShortMessageFailed_QuotaReached',
        'Group_AddResourcesFailed_QuotaReached',
        'Agent_Status_Stopped',
        'Agent_Status_Running',
      ],
      products: ['CloudMonitor'],
    },
    {
      name: 'default_group_event_rule_3384581',
      enabled: true,
      events: 'all',
      levels: ['CRITICAL', 'WARN'],
      products: ['*'],
      description: 'Default group event rule',
      groupId: '338****',
    },
  ]);
  const assembled = await listed(answering({ DescribeEventRuleList: fixture('DescribeEventRuleList-assembled') }), {
    all: true,
    enabled: true,
  });
  expect(assembled).toEqual([
    {
      name: 'test_DefaultEventRule_7378****',
      enabled: true,
      events: 'all',
      products: ['CloudMonitor'],
      keyword: 'ECS123',
      sqlFilter: 'ycccluster1 and (i-23ij0o82612 or Executed1) or Asimulated not 222',
      silenceSeconds: 86_400,
      description: 'Default group event rule.',
      groupId: '7378****',
    },
  ]);
});

test.each(['DescribeEventRuleTargetList', 'DescribeEventRuleTargetList-assembled'])(
  'the documented samples of targets: %s',
  async (name) => {
    const [found] = await listed(
      answering({
        DescribeEventRuleList: { ...OK, Total: 1, EventRules: { EventRule: [rule('a')] } },
        DescribeEventRuleTargetList: fixture(name),
      }),
      { enabled: true, targets: true },
    );
    const isAssembled = name.endsWith('assembled');
    expect(found?.targets).toEqual({
      contactGroups: [{ id: '1', level: 3, ...(!isAssembled && { name: 'aaaaa' }) }],
      mns: [
        isAssembled
          ? { id: '2', region: 'cn-hangzhou', queue: 'testQueue', topic: 'topic_sample' }
          : { id: '2', region: 'cn-hangzhou', queue: 'ECS-ops' },
      ],
      fc: [
        isAssembled
          ? { id: '3', region: 'cn-qingdao', service: 'service1', function: 'fcTest1' }
          : { id: '3', region: 'cn-hangzhou', service: 'MetricService-1', function: 'MetricFunction-0' },
      ],
      sls: [
        {
          id: '4',
          region: 'cn-hangzhou',
          project: isAssembled ? 'project_test' : 'project-test',
          logstore: isAssembled ? 'logstore_test' : 'logstore-test',
        },
      ],
      webhook: isAssembled ? [{ id: '5', host: 'www.aliyun.com', method: 'GET' }] : [],
      openApi: isAssembled ? [{ id: '3', product: 'log', action: 'PutLogs', region: 'cn-hangzhou', version: '2019-01-01' }] : [],
    });
  },
);

test.each([
  ['a doubled wrapper', { LevelList: { LevelList: ['WARN', 'info'] } }, ['WARN', 'INFO']],
  ['a plain list', { LevelList: ['CRITICAL'] }, ['CRITICAL']],
  ['a single text', { LevelList: 'Warn' }, ['WARN']],
  ['a doubled single text', { LevelList: { LevelList: 'WARN,INFO' } }, ['WARN', 'INFO']],
  ['a wildcard', { LevelList: { LevelList: ['*'] } }, undefined],
  ['nothing', {}, undefined],
  ['a blank', { LevelList: '' }, undefined],
  ['null', { LevelList: null }, undefined],
  ['a level of the future', { LevelList: ['FATAL'] }, ['FATAL']],
])('levels as %s', async (_, fields, levels) => {
  const [found] = await listed(listing([rule('a', pattern(fields))]), { enabled: true });
  expect(found?.levels).toEqual(levels);
});

test.each([
  [
    'a list under a doubled wrapper',
    { EventPattern: { EventPattern: [{ Product: 'vpngw', NameList: { NameList: ['CertKeyExpired'] } }] } },
  ],
  ['one under a doubled wrapper', { EventPattern: { EventPattern: { Product: 'vpngw', NameList: ['CertKeyExpired'] } } }],
  ['one object', { EventPattern: { Product: 'vpngw', NameList: 'CertKeyExpired' } }],
  ['a plain list', { EventPattern: [{ Product: 'vpngw', NameList: { NameList: ['CertKeyExpired'] } }] }],
  [
    'two patterns of which one is of another product',
    { EventPattern: [{ Product: 'vpngw', NameList: ['CertKeyExpired'] }, { Product: 'ECS' }] },
  ],
])('patterns as %s', async (_, fields) => {
  const [found] = await listed(listing([rule('a', fields)]), { enabled: true });
  expect(found).toMatchObject({ name: 'a', events: ['CertKeyExpired'] });
});

test('several patterns for VPN events come together', async () => {
  const patterns = [
    { Product: 'vpngw', NameList: ['CertKeyExpired'], LevelList: ['WARN'] },
    { Product: 'vpn', NameList: ['IpsecTunnelNegoFailed', 'new_event'], LevelList: ['INFO'], CustomFilters: 'vco-1' },
  ];
  const [found] = await listed(listing([rule('a', { EventPattern: patterns })]), { enabled: true });
  expect(found).toMatchObject({
    events: ['CertKeyExpired', SystemEvent.IpsecTunnelNegoFailed, 'new_event'],
    levels: ['WARN', 'INFO'],
    keyword: 'vco-1',
    products: ['vpngw', 'vpn'],
  });
});

test.each([
  ['CustomFilters', { CustomFilters: 'x' }, 'x'],
  ['KeywordFilter', { KeywordFilter: { Keywords: { Keywords: ['x', 'y'] }, Relation: 'OR' } }, 'x or y'],
  ['KeywordFilter as plain lists', { KeywordFilter: { Keywords: ['x'] } }, 'x'],
  ['what must not be there', { KeywordFilter: { Keywords: { Keywords: ['x'] }, Relation: 'NOT' } }, undefined],
  ['no keywords', { CustomFilters: '', KeywordFilter: { Keywords: { Keywords: [] } } }, undefined],
])('the keyword of %s', async (_, fields, keyword) => {
  const [found] = await listed(listing([rule('a', pattern(fields))]), { enabled: true });
  expect(found?.keyword).toBe(keyword);
});

test('rules of other products come with { all: true } alone', async () => {
  const others = [
    rule('ecs', { EventPattern: { Product: 'ECS', NameList: ['*'] } }),
    rule('custom', { EventType: 'CUSTOM' }),
    rule('none', { EventPattern: null }),
  ];
  const ours = [
    rule('by name', { EventPattern: { Product: 'unknown', NameList: ['ipsec_tunnel_nego_failed'] } }),
    rule('every product', { EventPattern: { Product: '*', NameList: ['*'] } }),
    rule('by product', { EventPattern: { Product: 'VPN Gateway' } }),
  ];
  const transport = listing([...others, ...ours]);
  expect((await listed(transport, { enabled: true })).map(({ name }) => name)).toEqual(['by name', 'every product', 'by product']);
  expect(await listed(transport, { enabled: true, all: true })).toHaveLength(6);
});

test('the 16 names are all events, whatever their order', async () => {
  const names = EVENTS.map((event) => event.name).reverse();
  const [all, fewer] = await listed(listing([rule('a', pattern({ NameList: names })), rule('b', pattern({ NameList: names.slice(1) }))]), {
    enabled: true,
  });
  expect(all?.events).toBe('all');
  expect(fewer?.events).toHaveLength(15);
});

test.each([
  ['numbers as texts', { SilenceTime: '600' }, { silenceSeconds: 600 }],
  ['what cannot be read', { SilenceTime: 'x', State: 5, Description: {}, GroupId: [] }, { enabled: true }],
  ['no state', { State: undefined }, { enabled: true }],
  ['a state in other case', { State: 'Disabled' }, { enabled: false }],
])('%s', async (_, fields, expected) => {
  const [found] = await listed(listing([rule('a', fields)]), { enabled: true });
  expect(found).toMatchObject(expected);
});

test('a rule without a state is what the listing says', async () => {
  expect(await listed(listing([], [rule('b', { State: '' })]))).toMatchObject([{ name: 'b', enabled: false }]);
});

test('rows and targets that cannot be read are counted in the log', async () => {
  const rows = [rule(undefined), rule(''), 'text', null, rule(7), rule('a')];
  const targets = {
    MnsParameters: { MnsParameter: [{ Queue: 'no id' }, { Id: 3, Queue: 'q' }, null] },
    WebhookParameters: '',
    FcParameters: null,
    SlsParameters: [],
    ContactParameters: {},
  };
  const { monitor, log } = monitorOn(
    answering({ DescribeEventRuleList: { ...OK, Total: 6, EventRules: { EventRule: rows } }, DescribeEventRuleTargetList: targets }),
  );
  const found = await monitor.subscriptions.list({ enabled: true, targets: true }).toArray();
  expect(found.map(({ name, targets: { mns } = { mns: [] } }) => [name, mns])).toEqual([
    ['7', [{ id: '3', queue: 'q' }]],
    ['a', [{ id: '3', queue: 'q' }]],
  ]);
  expect(log.filter(({ level }) => level === 'warn').map(({ fields }) => (fields as { skipped: number }).skipped)).toEqual([4, 2, 2]);
});

test.each([
  ['Total 0', { ...OK, Total: 0 }],
  ['a blank list', { ...OK, EventRules: '' }],
  ['an empty container', { ...OK, EventRules: {} }],
  ['null', { ...OK, EventRules: null, Total: '0' }],
])('no rules: %s', async (_, body) => {
  expect(await listed(answering({ DescribeEventRuleList: body }))).toEqual([]);
});

test.each([
  ['no list', { ...OK, Message: 'hello' }],
  ['a list that is missing of a count', { ...OK, Total: 3, EventRules: '' }],
])('an answer that is none of the service is an error, not an empty list: %s', async (_, body) => {
  await expect(listed(answering({ DescribeEventRuleList: body }))).rejects.toMatchObject({
    code: 'protocol',
    retryable: true,
    action: 'DescribeEventRuleList',
    requestId: 'REQ',
  });
});

test('a rule that is deleted while its targets are asked for is left out', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'ResourceNotFound', statusCode: 404 });
  const transport = answering({
    DescribeEventRuleList: { ...OK, Total: 2, EventRules: { EventRule: [rule('a'), rule('b')] } },
    DescribeEventRuleTargetList: ({ params }: ApiRequest) => (params['RuleName'] === 'a' ? gone : { Code: '200' }),
  });
  expect((await listed(transport, { enabled: true, targets: true })).map(({ name }) => name)).toEqual(['b']);
});

test('targets take one call a rule', async () => {
  const { monitor, actions } = monitorOn(listing(Array.from({ length: 40 }, (_, index) => rule(`r${index}`))));
  expect(await monitor.subscriptions.list({ enabled: true, targets: true }).toArray()).toHaveLength(40);
  expect(actions().filter((action) => action === 'DescribeEventRuleTargetList')).toHaveLength(40);
});

test('models are frozen, all the way', async () => {
  const { monitor } = account({ contactGroups: ['vpn-ops', 'network'] });
  await monitor.subscriptions.put(FULL);
  const [found] = await monitor.subscriptions.list({ targets: true }).toArray();
  const thawed = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && (!Object.isFrozen(value) || Object.values(value).some(thawed));
  expect(thawed(found)).toBe(false);
});

test('whatever the rows hold, a list ends in models or a typed error', async () => {
  const junk = fc.jsonValue({ maxDepth: 4 });
  const fields = fc.record(
    {
      Name: junk,
      State: junk,
      EventPattern: fc.oneof(
        junk,
        fc.record({
          EventPattern: fc.array(fc.record({ Product: junk, NameList: junk, LevelList: junk, KeywordFilter: junk, CustomFilters: junk })),
        }),
      ),
      SilenceTime: junk,
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fields, junk), { maxLength: 5 }), junk, junk, async (rows, total, targets) => {
      const transport = answering({
        DescribeEventRuleList: { RequestId: 'R', Total: total, EventRules: { EventRule: rows } },
        DescribeEventRuleTargetList: { RequestId: 'R', MnsParameters: targets, WebhookParameters: { WebhookParameter: [targets] } },
      });
      const outcome = await listed(transport, { all: true, targets: true }).catch((error: unknown) => error);
      if (Array.isArray(outcome)) for (const found of outcome as { name: unknown }[]) expect(typeof found.name).toBe('string');
      else expect(outcome).toMatchObject({ name: 'VpnMonitorError', code: 'protocol' });
    }),
    { numRuns: 200 },
  );
});
