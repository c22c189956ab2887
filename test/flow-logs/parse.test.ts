import { parseFlowLog } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIELDS } from '../../src/flow-logs/query/fields.ts';

/** A record of a VPC flow log as Simple Log Service gives it. */
const VPC_ROW = {
  version: '1',
  'account-id': '1234567890123456',
  'eni-id': 'eni-1',
  'vm-id': 'i-1',
  'vswitch-id': 'vsw-1',
  'vpc-id': 'vpc-1',
  type: 'IPv4',
  protocol: '6',
  srcaddr: '10.0.0.5',
  srcport: '443',
  dstaddr: '192.168.1.9',
  dstport: '51515',
  direction: 'out',
  action: 'ACCEPT',
  packets: '10',
  bytes: '8192',
  start: '1772366400',
  end: '1772366460',
  'tcp-flags': '22',
  'log-status': 'OK',
  traffic_path: '9',
  __topic__: 'flow_log',
  __time__: '1772366461',
  region: 'cn-hangzhou',
};
const ROUTER_ROW = {
  'account-id': '1234567890123456',
  'attachment-id': 'tr-attach-1',
  'cen-id': 'cen-1',
  'src-region-id': 'cn-hangzhou',
  srcaddr: '192.168.1.9',
  srcport: '500',
  'dst-region-id': 'cn-beijing',
  dstaddr: '10.0.0.5',
  dstport: '4500',
  protocol: '17',
  packets: '3',
  bytes: '300',
  start: '1772366400',
  end: '1772367000',
  direction: 'in',
};

test('a record of a VPC flow log, without the account', () => {
  expect(parseFlowLog(VPC_ROW)).toEqual({
    kind: 'vpc',
    version: '1',
    from: Date.UTC(2026, 2, 1, 12),
    to: Date.UTC(2026, 2, 1, 12, 1),
    srcaddr: '10.0.0.5',
    srcport: 443,
    dstaddr: '192.168.1.9',
    dstport: 51515,
    protocol: { number: 6, name: 'tcp' },
    packets: 10,
    bytes: 8192,
    direction: 'out',
    action: 'accept',
    tcpFlags: 22,
    status: 'OK',
    path: { code: 9, name: 'vpn-gateway' },
    ipVersion: 'IPv4',
    regionId: 'cn-hangzhou',
    eniId: 'eni-1',
    vmId: 'i-1',
    vswitchId: 'vsw-1',
    vpcId: 'vpc-1',
  });
});

test("a record of a transit router's flow log", () => {
  const record = parseFlowLog(ROUTER_ROW);
  expect(record).toEqual({
    kind: 'transit-router',
    from: Date.UTC(2026, 2, 1, 12),
    to: Date.UTC(2026, 2, 1, 12, 10),
    srcaddr: '192.168.1.9',
    srcport: 500,
    dstaddr: '10.0.0.5',
    dstport: 4500,
    protocol: { number: 17, name: 'udp' },
    packets: 3,
    bytes: 300,
    direction: 'in',
    cenId: 'cen-1',
    attachmentId: 'tr-attach-1',
    srcRegionId: 'cn-hangzhou',
    dstRegionId: 'cn-beijing',
  });
  expect(Object.isFrozen(record) && Object.isFrozen(record?.protocol)).toBe(true);
});

test('fields are read by name, however they are ordered and spelled', () => {
  const respelled = (join: (words: string[]) => string) =>
    Object.fromEntries(
      Object.entries(VPC_ROW)
        .reverse()
        .map(([name, value]) => [name.startsWith('__') ? name : join(name.split(/[-_]/)), value]),
    );
  const expected = parseFlowLog(VPC_ROW);
  expect(parseFlowLog(respelled((words) => words.join('_')))).toEqual(expected);
  expect(parseFlowLog(respelled((words) => words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')))).toEqual(expected);
  expect(parseFlowLog({ ...VPC_ROW, eni_id: '-' })).toEqual(expected);
  expect(parseFlowLog({ eni_id: '-', ...VPC_ROW })).toEqual(expected);
});

test('what does not apply, is blank or cannot be read is absent, never 0', () => {
  const silent = Object.fromEntries(Object.keys(VPC_ROW).map((name) => [name, '-']));
  expect(
    parseFlowLog({ ...silent, 'log-status': 'NODATA', 'eni-id': 'eni-1', start: '1772366400', bytes: '', packets: ' ', srcport: null }),
  ).toEqual({
    kind: 'vpc',
    status: 'NODATA',
    eniId: 'eni-1',
    from: Date.UTC(2026, 2, 1, 12),
  });
  const wrong = {
    ...VPC_ROW,
    bytes: '12,5',
    packets: '-1',
    srcport: '65536',
    dstport: '1.5',
    protocol: '256',
    direction: 'up',
    action: 'MAYBE',
    start: '1e30',
    'tcp-flags': 'SYN',
  };
  const record = parseFlowLog(wrong);
  for (const field of ['bytes', 'packets', 'srcport', 'dstport', 'protocol', 'direction', 'action', 'from', 'tcpFlags'] as const)
    expect(record?.[field], field).toBeUndefined();
  expect(parseFlowLog({ ...VPC_ROW, bytes: 0, packets: '0' })).toMatchObject({ bytes: 0, packets: 0 });
  expect(parseFlowLog({ ...VPC_ROW, bytes: 8192n, srcport: 443 })).toMatchObject({ bytes: 8192, srcport: 443 });
});

test.each([
  ['1', { number: 1, name: 'icmp' }],
  ['50', { number: 50, name: 'esp' }],
  ['253', { number: 253 }],
  ['0', { number: 0 }],
])('protocol %s', (said, protocol) => {
  expect(parseFlowLog({ ...VPC_ROW, protocol: said })?.protocol).toEqual(protocol);
});

test.each([
  ['0', { code: 0, name: 'other' }],
  ['8', { code: 8, name: 'transit-router' }],
  ['12', { code: 12, name: 'cen-basic' }],
  ['22', { code: 22, name: 'gateway-load-balancer-endpoint' }],
  ['16', { code: 16 }],
  ['99', { code: 99 }],
  ['vpnGateway', { code: 9, name: 'vpn-gateway' }],
  ['transitRouter', { code: 8, name: 'transit-router' }],
  ['gatewayLoadBalancerEndpoint', { code: 22, name: 'gateway-load-balancer-endpoint' }],
  ['internetGateway', { name: 'internetGateway' }],
  ['toString', { name: 'toString' }],
])('path %s', (said, path) => {
  expect(parseFlowLog({ ...VPC_ROW, traffic_path: said })?.path).toEqual(path);
});

test.each([
  ['nothing', undefined],
  ['a text', 'version account-id eni-id'],
  ['a list', ['1', '2']],
  ['an empty row', {}],
  ['a row of another log', { remote_addr: '10.0.0.1', status: '200', body_bytes_sent: '512' }],
  ['an event', { name: 'ipsec_tunnel_nego_failed', content: {} }],
  ['fields of a flow log that say nothing', { srcaddr: '-', dstaddr: '', 'eni-id': '-' }],
])('%s is no flow log', (_, row) => {
  expect(parseFlowLog(row)).toBeUndefined();
});

test('a row whose values are shifted by a column keeps neither the account in another field nor a port for an address', () => {
  const names = Object.keys(VPC_ROW);
  const values = Object.values(VPC_ROW);
  const [left, right] = [1, -1].map((by) =>
    parseFlowLog(Object.fromEntries(names.map((name, index) => [name, values[index + by] ?? '-']))),
  );
  expect(JSON.stringify([left, right])).not.toContain('1234567890123456');
  expect([left?.srcaddr, left?.dstaddr, right?.srcaddr, right?.dstaddr]).toEqual([undefined, undefined, undefined, undefined]);
});

test('a row of a query is read; its kind is what its fields tell', () => {
  expect(
    parseFlowLog({ srcaddr: '10.0.0.5', dstaddr: '192.168.1.9', dstport: '443', protocol: '6', bytes: '9007', packets: '12' }),
  ).toEqual({
    kind: 'unknown',
    srcaddr: '10.0.0.5',
    dstaddr: '192.168.1.9',
    dstport: 443,
    protocol: { number: 6, name: 'tcp' },
    bytes: 9007,
    packets: 12,
  });
  expect(parseFlowLog({ srcaddr: '10.0.0.5', 'vpc-id': 'vpc-1' })?.kind).toBe('vpc');
  expect(parseFlowLog({ srcaddr: '10.0.0.5', 'cen-id': '-' })?.kind).toBe('transit-router');
});

test.each([...new Set(Object.values(FIELDS).flat())])(
  'a row of a query by %s alone is read, also where the field has no value',
  (field) => {
    for (const value of ['1', null, '-'])
      expect(parseFlowLog({ [field]: value, bytes: '10', packets: '1' })).toMatchObject({ bytes: 10, packets: 1 });
  },
);

test.each([
  [{ bytes: '10', packets: '1' }],
  [{ bytes: null, packets: null, protocol: '6' }],
  [{ dstport: '443', protocol: '6' }],
  [{ count: '3', bytes: '10', packets: '1' }],
])('%j has nothing of a flow log', (row) => {
  expect(parseFlowLog(row)).toBeUndefined();
});

const cell = fc.oneof(
  fc.constantFrom(
    '-',
    '',
    ' ',
    '0',
    '-0',
    '-1',
    '9',
    '1e3',
    '1e400',
    'Infinity',
    '0x1F',
    'null',
    'ACCEPT',
    'in',
    'vpnGateway',
    '__proto__',
    'constructor',
    '999999999999999999999',
  ),
  fc.double(),
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(undefined, null, Number.NaN, Infinity, 5n, -5n, Symbol.iterator),
);
const names = [...new Set([...Object.keys(VPC_ROW), ...Object.keys(ROUTER_ROW), '__proto__', 'constructor', 'Traffic-Path', 'SRCADDR'])];
const mutated = fc
  .tuple(fc.constantFrom(VPC_ROW, ROUTER_ROW, {}), fc.array(fc.tuple(fc.constantFrom(...names), cell), { maxLength: 12 }))
  .map(([row, changes]) => ({ ...row, ...Object.fromEntries(changes) }));

const isZero = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() !== '' && Number(value) === 0) || value === 0 || value === 0n;

test('no row makes it throw; nothing is NaN, and a number that is there was said', () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: mutated }, fc.anything()), (row) => {
      const record = parseFlowLog(row);
      if (!record) return;
      expect(Object.isFrozen(record)).toBe(true);
      const said = Object.values(row as object).map((value) =>
        typeof value === 'symbol' || typeof value === 'object' ? NaN : Number(value),
      );
      for (const [name, value] of Object.entries(record)) {
        expect(value, name).not.toBeUndefined();
        expect(value, name).not.toBe('NaN');
        if (typeof value !== 'number') continue;
        expect(Number.isInteger(value) && value >= 0 && !Object.is(value, -0), `${name} ${value}`).toBe(true);
        expect(
          said.some((one) => one === value || one * 1_000 === value),
          `${name} ${value}`,
        ).toBe(true);
        if (value === 0) expect(Object.values(row as object).some(isZero)).toBe(true);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a field that is taken away is absent, and all others stay as they are', () => {
  const ROWS = [VPC_ROW, ROUTER_ROW] as const;
  for (const row of ROWS) {
    const whole = parseFlowLog(row)!;
    for (const name of Object.keys(row).filter((one) => !['account-id', '__topic__', '__time__'].includes(one))) {
      for (const without of [Object.fromEntries(Object.entries(row).filter(([one]) => one !== name)), { ...row, [name]: '-' }]) {
        const record = parseFlowLog(without)!;
        const lost = Object.keys(whole).filter((field) => !(field in record));
        expect(lost, name).toHaveLength(1);
        expect({ ...record, [lost[0]!]: whole[lost[0] as keyof typeof whole] }).toEqual(whole);
      }
    }
  }
});
