import { BlockList, isIP } from 'node:net';
import {
  type AttachmentScope,
  type FlowLogQuery,
  type FlowLogQueryOptions,
  type TransitRouterFlowLogField,
  type VpcFlowLogField,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { quoted } from '../../src/flow-logs/query/sql.ts';
import { parseSubnet } from '../../src/flow-logs/query/subnet.ts';
import { answering, pageOf } from '../topology/support.ts';
import { NOW, refusal, sent, setUp } from './support.ts';

const IN_LOCAL = (field: string) => `try(is_subnet_of('10.0.0.0/8', ${field}))`;
const IN_REMOTE = (field: string) => `try(is_subnet_of('192.168.0.0/16', ${field}))`;
const RANGES = `((${IN_LOCAL('srcaddr')} AND ${IN_REMOTE('dstaddr')}) OR (${IN_REMOTE('srcaddr')} AND ${IN_LOCAL('dstaddr')}))`;
const SUMS = 'sum(try_cast(bytes AS bigint)) AS bytes, sum(try_cast(packets AS bigint)) AS packets';

test('a connection on a VPN gateway: its path and its ranges in both directions, in seconds', async () => {
  await using at = await setUp();
  const by = ['srcaddr', 'dstaddr', 'dstport', 'protocol'] as const;
  const asked = await at.monitor.gateway('vpn-1').connection('vco-gateway').flowLogQuery({ last: '1h', by, top: 20 });
  expect(asked).toEqual({
    query:
      `* | SELECT srcaddr, dstaddr, dstport, protocol, ${SUMS} FROM log ` +
      `WHERE try_cast(bytes AS bigint) IS NOT NULL AND cast(traffic_path AS varchar) IN ('9', 'vpnGateway') AND ${RANGES} ` +
      'GROUP BY srcaddr, dstaddr, dstport, protocol ORDER BY bytes DESC LIMIT 20',
    from: NOW / 1_000 - 3_600,
    to: NOW / 1_000,
  });
  expect(await at.monitor.gateway('vpn-1').connection('vco-gateway').flowLogQuery()).toEqual(asked);
  expect(await at.monitor.connection('vco-gateway').flowLogQuery({ top: 20 })).toEqual(asked);
  expect(at.cloud.calls.map(({ action }) => action)).toEqual(['DescribeVpnConnections']);
});

test('a connection on a transit router: its attachment, which is looked up, and its ranges', async () => {
  await using at = await setUp();
  const asked = await at.monitor.attachment('vco-router').flowLogQuery({ by: ['src-region-id', 'protocol'], top: 3, direction: 'out' });
  expect(asked.query).toBe(
    `* | SELECT "src-region-id", protocol, ${SUMS} FROM log ` +
      `WHERE try_cast(bytes AS bigint) IS NOT NULL AND "attachment-id" = 'tr-attach-router' AND direction = 'out' AND ${RANGES} ` +
      'GROUP BY "src-region-id", protocol ORDER BY bytes DESC LIMIT 3',
  );
  expect(asked).not.toHaveProperty('note');
  expect(sent(at.cloud, 'ListTransitRouterVpnAttachments')).toEqual([
    {
      product: 'cbn',
      action: 'ListTransitRouterVpnAttachments',
      params: { RegionId: 'cn-hangzhou', TransitRouterId: 'tr-1', MaxResults: '50' },
    },
  ]);
  at.cloud.resetCalls();
  const given = await at.monitor.connection('vco-router').flowLogQuery({ attachmentId: 'tr-attach-other' });
  expect(given.query).toContain(`"attachment-id" = 'tr-attach-other'`);
  expect(at.cloud.calls).toEqual([]);
});

test('an attachment that may not be looked up, or is not listed, is a note; any other failure an error', async () => {
  await using at = await setUp();
  at.cloud.fail({ action: 'ListTransitRouterVpnAttachments', code: 'Forbidden', status: 403 });
  const scope = at.monitor.attachment('vco-router');
  const without = await scope.flowLogQuery();
  expect(without.note).toBe(
    'The attachment of vco-router is not known (cen:ListTransitRouterVpnAttachments is not allowed), so the query may take in traffic of other attachments: give attachmentId.',
  );
  expect(without.query).not.toContain('attachment-id');
  at.cloud.fail({ action: 'ListTransitRouterVpnAttachments', status: 503 });
  expect(await refusal(scope.flowLogQuery())).toMatchObject({ code: 'server', action: 'ListTransitRouterVpnAttachments' });
  await using other = await setUp({
    operations: {
      ListTransitRouterVpnAttachments: () => ({
        TransitRouterAttachments: [{ VpnId: 'vco-router' }, { TransitRouterAttachmentId: "x' OR '1", VpnId: 'vco-router' }],
      }),
    },
  });
  const unlisted = await other.monitor.attachment('vco-router').flowLogQuery();
  expect(unlisted.note).toContain('the CEN API does not list it');
  expect(unlisted.query).not.toContain("OR '1");
});

test('direction, action, fields with hyphens and a fixed range', async () => {
  await using at = await setUp();
  const { query, from, to } = await at.monitor
    .gateway('vpn-1')
    .connection('vco-gateway')
    .flowLogQuery({
      from: NOW - 7_200_500,
      to: new Date(NOW - 3_600_500),
      by: ['eni-id', 'tcp-flags', 'eni-id'],
      direction: 'in',
      action: 'reject',
      top: 10_000,
    });
  expect(query).toContain('SELECT "eni-id", "tcp-flags", sum(');
  expect(query).toContain(`AND direction = 'in' AND action = 'REJECT' AND ((`);
  expect(query).toMatch(/GROUP BY "eni-id", "tcp-flags" ORDER BY bytes DESC LIMIT 10000$/);
  expect([from, to]).toEqual([NOW / 1_000 - 7_201, NOW / 1_000 - 3_600]);
  const open = await at.monitor.connection('vco-gateway').flowLogQuery({ from: '2026-03-01T00:00:00Z' });
  expect([open.from, open.to]).toEqual([NOW / 1_000 - 43_200, NOW / 1_000]);
});

const bad: readonly (readonly [what: string, options: unknown, error: RegExp])[] = [
  ['a misspelt option', { lasst: '1h' }, /^TypeError: flowLogQuery\(\) has no option 'lasst'; did you mean last\?/],
  ['no options', null, /^TypeError: flowLogQuery\(\) takes an object/],
  ['last and from', { last: '1h', from: NOW }, /^TypeError: flowLogQuery\(\) takes either last, or from and to: not both/],
  ['to alone', { to: NOW }, /^TypeError: flowLogQuery\(\) takes to only together with from/],
  ['a range that is empty', { from: NOW, to: NOW }, /^RangeError: from 2026-03-01T12:00:00\.000Z must be before to/],
  ['a beginning in the future', { from: NOW + 1 }, /^RangeError: from .* must be before to/],
  ['a duration that is none', { last: '1 hour' }, /^TypeError: last "1 hour" is not a duration/],
  ['top 0', { top: 0 }, /^RangeError: top 0 must be 1 to 10000/],
  ['top 10001', { top: 10_001 }, /^RangeError: top 10001/],
  ['a half', { top: 1.5 }, /^RangeError: top 1\.5 must be a whole number/],
  ['a text for top', { top: '5; DROP' }, /^TypeError: top '5; DROP' must be a number/],
  ['no fields', { by: [] }, /^TypeError: by \[\] must be a list of fields/],
  ['a text for fields', { by: 'srcaddr' }, /^TypeError: by 'srcaddr' must be a list/],
  ['a field that is none', { by: ['srcadr'] }, /^RangeError: by 'srcadr' is no field of a .*flow log; did you mean srcaddr\?/],
  ['a field that is nothing', { by: ['srcaddr', undefined] }, /^RangeError: by undefined is no field/],
  ['a name that every object has', { by: ['constructor'] }, /^RangeError: by 'constructor' is no field/],
  ['another direction', { direction: 'both' }, /^RangeError: direction 'both' is none of: in, out/],
  ['another action', { action: 'ACCEPT' }, /^RangeError: action 'ACCEPT' is none of: accept, reject/],
  [
    'an attachment that is none',
    { attachmentId: "tr-attach-1' OR 1=1" },
    /^TypeError: attachmentId "tr-attach-1' OR 1=1" must be the id of an attachment/,
  ],
  ['a signal that is none', { signal: {} }, /^TypeError: signal\(\) takes an AbortSignal/],
  ['no time', { last: null }, /^TypeError: last null is not a duration/],
];
test.each(bad)('%s is refused before anything is sent', async (_, options, error) => {
  await using at = await setUp();
  const { monitor } = at;
  for (const scope of [
    monitor.gateway('vpn-1').connection('vco-gateway'),
    monitor.attachment('vco-router'),
    monitor.connection('vco-gateway'),
  ]) {
    expect(String(await refusal(scope.flowLogQuery(options as never)))).toMatch(error);
  }
  expect(at.cloud.calls).toEqual([]);
});

test('what the other kind of record has is refused: at once where the scope says the kind, else after the lookup', async () => {
  await using at = await setUp();
  const { monitor, cloud } = at;
  const gateway = monitor.gateway('vpn-1').connection('vco-gateway');
  expect(String(await refusal(gateway.flowLogQuery({ by: ['cen-id'] as never })))).toMatch(
    /^RangeError: by 'cen-id' is no field of a VPC flow log.* It has srcaddr, /,
  );
  expect(String(await refusal(gateway.flowLogQuery({ attachmentId: 'tr-attach-1' })))).toMatch(
    /^RangeError: attachmentId 'tr-attach-1' is for connections on a transit router/,
  );
  expect(String(await refusal(monitor.attachment('vco-router').flowLogQuery({ by: ['eni-id'] as never })))).toMatch(
    /^RangeError: by 'eni-id' is no field of a transit router's flow log/,
  );
  expect(String(await refusal(monitor.attachment('vco-router').flowLogQuery({ action: 'reject' })))).toMatch(
    /^RangeError: action 'reject' is for VPC flow logs/,
  );
  expect(cloud.calls).toEqual([]);
  expect(String(await refusal(monitor.connection('vco-gateway').flowLogQuery({ by: ['cen-id'] })))).toMatch(
    /^RangeError: by 'cen-id' is no field of a VPC flow log/,
  );
  expect(String(await refusal(monitor.connection('vco-router').flowLogQuery({ action: 'accept' })))).toMatch(
    /^RangeError: action 'accept'/,
  );
});

test('a field is suggested with the kind of record that has it, and of the own kind alone where that is known', async () => {
  await using at = await setUp();
  const by = { by: ['eniId'] } as never;
  expect(String(await refusal(at.monitor.connection('vco-router').flowLogQuery(by)))).toContain(
    "by 'eniId' is no field of a flow log; did you mean eni-id, of a VPC flow log? A VPC flow log has ",
  );
  expect(String(await refusal(at.monitor.attachment('vco-router').flowLogQuery(by)))).not.toContain('eni-id');
  expect(String(await refusal(at.monitor.attachment('vco-router').flowLogQuery({ by: ['nothing'] } as never)))).toContain(
    "is no field of a transit router's flow log; it has srcaddr",
  );
});

test('a connection that is somewhere else, not there, or attached to nothing', async () => {
  await using at = await setUp();
  const { monitor } = at;
  expect(await refusal(monitor.gateway('vpn-1').connection('vco-router').flowLogQuery())).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('attached to the transit router tr-1') as string,
  });
  expect(await refusal(monitor.attachment('vco-gone').flowLogQuery())).toMatchObject({ code: 'not-found' });
  expect(await refusal(monitor.connection('vco-nothing').flowLogQuery())).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('no flow log records it') as string,
  });
});

test('aborts and a closed monitor', async () => {
  await using at = await setUp();
  const reason = new Error('enough');
  const scope = at.monitor.connection('vco-gateway');
  expect(await refusal(scope.flowLogQuery({ signal: AbortSignal.abort(reason) }))).toBe(reason);
  at.cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
  const controller = new AbortController();
  const hanging = refusal(scope.flowLogQuery({ signal: controller.signal }));
  await expect.poll(() => at.cloud.calls.length).toBe(1);
  controller.abort(reason);
  expect(await hanging).toBe(reason);
  await at.monitor.close();
  expect(await refusal(scope.flowLogQuery())).toMatchObject({ code: 'config' });
});

/** The query of a connection with these ranges. */
async function queryOf(local: unknown, remote: unknown, options: FlowLogQueryOptions<VpcFlowLogField> = {}): Promise<FlowLogQuery> {
  const row = { VpnConnectionId: 'vco-1', VpnGatewayId: 'vpn-1', AttachType: 'VPNGW', LocalSubnet: local, RemoteSubnet: remote };
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: answering((request) => pageOf(request, [row])),
    clock: { now: () => NOW },
    logger: { warn: () => undefined },
  });
  return await monitor.gateway('vpn-1').connection('vco-1').flowLogQuery(options);
}

test('several ranges, host bits, single addresses and IPv6 are written anew', async () => {
  const { query, note } = await queryOf('10.1.2.3/8, 172.16.5.4', '2001:DB8:0:0::1/33,192.168.0.0/16');
  const local = (field: string) => `(try(is_subnet_of('10.0.0.0/8', ${field})) OR try(is_subnet_of('172.16.5.4/32', ${field})))`;
  const remote = (field: string) => `(try(is_subnet_of('2001:db8::/33', ${field})) OR try(is_subnet_of('192.168.0.0/16', ${field})))`;
  expect(query).toContain(
    `AND ((${local('srcaddr')} AND ${remote('dstaddr')}) OR (${remote('srcaddr')} AND ${local('dstaddr')})) GROUP BY`,
  );
  expect(note).toBe('Simple Log Service documents is_subnet_of for IPv4 alone: check that IPv6 traffic is found.');
});

test('a range that another holds is left out, so that many make no longer a query than they must', async () => {
  const { query } = await queryOf(
    '10.1.0.0/16,10.0.0.0/8,10.0.0.0/8,10.2.3.4,fd00::/8,10.0.0.1/32',
    'fd00:1::/32,192.168.0.0/16,192.168.0.0/17,fd00::/16',
  );
  expect(query.match(/is_subnet_of\('[^']+', srcaddr\)/g)).toEqual([
    "is_subnet_of('10.0.0.0/8', srcaddr)",
    "is_subnet_of('fd00::/8', srcaddr)",
    "is_subnet_of('192.168.0.0/16', srcaddr)",
    "is_subnet_of('fd00::/16', srcaddr)",
  ]);
});

test.each([
  [
    'the remote side alone',
    '0.0.0.0/0',
    '192.168.0.0/16',
    `AND (${IN_REMOTE('srcaddr')} OR ${IN_REMOTE('dstaddr')}) GROUP`,
    'no local address range',
  ],
  ['the local side alone', '10.0.0.0/8', '', `AND (${IN_LOCAL('srcaddr')} OR ${IN_LOCAL('dstaddr')}) GROUP`, 'no remote address range'],
  ['neither side', '0.0.0.0/0', '::/0,10.0.0.0/8', `IN ('9', 'vpnGateway') GROUP`, 'no local and no remote address range'],
  [
    'no side that has an unreadable range',
    '10.0.0.0/8,10.0.0.256/8',
    '192.168.0.0/16',
    `AND (${IN_REMOTE('srcaddr')} OR ${IN_REMOTE('dstaddr')}) GROUP`,
    'An address range of the connection cannot be read',
  ],
])('%s restricts, and the note says so', async (_, local, remote, where, note) => {
  const asked = await queryOf(local, remote);
  expect(asked.query).toContain(where);
  expect(asked.note).toContain(note);
});

const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }));
const ipv6 = fc.tuple(fc.ipV6(), fc.integer({ min: 1, max: 128 }));

test('a range that is written anew holds the same addresses', () => {
  fc.assert(
    fc.property(fc.oneof(ipv4, ipv6), fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 5 }), ([address, length], others) => {
      const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
      const before = new BlockList();
      const after = new BlockList();
      before.addSubnet(address, length, family);
      const [network = '', prefix] = parseSubnet(`${address}/${length}`)!.text.split('/');
      after.addSubnet(network, Number(prefix), family);
      for (const one of [address, network, ...others])
        expect(after.check(one, isIP(one) === 4 ? 'ipv4' : 'ipv6')).toBe(before.check(one, isIP(one) === 4 ? 'ipv4' : 'ipv6'));
      expect(parseSubnet(`${network}/${prefix}`)?.text).toBe(`${network}/${prefix}`);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  '',
  '/',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0',
  '10.0.0.0.0',
  '010.0.0.1',
  '1e1.0.0.0',
  '::1/129',
  'fe80::1%eth0',
  ':::',
  'localhost',
  "10.0.0.0/8'",
  '10.0.0.0/8 OR 1=1',
  '١٠.0.0.0/8',
])('%s is no range', (text) => {
  expect(parseSubnet(text)).toBeUndefined();
});

/** Runs the condition of a query over one record, with Node's own idea of what lies in a range. */
function selects(query: string, record: { readonly srcaddr: string; readonly dstaddr: string }): boolean {
  const where = /AND (\(.*\)) GROUP BY/.exec(query)?.[1] ?? 'true';
  const source = where
    .replaceAll(/try\(is_subnet_of\('([^']*)', (srcaddr|dstaddr)\)\)/g, 'liesIn("$1", record.$2)')
    .replaceAll(' AND ', ' && ')
    .replaceAll(' OR ', ' || ');
  const liesIn = (range: string, address: string): boolean => {
    const list = new BlockList();
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 4 ? 'ipv4' : 'ipv6');
    return isIP(address) !== 0 && isIP(address) === isIP(network) && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the condition is SQL that reads like JavaScript
  return (new Function('liesIn', 'record', `return ${source};`) as (...parts: unknown[]) => boolean)(liesIn, record);
}

test('the condition selects what goes between the two sides, whichever way, and nothing else', async () => {
  const { query } = await queryOf('10.0.0.0/8,172.16.0.0/12', '192.168.0.0/16');
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['10.9.9.9', '192.168.5.5', true],
    ['192.168.5.5', '172.31.0.1', true],
    ['10.9.9.9', '172.16.0.1', false],
    ['192.168.5.5', '192.168.5.6', false],
    ['10.9.9.9', '8.8.8.8', false],
    ['-', '192.168.5.5', false],
  ];
  for (const [srcaddr, dstaddr, selected] of cases) expect(selects(query, { srcaddr, dstaddr }), `${srcaddr} ${dstaddr}`).toBe(selected);
});

// Every piece that a query may be made of; anything else has broken out.
const PIECES =
  /^(?:\* \| |SELECT|FROM log|WHERE|AND|OR|IN|IS NOT NULL|GROUP BY|ORDER BY bytes DESC|LIMIT [1-9]\d{0,4}|AS (?:bigint|varchar|bytes|packets)|sum|try_cast|cast|try|is_subnet_of|bytes|packets|(?:src|dst)(?:addr|port)|protocol|direction|action|traffic_path|type|"(?:eni|vm|vswitch|vpc|attachment|cen|src-region|dst-region)-id"|"tcp-flags"|'(?:9|vpnGateway|in|out|ACCEPT|REJECT)'|'[0-9a-f:.]+\/\d{1,3}'|'tr-attach-[A-Za-z0-9*-]+'|[(),= ])+$/;

const nasty = fc.oneof(
  fc.constantFrom(
    "'",
    "''",
    '"',
    "10.0.0.0/8'",
    "10.0.0.0/8') OR ('1'='1",
    '10.0.0.0/8;DROP',
    '10.0.0.0/8 | SELECT *',
    '-- ',
    '/*',
    '\u0000',
    '\n',
    '\\',
    "tr-attach-1'",
    'srcaddr" FROM log',
    '${x}',
    '0.0.0.0/0',
    '::ffff:1.2.3.4/96',
    '10.0.0.0/08',
  ),
  fc.string({ unit: 'grapheme' }),
  fc.string(),
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.string()).map((parts) => parts.join('/')),
);

test('no address, id, field or option breaks out of a query', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(nasty, { maxLength: 3 }),
      fc.array(nasty, { maxLength: 3 }),
      nasty,
      nasty,
      fc.constantFrom('VPNGW', 'CEN'),
      async (local, remote, text, attachment, AttachType) => {
        const row = {
          VpnConnectionId: 'vco-1',
          VpnGatewayId: 'vpn-1',
          TransitRouterId: 'tr-1',
          AttachType,
          LocalSubnet: local.join(','),
          RemoteSubnet: remote.join(','),
        };
        const attachments = { TransitRouterAttachments: [{ VpnId: 'vco-1', TransitRouterAttachmentId: attachment }] };
        const transport = answering((request) => (request.product === 'cbn' ? attachments : pageOf(request, [row])));
        await using monitor = new VpnMonitor({
          regionId: 'cn-hangzhou',
          transport,
          clock: { now: () => NOW },
          logger: { warn: () => undefined },
          requestsPerSecond: 1_000_000,
        });
        const scope = monitor.connection('vco-1');
        const asked = await scope.flowLogQuery();
        expect(asked.query).toMatch(PIECES);
        written += 1;
        for (const options of [
          { by: [text] },
          { direction: text },
          { action: text },
          { attachmentId: text },
          { top: text },
          { last: text },
          { [text]: text },
        ]) {
          const outcome = await scope.flowLogQuery(options as never).catch((error: unknown) => error as Error);
          if (outcome instanceof Error) expect(['TypeError', 'RangeError']).toContain(outcome.name);
          else expect(outcome.query).toMatch(PIECES);
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(written).toBeGreaterThan(100);
});

test('a text is quoted, and one with control characters refused', () => {
  expect(quoted("it's")).toBe("'it''s'");
  expect(() => quoted('a\nb')).toThrow(RangeError);
  expect(() => quoted('a\u2028b')).toThrow(RangeError);
});

test('a scope takes the fields of its own records', () => {
  const typed = (monitor: VpnMonitor) => {
    const gateway = monitor.gateway('vpn-1').connection('vco-1');
    expectTypeOf<NonNullable<Parameters<typeof gateway.flowLogQuery>[0]>['by']>().toEqualTypeOf<readonly VpcFlowLogField[] | undefined>();
    expectTypeOf<NonNullable<Parameters<AttachmentScope['flowLogQuery']>[0]>['by']>().toEqualTypeOf<
      readonly TransitRouterFlowLogField[] | undefined
    >();
    // @ts-expect-error a VPC flow log has no instance of CEN
    void gateway.flowLogQuery({ by: ['cen-id'] });
    void monitor.connection('vco-1').flowLogQuery({ by: ['cen-id', 'eni-id'] });
  };
  expect(typed).toBeTypeOf('function');
});
