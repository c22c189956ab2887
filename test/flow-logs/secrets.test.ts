import { inspect } from 'node:util';
import { type ApiRequest, parseFlowLog, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { answering, pageOf } from '../topology/support.ts';
import { ROUTER, VPC } from './support.ts';

const SECRET = 'top-secret-value';
const unknownFields = {
  Secret: SECRET,
  Nested: { Deep: [{ Psk: SECRET }] },
  [SECRET]: SECRET,
  AuthKey: SECRET,
  Psk: SECRET,
  AccountId: SECRET,
  OwnerId: SECRET,
};
const flowLog = (FlowLogId: unknown) => ({
  FlowLogId,
  CenId: 'cen-1',
  Status: 'Active',
  ProjectName: 'p',
  // Objects where text is expected must not be written out.
  FlowLogName: { Psk: SECRET },
  Description: [SECRET],
  TrafficPath: { TrafficPathList: [{ Psk: SECRET }, 'vpnGateway'], Secret: SECRET },
  FlowLogDeliverErrorMessage: `UnauthorizedAccess: AccessKeySecret=${SECRET}`,
  ResourceType: { SECRET },
  Tags: { Tag: [{ Key: 'a', Value: { Psk: SECRET }, Secret: SECRET }] },
  ...unknownFields,
});
const connection = {
  VpnConnectionId: 'vco-1',
  TransitRouterId: 'tr-1',
  LocalSubnet: '10.0.0.0/33',
  RemoteSubnet: `10.0.0.0/8,Psk=${SECRET}`,
  LocalAddress: { Psk: SECRET },
  IkeConfig: { Psk: SECRET },
  VpnBgpConfig: { AuthKey: SECRET },
  ...unknownFields,
};
const attachment = { TransitRouterAttachmentId: 'tr-attach-1', VpnId: 'vco-1', CenId: 'cen-1', ...unknownFields };

/** Everything a value shows of itself, hidden parts included. */
function shown(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    JSON.stringify({ value }),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', shown(value.cause));
  return texts.join('\n');
}

function leaky({ action }: ApiRequest, request: ApiRequest): unknown {
  if (action === 'DescribeVpnConnections') return { ...pageOf(request, [connection]), ...unknownFields };
  if (action === 'ListTransitRouterVpnAttachments')
    return { TransitRouterAttachments: [{ ...unknownFields }, attachment], ...unknownFields };
  if (/^DescribeFlow[Ll]ogs$/.test(action))
    return {
      TotalCount: '3',
      FlowLogs: { FlowLog: [flowLog(action === 'DescribeFlowLogs' ? 'fl-1' : 'flowlog-1'), flowLog(''), flowLog({ SECRET })] },
      ...unknownFields,
    };
  return { FlowLogId: 'fl-1', ...unknownFields };
}

async function everything(
  answer: (request: ApiRequest) => unknown,
): Promise<{ readonly outcomes: readonly unknown[]; readonly log: readonly unknown[] }> {
  const log: unknown[] = [];
  const write = (message: string, fields?: unknown): void => void log.push({ message, fields });
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: answering(answer),
    maxRetries: 0,
    requestsPerSecond: 1_000,
    logger: { debug: write, info: write, warn: write, error: write },
  });
  const { flowLogs } = monitor;
  const results = await Promise.allSettled<unknown>([
    flowLogs.list().toArray(),
    flowLogs.list({ trafficPath: 'transit-router' }).toArray(),
    flowLogs.create(VPC),
    flowLogs.create({ ...ROUTER, cenId: undefined, attachmentId: undefined, connectionId: 'vco-1' }, { dryRun: true }),
    flowLogs.activate('flowlog-1'),
    flowLogs.deactivate('fl-1'),
    flowLogs.delete('flowlog-1', { dryRun: true }),
    monitor.attachment('vco-1').flowLogQuery(),
    monitor.topology.connections().toArray(),
  ]);
  return {
    outcomes: [...results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason) as unknown), flowLogs, flowLogs.list()],
    log,
  };
}

test('answers full of secrets, known fields and unknown ones, with ids and without', async () => {
  const { outcomes, log } = await everything((request) => leaky(request, request));
  expect(outcomes[0]).toMatchObject([
    {
      flowLogId: 'fl-1',
      trafficPaths: ['vpnGateway'],
      deliveryError: expect.stringMatching(/^UnauthorizedAccess/) as string,
      tags: { a: '' },
    },
    { flowLogId: 'flowlog-1' },
  ]);
  expect(outcomes.slice(0, 9).filter((one) => one instanceof Error)).toEqual([]);
  expect(outcomes[7]).toMatchObject({
    query: expect.stringContaining("'tr-attach-1'") as string,
    note: expect.stringContaining('cannot be read') as string,
  });
  expect(log.length).toBeGreaterThan(2);
  for (const value of [...outcomes, log]) expect(shown(value)).not.toContain(SECRET);
});

test.each([
  [
    'an error that quotes a secret',
    Object.assign(new Error(`failed: Psk=${SECRET}`), { code: 'InternalError', statusCode: 500, data: { Psk: SECRET } }),
  ],
  [
    'a 404 that quotes a secret',
    Object.assign(new Error(`no such id, AuthKey: "${SECRET}"`), {
      code: 'InvalidFlowLogId.NotFound',
      statusCode: 404,
      data: { Psk: SECRET },
    }),
  ],
  [
    'a refusal that quotes a secret',
    Object.assign(new Error(`no, AuthKey: "${SECRET}"`), { code: 'Forbidden.RAM', statusCode: 403, data: { Psk: SECRET } }),
  ],
  [
    'an answer of another shape',
    { FlowLogs: flowLog('fl-1'), VpnConnections: connection, TransitRouterAttachments: SECRET, TotalCount: SECRET },
  ],
])('%s', async (_, answer) => {
  const { outcomes, log } = await everything(() => answer);
  expect(outcomes[0]).toBeInstanceOf(Error);
  for (const value of [...outcomes, log]) expect(shown(value)).not.toContain(SECRET);
});

test('a record is what its fields say, without the account', () => {
  const record = parseFlowLog({
    'account-id': SECRET,
    'eni-id': 'eni-1',
    srcaddr: '10.0.0.1',
    psk: SECRET,
    [SECRET]: '1',
    protocol: { Psk: SECRET },
  });
  expect(record).toEqual({ kind: 'vpc', eniId: 'eni-1', srcaddr: '10.0.0.1' });
  expect(shown(record)).not.toContain(SECRET);
});
