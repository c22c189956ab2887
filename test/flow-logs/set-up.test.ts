import type { CreatedFlowLog, NewFlowLog, PlannedRequest, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, expectTypeOf, test } from 'vitest';
import { NOW, refusal, ROUTER, sent, setUp, VPC } from './support.ts';

test('a VPC flow log from its creation to its end, with what is sent', async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  const { flowLogId } = await monitor.flowLogs.create({
    ...VPC,
    description: 'all that passes the gateway',
    traffic: 'allow',
    intervalSeconds: 300,
    tags: { env: 'prod', team: '' },
  });
  expect(flowLogId).toMatch(/^fl-/);
  expect(sent(cloud, 'CreateFlowLog')).toEqual([
    {
      product: 'vpc',
      action: 'CreateFlowLog',
      params: {
        RegionId: 'cn-hangzhou',
        FlowLogName: 'vpn',
        Description: 'all that passes the gateway',
        ProjectName: 'network-logs',
        LogStoreName: 'vpn-flow-log',
        ResourceType: 'VPC',
        ResourceId: 'vpc-1',
        TrafficType: 'Allow',
        'TrafficPath.1': 'vpnGateway',
        AggregationInterval: '5',
        'Tag.1.Key': 'env',
        'Tag.1.Value': 'prod',
        'Tag.2.Key': 'team',
        'Tag.2.Value': '',
      },
    },
  ]);
  const seen = async () => (await monitor.flowLogs.list().toArray()).map(({ status, active }) => [status, active]);
  expect(await seen()).toEqual([['Activating', false]]);
  cloud.advance('1m');
  expect(await monitor.flowLogs.list().toArray()).toEqual([
    {
      kind: 'vpc',
      flowLogId,
      trafficPath: 'vpn-gateway',
      trafficPaths: ['vpnGateway'],
      name: 'vpn',
      description: 'all that passes the gateway',
      status: 'Active',
      active: true,
      deliveryStatus: 'SUCCESS',
      regionId: 'cn-hangzhou',
      project: 'network-logs',
      logstore: 'vpn-flow-log',
      traffic: 'allow',
      intervalSeconds: 300,
      resource: { kind: 'vpc', id: 'vpc-1' },
      createdAt: NOW,
      tags: { env: 'prod', team: '' },
    },
  ]);
  await expect(monitor.flowLogs.deactivate(flowLogId)).resolves.toBeUndefined();
  expect(await seen()).toEqual([['Inactive', false]]);
  cloud.advance('1m');
  await monitor.flowLogs.activate(flowLogId);
  cloud.advance('1m');
  expect(await seen()).toEqual([['Active', true]]);
  await monitor.flowLogs.delete(flowLogId);
  cloud.advance('1m');
  expect(await seen()).toEqual([]);
  const params = { RegionId: 'cn-hangzhou', FlowLogId: flowLogId };
  expect(sent(cloud, 'DeactiveFlowLog', 'ActiveFlowLog', 'DeleteFlowLog')).toEqual(
    ['DeactiveFlowLog', 'ActiveFlowLog', 'DeleteFlowLog'].map((action) => ({ product: 'vpc', action, params })),
  );
});

test("a transit router's flow log from its creation to its end; its CEN instance is looked up", async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  const { flowLogId } = await monitor.flowLogs.create({ ...ROUTER, intervalSeconds: 60 });
  expect(flowLogId).toMatch(/^flowlog-/);
  expect(cloud.calls.map(({ action }) => action)).toEqual(['CreateFlowlog']);
  expect(sent(cloud, 'CreateFlowlog')[0]).toEqual({
    product: 'cbn',
    action: 'CreateFlowlog',
    params: {
      RegionId: 'cn-hangzhou',
      FlowLogName: 'tr',
      ProjectName: 'network-logs',
      LogStoreName: 'tr-flow-log',
      CenId: 'cen-simulated0000000000',
      TransitRouterAttachmentId: 'tr-attach-router',
      Interval: '60',
    },
  });
  cloud.advance('1m');
  const fields = {
    kind: 'transit-router',
    trafficPath: 'transit-router',
    cenId: 'cen-simulated0000000000',
    transitRouterId: 'tr-1',
    attachmentId: 'tr-attach-router',
    intervalSeconds: 60,
    active: true,
  };
  expect(await monitor.flowLogs.list({ trafficPath: 'transit-router' }).toArray()).toEqual([
    expect.objectContaining({ flowLogId, ...fields }),
  ]);
  await monitor.flowLogs.deactivate(flowLogId);
  cloud.advance('1m');
  await monitor.flowLogs.activate(flowLogId, { cenId: 'cen-simulated0000000000' });
  cloud.advance('1m');
  cloud.resetCalls();
  await monitor.flowLogs.delete(flowLogId);
  const params = { RegionId: 'cn-hangzhou', FlowLogId: flowLogId };
  expect(sent(cloud, 'DescribeFlowlogs', 'DeleteFlowlog')).toEqual([
    { product: 'cbn', action: 'DescribeFlowlogs', params: { ...params, PageNumber: '1', PageSize: '50' } },
    { product: 'cbn', action: 'DeleteFlowlog', params: { ...params, CenId: 'cen-simulated0000000000' } },
  ]);
});

test.each([
  ['a connection', { connectionId: 'vco-router' }, ['DescribeVpnConnections', 'ListTransitRouterVpnAttachments']],
  ['an attachment', { attachmentId: 'tr-attach-router' }, ['ListTransitRouterVpnAttachments']],
  [
    'a connection and its CEN instance',
    { connectionId: 'vco-router', cenId: 'cen-simulated0000000000' },
    ['DescribeVpnConnections', 'ListTransitRouterVpnAttachments'],
  ],
])('what %s leaves out is looked up', async (_, named, asked) => {
  await using at = await setUp();
  const { name, trafficPath, project, logstore } = ROUTER;
  const planned = await at.monitor.flowLogs.create({ name, trafficPath, project, logstore, ...named }, { dryRun: true });
  expect(planned[0]?.params).toMatchObject({ CenId: 'cen-simulated0000000000', TransitRouterAttachmentId: 'tr-attach-router' });
  expect(at.cloud.calls.map(({ action }) => action)).toEqual(asked);
});

test('an attachment on a later page is found', async () => {
  const connections = Array.from({ length: 120 }, (_, index) => ({ id: `vco-${index}`, transitRouterId: 'tr-1' }));
  await using at = await setUp({ connections });
  const { name, trafficPath, project, logstore } = ROUTER;
  const [planned] = await at.monitor.flowLogs.create({ name, trafficPath, project, logstore, connectionId: 'vco-117' }, { dryRun: true });
  expect(planned?.params['TransitRouterAttachmentId']).toBe('tr-attach-117');
  expect(sent(at.cloud, 'ListTransitRouterVpnAttachments').map(({ params }) => params['NextToken'])).toEqual([undefined, '50', '100']);
});

test('what a dry run says is what is sent, of every operation and both APIs', async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  const ids: string[] = [];
  for (const flowLog of [VPC, { ...ROUTER, tags: { a: 'b' } }]) {
    const planned = await monitor.flowLogs.create(flowLog, { dryRun: true });
    expect(sent(cloud, 'CreateFlowLog', 'CreateFlowlog')).toEqual([]);
    ids.push((await monitor.flowLogs.create(flowLog)).flowLogId);
    expect(sent(cloud, 'CreateFlowLog', 'CreateFlowlog')).toEqual(planned);
    cloud.resetCalls();
  }
  cloud.advance('1m');
  for (const id of ids) {
    for (const change of ['deactivate', 'activate', 'delete'] as const) {
      cloud.resetCalls();
      const planned = await monitor.flowLogs[change](id, { dryRun: true });
      const writes = () =>
        cloud.calls
          .filter(({ action }) => !action.startsWith('Describe'))
          .map(({ product, action, params }) => ({ product, action, params }));
      expect(writes()).toEqual([]);
      await monitor.flowLogs[change](id);
      expect(writes()).toEqual(planned);
      cloud.advance('1m');
    }
  }
});

test('the option trafficPath says which API has an id of another shape', async () => {
  await using at = await setUp();
  const planned = await at.monitor.flowLogs.delete('other-1', { trafficPath: 'transit-router', cenId: 'cen-1', dryRun: true });
  expect(planned).toEqual([
    { product: 'cbn', action: 'DeleteFlowlog', params: { RegionId: 'cn-hangzhou', FlowLogId: 'other-1', CenId: 'cen-1' } },
  ]);
  expect(await at.monitor.flowLogs.activate('flowlog-1', { trafficPath: 'vpn-gateway', dryRun: true })).toMatchObject([
    { product: 'vpc', action: 'ActiveFlowLog' },
  ]);
  expect(at.cloud.calls).toEqual([]);
});

const refused: readonly (readonly [what: string, flowLog: unknown, error: RegExp])[] = [
  ['nothing', undefined, /^TypeError: flowLogs\.create\(\) takes an object of options/],
  ['no path', { ...VPC, trafficPath: undefined }, /^TypeError: trafficPath undefined must be 'vpn-gateway' or 'transit-router'/],
  [
    'another path',
    { ...VPC, trafficPath: 'nat-gateway' },
    /^RangeError: trafficPath 'nat-gateway' is none of: vpn-gateway, transit-router/,
  ],
  ['a misspelt option', { ...VPC, logStore: 'x' }, /^TypeError: flowLogs\.create\(\) has no option 'logStore'; did you mean logstore\?/],
  [
    'an option of the other path',
    { ...VPC, cenId: 'cen-1' },
    /^TypeError: flowLogs\.create\(\) with trafficPath 'vpn-gateway' has no option 'cenId'/,
  ],
  [
    'traffic of a transit router',
    { ...ROUTER, traffic: 'all' },
    /^TypeError: flowLogs\.create\(\) with trafficPath 'transit-router' has no option 'traffic'/,
  ],
  ['no name', { ...VPC, name: undefined }, /^TypeError: name undefined/],
  ['a long name', { ...VPC, name: 'x'.repeat(129) }, /^RangeError: name 'x+.* must be 1 to 128 characters/],
  ['a name that is an address', { ...VPC, name: 'http://x' }, /^RangeError: name 'http:\/\/x' must not begin/],
  ['a blank description', { ...VPC, description: ' ' }, /^RangeError: description ' ' must be 1 to 256 characters/],
  ['a number for a project', { ...VPC, project: 1 }, /^TypeError: project 1 must be a text/],
  ['an underscore in a project', { ...VPC, project: 'a_b' }, /^RangeError: project 'a_b' must be 3 to 63 letters, digits and hyphens,/],
  ['no Logstore', { ...VPC, logstore: undefined }, /^TypeError: logstore undefined must be a text/],
  ['a short Logstore', { ...VPC, logstore: 'ab' }, /^RangeError: logstore 'ab' must be 3 to 63/],
  ['seconds for minutes', { ...VPC, intervalSeconds: 5 }, /^RangeError: intervalSeconds 5 is none of: 60, 300, 600/],
  ['five minutes of a transit router', { ...ROUTER, intervalSeconds: 300 }, /^RangeError: intervalSeconds 300 is none of: 60, 600/],
  ['no resource', { ...VPC, resource: undefined }, /^TypeError: resource undefined/],
  [
    'another resource',
    { ...VPC, resource: { kind: 'gateway', id: 'vpn-1' } },
    /^RangeError: resource\.kind 'gateway' is none of: vpc, vswitch, network-interface/,
  ],
  [
    'an id of another kind',
    { ...VPC, resource: { kind: 'vswitch', id: 'vpc-1' } },
    /^TypeError: resource\.id 'vpc-1' must begin with vsw-/,
  ],
  ['other traffic', { ...VPC, traffic: 'accept' }, /^RangeError: traffic 'accept' is none of: all, allow, drop/],
  [
    'no attachment',
    { ...ROUTER, attachmentId: undefined },
    /^TypeError: .*takes attachmentId \(tr-attach-…\) or connectionId \(vco-…\), one of the two/,
  ],
  ['attachment and connection', { ...ROUTER, connectionId: 'vco-1' }, /^TypeError: .*one of the two/],
  [
    'a gateway for a connection',
    { ...ROUTER, attachmentId: undefined, connectionId: 'vpn-1' },
    /^TypeError: connectionId 'vpn-1' must begin with vco-/,
  ],
  ['tags that are no texts', { ...VPC, tags: { a: 1 } }, /^TypeError: tags\.a 1 must be a text/],
  [
    '21 tags',
    { ...VPC, tags: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [String(index), ''])) },
    /^RangeError: tags of 21 keys/,
  ],
];
test.each(refused)('%s is refused before anything is sent', async (_, flowLog, error) => {
  await using at = await setUp();
  expect(String(await refusal(at.monitor.flowLogs.create(flowLog as NewFlowLog)))).toMatch(error);
  expect(at.cloud.calls).toEqual([]);
});

test.each([
  ['an id of something else', (m: VpnMonitor) => m.flowLogs.delete('vco-1'), /^TypeError: flowLogs\.delete\(\) takes the id of a flow log/],
  [
    'no id, whatever the path',
    (m: VpnMonitor) => m.flowLogs.activate('', { trafficPath: 'vpn-gateway' }),
    /^TypeError: flowLogs\.activate\(\) takes the id of a flow log.* given ''/,
  ],
  [
    'a misspelt option',
    (m: VpnMonitor) => m.flowLogs.deactivate('fl-1', { dryrun: true } as never),
    /^TypeError: flowLogs\.deactivate\(\) has no option 'dryrun'; did you mean dryRun\?/,
  ],
  ['a dry run that is no boolean', (m: VpnMonitor) => m.flowLogs.delete('fl-1', { dryRun: 'yes' } as never), /^TypeError: dryRun 'yes'/],
  ['another path', (m: VpnMonitor) => m.flowLogs.delete('fl-1', { trafficPath: 'vpc' } as never), /^RangeError: trafficPath 'vpc'/],
  [
    'an instance of another kind',
    (m: VpnMonitor) => m.flowLogs.delete('flowlog-1', { cenId: 'tr-1' }),
    /^TypeError: cenId 'tr-1' must begin with cen-/,
  ],
  [
    'a write option of a creation',
    (m: VpnMonitor) => m.flowLogs.create(VPC, { trafficPath: 'vpn-gateway' } as never),
    /^TypeError: flowLogs\.create\(\) has no option 'trafficPath'/,
  ],
])('%s is refused before anything is sent, of a change too', async (_, act, error) => {
  await using at = await setUp();
  expect(String(await refusal(act(at.monitor)))).toMatch(error);
  expect(at.cloud.calls).toEqual([]);
});

test.each([
  ['fl-gone', 'DeleteFlowLog', 'InvalidFlowLogId.NotFound'],
  ['flowlog-gone', 'DescribeFlowlogs', undefined],
])('an id that the region does not have is not found, with the way out: %s', async (id, action, vendorCode) => {
  await using at = await setUp();
  const error = await refusal(at.monitor.flowLogs.delete(id));
  expect(error).toMatchObject({ code: 'not-found', action, retryable: false });
  expect((error as { vendorCode?: string }).vendorCode).toBe(vendorCode);
  expect(error.message).toBe(
    `There is no flow log ${id} in the region cn-hangzhou (${action}). flowLogs.list() has those there are; a flow log lives in one region, and vpc and transit-router flow logs are apart.`,
  );
});

test('an attachment that is not there, and a connection that is on no transit router', async () => {
  await using at = await setUp();
  const create = (named: object) => refusal(at.monitor.flowLogs.create({ ...ROUTER, attachmentId: undefined, cenId: undefined, ...named }));
  expect(await create({ attachmentId: 'tr-attach-gone' })).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('no VPN attachment tr-attach-gone in the region cn-hangzhou') as string,
  });
  expect(await create({ connectionId: 'vco-gateway' })).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining(
      "attached to the VPN gateway vpn-1, whose traffic a flow log with trafficPath 'vpn-gateway' records",
    ) as string,
  });
  expect(await create({ connectionId: 'vco-nothing' })).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('it is attached to nothing') as string,
  });
  expect(await create({ connectionId: 'vco-gone' })).toMatchObject({ code: 'not-found' });
  expect(sent(at.cloud, 'CreateFlowlog')).toEqual([]);
});

test('what the service refuses is an error with its code; a write is sent once', async () => {
  await using at = await setUp({}, { maxRetries: 4 });
  const { flowLogId } = await at.monitor.flowLogs.create(VPC);
  expect(await refusal(at.monitor.flowLogs.delete(flowLogId))).toMatchObject({
    code: 'server',
    vendorCode: 'IncorrectStatus.flowlog',
    retryable: true,
    message: expect.stringContaining('wait until its status is Active') as string,
  });
  at.cloud.fail({ action: 'CreateFlowLog', code: 'Forbidden.RAM', status: 403 });
  expect(await refusal(at.monitor.flowLogs.create(VPC))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('vpc:CreateFlowLog') as string,
  });
  at.cloud.fail({ action: 'CreateFlowlog', code: 'Forbidden', status: 403 });
  expect(await refusal(at.monitor.flowLogs.create(ROUTER))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('cen:CreateFlowlog') as string,
  });
  at.cloud.fail({ action: 'CreateFlowlog', status: 503 });
  expect(await refusal(at.monitor.flowLogs.create(ROUTER))).toMatchObject({ code: 'server' });
  expect(sent(at.cloud, 'CreateFlowlog')).toHaveLength(2);
  expect(sent(at.cloud, 'DeleteFlowLog')).toHaveLength(1);
});

test('an answer without an id says that the flow log may be there', async () => {
  await using at = await setUp({ operations: { CreateFlowLog: () => ({ Success: 'true' }) } });
  expect(await refusal(at.monitor.flowLogs.create(VPC))).toMatchObject({
    code: 'protocol',
    retryable: false,
    message: expect.stringContaining('may have been created') as string,
  });
});

test('aborts and a closed monitor', async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  const reason = new Error('enough');
  expect(await refusal(monitor.flowLogs.create(VPC, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(await refusal(monitor.flowLogs.delete('flowlog-1', { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(cloud.calls).toEqual([]);
  cloud.fail({ action: 'CreateFlowLog', kind: 'hang' });
  const controller = new AbortController();
  const hanging = refusal(monitor.flowLogs.create(VPC, { signal: controller.signal }));
  await expect.poll(() => cloud.calls.length).toBe(1);
  controller.abort(reason);
  expect(await hanging).toBe(reason);
  cloud.fail({ action: 'DeleteFlowLog', kind: 'hang' });
  const closing = refusal(monitor.flowLogs.delete('fl-1'));
  await expect.poll(() => cloud.calls.length).toBe(2);
  await monitor.close();
  expect(await closing).toMatchObject({ name: 'AbortError' });
  for (const act of [monitor.flowLogs.create(VPC, { dryRun: true }), monitor.flowLogs.delete('fl-1'), monitor.flowLogs.list().toArray()])
    expect(await refusal(act)).toMatchObject({ code: 'config' });
});

test('a dry run has the type of one', () => {
  expectTypeOf<VpnMonitor['flowLogs']['create']>().toBeCallableWith(VPC, { dryRun: true });
  const typed = async (monitor: VpnMonitor) => {
    expectTypeOf(await monitor.flowLogs.create(VPC)).toEqualTypeOf<CreatedFlowLog>();
    expectTypeOf(await monitor.flowLogs.create(VPC, { dryRun: true })).toEqualTypeOf<readonly PlannedRequest[]>();
    expectTypeOf(await monitor.flowLogs.delete('fl-1', { dryRun: true })).toEqualTypeOf<readonly PlannedRequest[]>();
    expectTypeOf(monitor.flowLogs.delete('fl-1')).resolves.toBeVoid();
    // @ts-expect-error five minutes are for VPCs
    await monitor.flowLogs.create({ ...ROUTER, intervalSeconds: 300 });
    // @ts-expect-error a VPC flow log has no attachment
    await monitor.flowLogs.create({ ...VPC, attachmentId: 'tr-attach-1' });
  };
  expect(typed).toBeTypeOf('function');
});
