import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiRequest, type ApiResponse, recordingTransport, type Transport, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kindOfId } from '../../../src/catalog/index.ts';
import { PROBE_NAME } from '../../../src/internal/probe-name.ts';
import { Pseudonyms } from '../../../src/preflight/recording/anonymous/pseudonyms.ts';
import { parseRecording } from '../../../src/preflight/recording/index.ts';
import { recordedOperations } from '../../../src/preflight/recording/operations/index.ts';
import { mutator } from '../../support/mutator.ts';
import { recordedRun } from './support.ts';

const request: ApiRequest = {
  product: 'vpc',
  action: 'DescribeVpnGateways',
  params: { RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50 },
};
const options = () => ({ signal: new AbortController().signal, timeoutMs: 1_000 });
const answering = (body: unknown, rest: Partial<ApiResponse> = {}): Transport => ({
  call: () => Promise.resolve({ status: 200, body, ...rest }),
});

/** The line of one call. */
async function recorded(transport: Transport, asked: ApiRequest = request) {
  const lines: string[] = [];
  const recording = recordingTransport(transport, { write: (line) => void lines.push(line) });
  const outcome = await recording.call(asked, options()).catch((error: unknown) => error);
  return { outcome, line: lines[0] ?? '', call: parseRecording(lines)[0], replaced: recording.replaced };
}

const SECRETS =
  /original|bank of|alice|geneva|1987654321098765|webhooktoken|hooks\.example|simulated|203\.0\.113|10\.0\.0\.|192\.168|169\.254|psk|certificate-|BEGIN/i;

test('a run leaves no secret, name, id, address or account in its lines', async () => {
  const { lines, replaced, said } = await recordedRun();
  expect(JSON.stringify(said)).toMatch(SECRETS);
  for (const line of lines) expect(SECRETS.exec(line)?.[0]).toBeUndefined();
  expect(replaced.get('vco-dual0original')).toMatch(/^vco-\d{4}$/);
  expect(replaced.get('1987654321098765')).toMatch(/^1\d{15}$/);
});

const MARKS = [
  'Mark90210secret',
  'LTAI5tMark90210aaaa',
  '-----BEGIN KEY-----Mark90210',
  'mark90210@example.com',
  'https://mark90210.example/?token=1',
  '13890210902',
  'acs:vpc:cn-hangzhou:1902109021090210:instance/vpn-mark90210',
  '{"Psk":"Mark90210"}',
  'vco-mark90210',
  '90.210.90.210',
  '9021:902::1',
  1_902_109_021_090_210,
];
/** With what stands about it, for the reader of a failure. */
const isMarked = /.{0,60}(?:90210|90\.210|9021:902).{0,20}/i;

/** Fields and rows with marks, at random places, also inside JSON in text. */
function marked(value: unknown, pick: <T>(from: readonly T[]) => T, next: () => number): unknown {
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) return JSON.stringify(marked(JSON.parse(value), pick, next));
  if (Array.isArray(value)) return value.map((item: unknown) => marked(item, pick, next));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, inner]): [string, unknown] => [key, marked(inner, pick, next)]);
  const names = [
    'Psk',
    'Remark',
    'IkeConfig',
    'Message',
    'OwnerId',
    'AliUid',
    'WebhookList',
    'ContactMailList',
    'Mark90210Key',
    'ResourceGroupId',
    'Description',
    'InstanceName',
    'userName',
    'bgpKey',
    'extra',
  ];
  if (next() < 0.5) fields.push([pick(names), next() < 0.3 ? { nested: [pick(MARKS)], vcoId: pick(MARKS) } : pick(MARKS)]);
  return Object.fromEntries(fields);
}

test('marked fields at random places of answers and parameters are in no line', async () => {
  const { pick, next } = mutator(20_260_131);
  const { lines } = await recordedRun((transport) => ({
    call: async (asked, callOptions) => {
      const { body, ...rest } = await transport.call(asked, callOptions);
      return { ...rest, body: marked(JSON.parse(body as string), pick, next) };
    },
  }));
  expect(lines.length).toBeGreaterThan(50);
  for (const line of lines) expect(isMarked.exec(line)?.[0]).toBeUndefined();
  for (const operation of recordedOperations().keys()) {
    const params = Object.fromEntries(
      [...Object.keys(recordedOperations().get(operation)!.params), 'Webhook', 'Extra'].map((name) => [name, pick(MARKS)]),
    ) as ApiRequest['params'];
    const { line } = await recorded(
      answering({ Code: pick(MARKS), Message: pick(MARKS), RequestId: pick(MARKS) }, { status: pick([200, 400]) }),
      { product: 'cms', action: operation, params },
    );
    expect(isMarked.exec(line)?.[0]).toBeUndefined();
  }
});

test('every operation that reads is on the list, and no other one is', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/permissions.md'), 'utf8');
  const policy = /## Everything that only reads[\s\S]*?```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const actions = [...policy.matchAll(/"(?:cms|vpc|cen):(\w+)"/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(20);
  expect([...recordedOperations().keys()].sort()).toEqual(actions.sort());
});

test('of an operation that is not on the list no more is recorded than that it was called, and how it went', async () => {
  const params = { Webhook: 'https://secret.example/?token=1', Rules: [{ RuleId: 'mine' }] };
  expect(
    (await recorded(answering({ Code: '200', Secret: 'x' }), { product: 'cms', action: 'PutResourceMetricRules', params })).call,
  ).toMatchObject({ params: {}, answer: { status: 200 } });
  const { call, line } = await recorded(answering({ Code: 'ParameterInvalid', Message: 'bad mine, flow control' }, { status: 400 }), {
    product: 'cms',
    action: 'PutResourceMetricRules',
    params,
  });
  expect(call?.answer).toEqual({ status: 400, body: { Code: 'ParameterInvalid', Message: 'flow control' } });
  expect(line).not.toContain('mine');
});

test('failures are recorded by their code, refusals by the words that classify them', async () => {
  const refused: Transport = {
    call: () => Promise.reject(Object.assign(new Error('connect to 10.0.0.1 with my secret'), { code: 'ECONNREFUSED' })),
  };
  const { outcome, call, line } = await recorded(refused);
  expect((outcome as Error).message).toContain('my secret');
  expect(call?.error).toEqual({ name: 'Error', code: 'ECONNREFUSED' });
  expect(line).not.toContain('secret');
  const soft = await recorded(
    answering(
      { Code: 'Throttling.User', Success: false, Message: 'user api quota limit of account 1987654321098765', RequestId: 'A-B' },
      { headers: { date: 'Sat, 31 Jan 2026 12:00:00 GMT', 'retry-after': '3' } },
    ),
  );
  expect(soft.call?.answer).toEqual({
    status: 200,
    date: 'Sat, 31 Jan 2026 12:00:00 GMT',
    retryAfter: '3',
    body: { Code: 'Throttling.User', Success: false, RequestId: 'request-0001', Message: 'user api quota limit' },
  });
  expect((await recorded(answering('<html>secret</html>', { status: 502 }))).call?.answer).toEqual({ status: 502 });
});

test('what was given up is left out; time that ran out is recorded', async () => {
  const lines: string[] = [];
  const hanging: Transport = {
    call: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
  const transport = recordingTransport(hanging, { write: (line) => void lines.push(line) });
  for (const reason of [new Error('enough'), new VpnMonitorError('late', { code: 'timeout' })]) {
    const controller = new AbortController();
    const call = transport.call(request, { signal: controller.signal, timeoutMs: 1 });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  }
  expect(parseRecording(lines).map(({ error }) => error)).toEqual([{ name: 'VpnMonitorError', code: 'timeout' }]);
});

test('lines are written one after the other, in the order in which calls end, and one that is not written fails its call for good', async () => {
  const written: string[] = [];
  let busy = false;
  const answers: Transport = {
    call: async ({ params }) => {
      await new Promise((resolve) => setTimeout(resolve, Number(params['PageNumber']) * 25));
      return { status: 200, body: '{"TotalCount":0}' };
    },
  };
  const write = async (line: string): Promise<void> => {
    expect(busy).toBe(false);
    busy = true;
    await new Promise((resolve) => setTimeout(resolve, 8));
    busy = false;
    written.push(line);
  };
  const transport = recordingTransport(answers, { write });
  await Promise.all([4, 1, 3, 2].map((PageNumber) => transport.call({ ...request, params: { PageNumber } }, options())));
  expect(parseRecording(written).map(({ params }) => params['PageNumber'])).toEqual([1, 2, 3, 4]);
  const full = recordingTransport(answers, {
    write: () => {
      throw new Error('the disk is full');
    },
  });
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: full });
  await expect(monitor.topology.gateways().toArray()).rejects.toMatchObject({
    code: 'config',
    retryable: false,
    message: expect.stringContaining('the disk is full') as string,
  });
});

test('the answer is passed on as it is, and what the transport says of itself', async () => {
  const body = '{"VpnGateways":{"VpnGateway":[{"VpnGatewayId":"vpn-a","Psk":"x"}]}}';
  expect((await recorded(answering(body))).outcome).toEqual({ status: 200, body });
  const own = { host: 'x', protocol: 'http', proxy: undefined } as const;
  const inner: Transport = { ...answering(''), takesTurns: true, accountKey: () => Promise.resolve('key'), routeOf: () => own };
  const transport = recordingTransport(inner, { write: () => undefined });
  expect([transport.takesTurns, await transport.accountKey?.(options().signal), transport.routeOf?.('cms')]).toEqual([true, 'key', own]);
  expect(recordingTransport(answering(''), { write: () => undefined }).accountKey).toBeUndefined();
});

test.each([
  [() => recordingTransport(undefined as never, { write: () => undefined }), 'takes a transport'],
  [() => recordingTransport(answering(''), {} as never), 'write'],
  [() => recordingTransport(answering(''), { wirte: 1 } as never), 'did you mean write?'],
  [() => recordingTransport(answering(''), { write: 'file' } as never), 'must be a function'],
])('options that cannot be used are refused: %#', (make, message) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});

test('the strangest answers are recorded as little, and the call lives', async () => {
  const { spoil, garble, pick, next } = mutator(7);
  const { cloud: _, ...run } = await recordedRun();
  const calls = parseRecording(run.lines);
  for (let round = 0; round < 1_500; round++) {
    const { product, action, params, answer } = pick(calls);
    const body = next() < 0.6 ? spoil(answer?.body) : garble(JSON.stringify(answer?.body));
    const response = { status: 200, body };
    const { outcome, call } = await recorded(
      { call: () => Promise.resolve(response) },
      { product, action, params: spoil(params) as ApiRequest['params'] },
    );
    expect(outcome).toBe(response);
    expect(call?.action).toBe(action);
  }
  const thrower = {
    status: 200,
    get body(): unknown {
      throw new Error('no');
    },
  };
  expect((await recorded({ call: () => Promise.resolve(thrower) })).outcome).toBe(thrower);
}, 30_000);

const anyOriginal = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc
    .tuple(fc.constantFrom('vpn', 'vco', 'tun', 'tr', 'tr-attach', 'vsc', 'cgw', 'eni'), fc.stringMatching(/^[a-z\d]{1,8}$/))
    .map((parts) => parts.join('-')),
  fc.ipV4(),
  fc.ipV6(),
  fc.stringMatching(/^1\d{15}$/),
);

test('equal originals have equal pseudonyms and different ones different ones, which say nothing of them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyOriginal, { maxLength: 60 }), (originals) => {
      const pseudonyms = new Pseudonyms();
      const given = originals.map((one) => pseudonyms.of(one, 'name'));
      expect(originals.map((one) => pseudonyms.of(one, 'id'))).toEqual(given);
      const own = originals.filter(
        (one) => one.trim() === one && !/^(?:0\.0\.0\.0|255\.255\.255\.255|::)$/.test(one) && !one.startsWith('acs:') && !one.includes('/'),
      );
      expect(new Set(own.map((one) => pseudonyms.of(one, 'name'))).size).toBe(own.length);
      for (const [original, made] of pseudonyms.replaced) {
        expect(made).not.toBe(original);
        expect(kindOfId(made)).toBe(kindOfId(original));
      }
    }),
  );
});

test('an id is the same wherever it stands: in an ARN, a list, JSON in text, a name', () => {
  const pseudonyms = new Pseudonyms();
  const id = pseudonyms.of('vco-abc', 'id');
  expect(pseudonyms.of('acs:vpc:cn-hangzhou:1234567890123456:vpnconnection/vco-abc', 'id')).toBe(
    `acs:vpc:cn-hangzhou:1000000000000001:vpnconnection/${id}`,
  );
  expect(pseudonyms.of(' vco-abc ', 'name')).toBe(` ${id} `);
  expect([pseudonyms.of('10.1.0.0/16', 'name'), pseudonyms.of('10.1.0.0', 'name'), pseudonyms.of('0.0.0.0/0', 'name')]).toEqual([
    '198.18.0.0/16',
    '198.18.0.1',
    '0.0.0.0/0',
  ]);
});

test('what a preflight asks for where it knows nothing stays as it is, so that it can be replayed', async () => {
  const lines: string[] = [];
  const transport = recordingTransport(answering({ Code: '200', Success: true }), { write: (line) => void lines.push(line) });
  for (const [action, params] of [
    ['DescribeEventRuleTargetList', { RuleName: PROBE_NAME }],
    ['BatchExport', { Cursor: PROBE_NAME }],
  ] as const)
    await transport.call({ product: 'cms', action, params }, options());
  expect(parseRecording(lines).map(({ params }) => params)).toEqual([{ RuleName: PROBE_NAME }, { Cursor: PROBE_NAME }]);
});

test('a range stays a range of its length, whose address is that of a network', () => {
  const valueOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 })), { maxLength: 30, selector: String }), (ranges) => {
      const pseudonyms = new Pseudonyms();
      const made = ranges.map(([address, length]) => pseudonyms.of(`${address}/${length}`, 'name'));
      expect(ranges.map(([address, length]) => pseudonyms.of(`${address}/${length}`, 'name'))).toEqual(made);
      expect(new Set(made).size).toBe(ranges.length);
      for (const [index, [address, length]] of ranges.entries()) {
        const [network = '', prefix] = made[index]?.split('/') ?? [];
        expect(prefix).toBe(String(length));
        if (address !== '0.0.0.0' && address !== '255.255.255.255' && ranges.filter(([, other]) => other === length).length <= 16)
          expect(valueOf(network) % 2 ** (32 - length)).toBe(0);
      }
    }),
    { numRuns: 100 },
  );
  const pseudonyms = new Pseudonyms();
  const of = (text: string): string => pseudonyms.of(text, 'name');
  expect(['10.0.0.0/8', '172.16.0.0/16', '172.17.0.0/16', '10.1.1.0/24', '10.1.2.0/24', '10.1.2.3', '10.1.2.3/32'].map(of)).toEqual([
    '240.0.0.0/8',
    '198.18.0.0/16',
    '198.19.0.0/16',
    '198.18.0.0/24',
    '198.18.1.0/24',
    '198.18.0.1',
    '198.18.0.1/32',
  ]);
  expect(['fd00:1::/64', 'fd00:2::/64', 'fd00::/16'].map(of)).toEqual(['2001:db8::/64', '2001:db8:0:1::/64', '2001:db8::0:1/16']);
  // Of /8 there are more than the sixteen that nobody has.
  const many = Array.from({ length: 200 }, (_, index) => of(`${index + 1}.0.0.0/8`));
  expect(new Set(many).size).toBe(200);
});
