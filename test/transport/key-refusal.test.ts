import { expect, test } from 'vitest';
import { createCaller } from '../../src/transport/caller.ts';
import type { CredentialProvider, Credentials } from '../../src/transport/credential-types.ts';
import { httpsTransport } from '../../src/transport/https/index.ts';
import { isKeyRefusal } from '../../src/transport/key-refusal.ts';
import { openApiTransport } from '../../src/transport/openapi-transport.ts';
import type { Transport } from '../../src/transport/port.ts';
import { type FakeService, fakeService, json } from './fake-service.ts';

const request = { product: 'cms', action: 'DescribeMetricList', params: {} } as const;
const options = { signal: new AbortController().signal, timeoutMs: 5_000 };
const key = (name: string): Credentials => ({ accessKeyId: name, accessKeySecret: `secret of ${name}`.replaceAll(' ', '-') });
const usedKeys = (service: FakeService): (string | undefined)[] =>
  service.seen.map(({ headers }) => /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1]);

/** A provider of one key after the other, and of the last one from then on. */
function rotating(keys: readonly string[]): CredentialProvider & { asked: number } {
  return {
    asked: 0,
    getCredential() {
      this.asked += 1;
      return Promise.resolve(key(keys[Math.min(this.asked, keys.length) - 1] ?? ''));
    },
  };
}

const refusing =
  (taken: string, answer = json({ Code: 'InvalidAccessKeyId.NotFound', Message: 'Specified access key is not found.' }, 404)) =>
  async (): Promise<FakeService> => {
    const service = await fakeService();
    service.answer = (seen, response) => {
      (seen.headers.authorization?.includes(`Credential=${taken},`) ? json({ Code: '200', RequestId: 'R' }) : answer)(seen, response);
    };
    return service;
  };

const transports: readonly [string, (service: FakeService, credentials: CredentialProvider) => Transport][] = [
  [
    'httpsTransport',
    (service, credentials) => httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: service.host, protocol: 'http' } }),
  ],
  [
    'openApiTransport',
    (service, credentials) => openApiTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: service.host, protocol: 'http' } }),
  ],
];

test.each(transports)('%s goes on with the key that a refused one was renewed to, each with a turn of its own', async (_name, create) => {
  await using service = await refusing('new')();
  const provider = rotating(['old', 'new']);
  const transport = create(service, provider);
  let turns = 0;
  const turn = (): Promise<void> => {
    turns += 1;
    return Promise.resolve();
  };
  expect((await transport.call(request, { ...options, turn })).status).toBe(200);
  expect([usedKeys(service), provider.asked, turns]).toEqual([['old', 'new'], 2, 2]);
  await transport.call(request, { ...options, turn });
  expect([usedKeys(service).at(-1), turns]).toEqual(['new', 3]);
});

test.each(transports)(
  '%s answers the refusal where there is no other key, and where the other one is refused too',
  async (_name, create) => {
    await using service = await refusing('none of these')();
    for (const [keys, sent] of [
      [['old'], 1],
      [['old', 'new', 'newest'], 2],
    ] as const) {
      service.seen.length = 0;
      await expect(createCaller({ transport: create(service, rotating(keys)), maxRetries: 0 }).call(request)).rejects.toMatchObject({
        code: 'auth',
        vendorCode: 'InvalidAccessKeyId.NotFound',
      });
      expect(service.seen).toHaveLength(sent);
    }
  },
);

test.each(transports)('%s asks for no other key after any other answer', async (_name, create) => {
  await using service = await fakeService();
  const provider = rotating(['old', 'new']);
  const transport = create(service, provider);
  for (const [code, status] of [
    ['Throttling.User', 400],
    ['Forbidden.RAM', 403],
    ['IncompleteSignature', 400],
    ['SignatureNonceUsed', 400],
    ['InvalidTimeStamp.Expired', 400],
    ['InternalError', 500],
  ] as const) {
    service.answer = json({ Code: code, Message: 'no' }, status);
    await transport.call(request, options);
  }
  expect([provider.asked, service.seen.length]).toEqual([6, 6]);
});

test('a refusal under HTTP 200 is one as well', async () => {
  await using service = await refusing('new', json({ Code: 'InvalidSecurityToken.Expired', Success: false }))();
  const provider = rotating(['old', 'new']);
  expect((await transports[0]![1](service, provider).call(request, options)).body).toContain('"200"');
  expect(provider.asked).toBe(2);
});

test('an abort while the provider is asked anew rejects at once', async () => {
  await using service = await refusing('new')();
  const controller = new AbortController();
  let asked = 0;
  const provider: CredentialProvider = {
    getCredential: () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(key('old')) : new Promise<never>(() => undefined);
    },
  };
  const pending = transports[0]![1](service, provider).call(request, { ...options, signal: controller.signal });
  await expect.poll(() => asked).toBe(2);
  controller.abort('enough');
  await expect(pending).rejects.toBe('enough');
});

test.each(transports)('%s says that the credentials kept it waiting, and no longer once they have come', async (_name, create) => {
  await using service = await refusing('new')();
  const hung = createCaller({
    transport: create(service, { getCredential: () => new Promise<never>(() => undefined) }),
    totalTimeoutMs: 100,
  });
  await expect(hung.call(request)).rejects.toMatchObject({ code: 'timeout', message: expect.stringMatching(/credentials/) as string });
  service.answer = () => undefined;
  const slow = createCaller({ transport: create(service, rotating(['new'])), totalTimeoutMs: 300 });
  await expect(slow.call(request)).rejects.toMatchObject({ code: 'timeout', message: expect.not.stringMatching(/credentials/) as string });
});

test.each([
  ['InvalidAccessKeyId', true],
  ['InvalidAccessKeyId.NotFound', true],
  ['InvalidAccessKeyId.Inactive', true],
  ['InvalidSecurityToken.Expired', true],
  ['InvalidSecurityToken.MismatchWithAccessKey', true],
  ['SignatureDoesNotMatch', true],
  ['MissingSecurityToken', true],
  ['InvalidSTSToken.Expired', true],
  ['InvalidCredentials', true],
  ['InactiveAccessKey', true],
  ['MissingAccessKeyId', true],
  ['UserDisable', true],
  ['Forbidden.AccessKeyDisabled', true],
  ['IncompleteSignature', false],
  ['SignatureNonceUsed', false],
  ['InvalidTimeStamp.Expired', false],
  ['Forbidden.RAM', false],
  ['Throttling', false],
  ['', false],
  [undefined, false],
])('%s is a refusal of the key: %s', (code, expected) => {
  expect(isKeyRefusal(code)).toBe(expected);
});
