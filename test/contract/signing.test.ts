import { createRequire } from 'node:module';
import type * as OpenApi from '@alicloud/openapi-client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimulator } from '../../src/testing/index.ts';
import type { Credentials } from '../../src/transport/credential-types.ts';
import { httpsTransport } from '../../src/transport/https/index.ts';
import type { ApiRequest } from '../../src/transport/port.ts';
import { rpcContent, rpcParams } from '../../src/transport/rpc.ts';
import { fakeService, type SeenRequest } from '../transport/fake-service.ts';

const require = createRequire(import.meta.url);
const openApi = require('@alicloud/openapi-client') as typeof OpenApi.default;
const teaUtil = require('@alicloud/tea-util') as { readonly RuntimeOptions: new (options: object) => object };

const RUNS = 1_000;
const tricky = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '  two  blanks ',
    "*'()~!",
    '%20+&=?#/',
    'Münster',
    '杭州',
    '😀',
    '\t',
    'a\nb',
    '[{"instanceId":"vpn-1"}]',
    '0',
    '\uFEFF',
    'ſ',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);
const scalar = fc.oneof(tricky, fc.integer(), fc.boolean());
const nested = fc.array(
  fc.oneof(
    tricky,
    fc.dictionary(fc.constantFrom('Key', 'Value', 'Label'), fc.oneof(scalar, fc.array(tricky, { maxLength: 2 })), { maxKeys: 3 }),
  ),
  { maxLength: 3 },
);
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/);
const requests: fc.Arbitrary<ApiRequest> = fc.record({
  product: fc.constantFrom('cms', 'vpc', 'cbn'),
  action: fc.constantFrom('DescribeMetricList', 'DescribeVpnConnections', 'Cursor', 'BatchExport', 'PutResourceMetricRule'),
  params: fc.dictionary(name, fc.oneof(scalar, nested), { maxKeys: 8, noNullPrototype: true }),
});
const printable = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
const pairs: fc.Arbitrary<Credentials> = fc.record(
  { accessKeyId: printable, accessKeySecret: printable, securityToken: printable },
  { requiredKeys: ['accessKeyId', 'accessKeySecret'] },
);

/** What of a request must be the vendor's to the byte. The rest of the headers is of the connection. */
const essence = ({ method, path, query, body, headers }: SeenRequest) => ({
  method,
  path,
  query,
  body,
  headers: Object.fromEntries(
    Object.entries(headers).filter(
      ([header]) => header.startsWith('x-acs-') || ['host', 'accept', 'content-type', 'authorization'].includes(header),
    ),
  ),
});

const vendorSends = async (request: ApiRequest, credentials: Credentials, host: string, headers: Record<string, string>): Promise<void> => {
  const client = new openApi.default(
    new openApi.Config({
      endpoint: host,
      protocol: 'http',
      regionId: 'cn-hangzhou',
      credential: { getCredential: () => Promise.resolve(credentials) } as never,
    }),
  );
  await client.callApi(rpcParams(request) as never, { ...rpcContent(request), headers } as never, new teaUtil.RuntimeOptions({}) as never);
};

test(`${RUNS} random requests go out as the vendor's client signs and sends them`, async () => {
  await using service = await fakeService();
  const seen = async (send: () => Promise<unknown>): Promise<SeenRequest> => {
    service.seen.length = 0;
    await send();
    return service.seen[0]!;
  };
  const run = async (request: ApiRequest, credentials: Credentials): Promise<void> => {
    const transport = httpsTransport({
      regionId: 'cn-hangzhou',
      credentials,
      endpoint: { cms: service.host, vpc: service.host, cbn: service.host, protocol: 'http' },
      agent: shared,
    });
    const now = Date.UTC(2026, 0, 31, 12, 0, 0, 987);
    const ours = await seen(() => transport.call(request, { signal: new AbortController().signal, timeoutMs: 10_000, now: () => now }));
    expect(ours.headers['x-acs-date']).toBe('2026-01-31T12:00:00Z');
    const theirs = await seen(() =>
      vendorSends(request, credentials, service.host, {
        'x-acs-date': '2026-01-31T12:00:00Z',
        'x-acs-signature-nonce': String(ours.headers['x-acs-signature-nonce']),
      }),
    );
    expect(essence(ours)).toEqual(essence(theirs));
  };
  const { Agent } = require('node:http') as typeof import('node:http');
  const shared = new Agent({ keepAlive: true });
  await fc.assert(fc.asyncProperty(requests, pairs, run), { numRuns: RUNS });
  shared.destroy();
}, 120_000);

test('random requests pass a service that checks signatures', async () => {
  const credentials = { accessKeyId: 'sts', accessKeySecret: 's3', securityToken: 'token/with+signs=' };
  const names = ['DescribeMetricList', 'DescribeVpnConnections', 'Cursor', 'BatchExport', 'PutResourceMetricRule'];
  const cloud = createSimulator.preset('dual-tunnel', {
    credentials,
    operations: Object.fromEntries(names.map((action) => [action, () => ({ Answered: action })])),
  });
  await using server = await cloud.listen();
  const transport = httpsTransport({ regionId: cloud.regionId, credentials, endpoint: server.endpoint });
  const vpc = (request: ApiRequest): ApiRequest => ({ ...request, params: { ...request.params, RegionId: cloud.regionId } });
  await fc.assert(
    fc.asyncProperty(requests.filter(({ product }) => product !== 'cbn').map(vpc), async (request) => {
      const { status, body } = await transport.call(request, { signal: new AbortController().signal, timeoutMs: 10_000 });
      expect([status, JSON.parse(body as string)]).toEqual([200, { RequestId: expect.any(String) as string, Answered: request.action }]);
    }),
    { numRuns: RUNS },
  );
}, 120_000);

test('half a surrogate pair is sent as the replacement character, not refused with a bare URIError', async () => {
  await using service = await fakeService();
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: { cms: service.host, protocol: 'http' },
  });
  for (const action of ['DescribeMetricList', 'Cursor'])
    await transport.call(
      { product: 'cms', action, params: { Name: 'a\uD800b' } },
      { signal: new AbortController().signal, timeoutMs: 5_000 },
    );
  expect(service.seen.map(({ query, body }) => ({ ...query, ...Object.fromEntries(new URLSearchParams(body)) }))).toEqual([
    { Name: 'a\uFFFDb' },
    { Name: 'a\uFFFDb' },
  ]);
});
