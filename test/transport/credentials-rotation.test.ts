import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Credentials } from '../../src/transport/credentials.ts';
import { credentialProvider } from '../../src/transport/credentials.ts';
import type { CredentialHome } from './credential-home.ts';
import { credentialHome, setKeys } from './credential-home.ts';
import type { Answer, FakeService } from './fake-service.ts';
import { fakeService, json } from './fake-service.ts';

let home: CredentialHome;

beforeEach(async () => {
  home = await credentialHome();
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const file = (id: string): string => `[default]\ntype = access_key\naccess_key_id = ${id}\naccess_key_secret = secret-of-${id}\n`;
const profile = (id: string): string =>
  JSON.stringify({
    current: 'default',
    profiles: [{ name: 'default', mode: 'AK', access_key_id: id, access_key_secret: `secret-of-${id}` }],
  });
const session = (id: string, minutes: number): Answer =>
  json({
    AccessKeyId: id,
    AccessKeySecret: `secret-of-${id}`,
    SecurityToken: `token-of-${id}`,
    Expiration: new Date(Date.now() + minutes * 60_000).toISOString(),
  });
const pair = (id: string): Credentials => ({ accessKeyId: id, accessKeySecret: `secret-of-${id}` });

async function credentialsUri(answer: Answer): Promise<FakeService> {
  const service = await fakeService(answer);
  onTestFinished(() => service[Symbol.asyncDispose]());
  vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_URI', `http://${service.host}/`);
  return service;
}

/** Each source, and how the keys in it are set. */
const sources: readonly (readonly [string, () => Promise<(id: string) => Promise<Credentials>>])[] = [
  [
    'the credentials file',
    async () => {
      vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_FILE', await home.write('keys.ini', ''));
      return async (id) => {
        await home.write('keys.ini', file(id));
        return pair(id);
      };
    },
  ],
  [
    'the credentials file of the home directory',
    () =>
      Promise.resolve(async (id) => {
        await home.write('.alibabacloud/credentials', file(id));
        return pair(id);
      }),
  ],
  [
    'the CLI profile',
    () =>
      Promise.resolve(async (id) => {
        await home.write('.aliyun/config.json', profile(id));
        return pair(id);
      }),
  ],
  [
    'the credentials URI',
    async () => {
      const service = await credentialsUri(json({}));
      return (id) => {
        service.answer = session(id, 60);
        return Promise.resolve({ ...pair(id), securityToken: `token-of-${id}` });
      };
    },
  ],
  [
    'the environment',
    () =>
      Promise.resolve((id) => {
        setKeys(id);
        return Promise.resolve({ accessKeyId: id, accessKeySecret: 'env-secret' });
      }),
  ],
];

test.each(sources)('keys that rotate in %s are read again once the service refuses the old ones', async (_source, prepare) => {
  const put = await prepare();
  let nowMs = 0;
  const provider = credentialProvider(undefined, { now: () => nowMs });
  const first = await put('id-1');
  await expect(provider.getCredential()).resolves.toEqual(first);
  await expect(provider.renewed(first)).resolves.toBeUndefined();
  const second = await put('id-2');
  nowMs += 5_000;
  await expect(Promise.all(Array.from({ length: 5 }, () => provider.renewed(first)))).resolves.toEqual(
    Array.from({ length: 5 }, () => second),
  );
  await expect(provider.getCredential()).resolves.toEqual(second);
  const third = await put('id-3');
  await expect(provider.renewed(second)).resolves.toEqual(third);
  await expect(provider.getCredential()).resolves.toEqual(third);
});

test('keys that move from the credentials file into the environment are found there', async () => {
  await home.write('.alibabacloud/credentials', file('id-1'));
  const provider = credentialProvider(undefined);
  const refused = await provider.getCredential();
  setKeys('id-2');
  await expect(provider.renewed(refused)).resolves.toMatchObject({ accessKeyId: 'id-2' });
});

test('a profile that is half written while keys rotate is a failure that passes, and the chain that worked stays', async () => {
  await home.write('.aliyun/config.json', profile('id-1'));
  let nowMs = 0;
  const provider = credentialProvider(undefined, { now: () => nowMs });
  const refused = await provider.getCredential();
  await home.write('.aliyun/config.json', profile('id-2').slice(0, 80));
  await expect(provider.renewed(refused)).rejects.toMatchObject({
    code: 'auth',
    retryable: true,
    message: expect.stringMatching(/^No credentials found any more in /) as string,
  });
  await expect(provider.getCredential()).resolves.toEqual(refused);
  await home.write('.aliyun/config.json', profile('id-2'));
  nowMs += 1_000;
  await expect(provider.renewed(refused)).resolves.toEqual(pair('id-2'));
});

test('a session that is about to expire is refreshed by the chain itself, which bridges a refresh that fails', async () => {
  const service = await credentialsUri(session('id-1', 10));
  const provider = credentialProvider(undefined);
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'id-1' });
  service.answer = session('id-2', 10);
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'id-2' });
  service.answer = json({}, 500);
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'id-2' });
  expect(service.seen).toHaveLength(3);
});

test('a refresh that hangs is over in time, and the session that is still good is used again', async () => {
  const service = await credentialsUri(session('id-1', 10));
  const provider = credentialProvider(undefined, { timeoutMs: 500 });
  await expect.poll(() => provider.getCredential().catch(() => undefined)).toMatchObject({ accessKeyId: 'id-1' });
  service.answer = () => undefined;
  const asked = service.seen.length;
  await expect(provider.getCredential()).rejects.toMatchObject({ code: 'timeout', retryable: true });
  service.seen.at(-1)?.socket.destroy();
  expect(service.seen).toHaveLength(asked + 1);
  service.answer = json({}, 500);
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'id-1' });
});

test('a chain that does not answer is over in time, says what it may wait for, and is asked anew by the next call', async () => {
  const service = await credentialsUri(() => undefined);
  const provider = credentialProvider(undefined, { timeoutMs: 1_000 });
  const words = expect.stringMatching(
    /^The default chain of @alicloud\/credentials did not answer within 1000 ms\. .*credentials URI.*`credentials`\.$/,
  ) as string;
  const failed = { status: 'rejected', reason: { code: 'timeout', retryable: true, message: words } };
  await expect(Promise.allSettled([provider.getCredential(), provider.getCredential()])).resolves.toMatchObject([failed, failed]);
  service.answer = session('id-1', 60);
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'id-1' });
  expect(service.seen).toHaveLength(2);
});

test.each([
  ['ALIBABA_CLOUD_CREDENTIALS_URI', 'http://127.0.0.1:1/'],
  ['ALIBABA_CLOUD_OIDC_TOKEN_FILE', '/nowhere/token'],
  ['ALIBABA_CLOUD_ECS_METADATA', 'none'],
])('that a source named by %s gives nothing may pass, though none has ever worked', async (name, value) => {
  vi.stubEnv(name, value);
  await expect(credentialProvider(undefined).getCredential()).rejects.toMatchObject({
    code: 'auth',
    retryable: true,
    message: expect.stringContaining(`Check what ${name} names`) as string,
  });
});
