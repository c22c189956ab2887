import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type * as VendorTypes from '@alicloud/credentials';
import VendorCredential from '@alicloud/credentials';
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';
import type { CredentialProvider, Credentials, CredentialSource } from '../../src/transport/credentials.ts';
import { credentialProvider } from '../../src/transport/credentials.ts';

const SECRET = 'Zq7SecretZq7Secret';
const NEXT = 'Set it, or leave `credentials` out for the default chain.';
const pair: Credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'credentials-'));
  for (const name of Object.keys(process.env).filter((key) => key.startsWith('ALIBABA_CLOUD_'))) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  // The chain would ask the metadata service of the machine it runs on.
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const setKeys = (id = 'env-id'): void => {
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', id);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'env-secret');
};

test('a pair is provided as it is, with its token if there is one', async () => {
  await expect(credentialProvider(pair).getCredential()).resolves.toEqual(pair);
  await expect(credentialProvider({ ...pair, securityToken: 'token' }).getCredential()).resolves.toEqual({
    ...pair,
    securityToken: 'token',
  });
  await expect(credentialProvider({ ...pair, securityToken: '' }).getCredential()).resolves.toEqual(pair);
});

test.each<[string, unknown, string]>([
  ['an empty id', { ...pair, accessKeyId: '' }, `credentials.accessKeyId must be a non-empty string, but it is empty text. ${NEXT}`],
  [
    'an id that is not set',
    { ...pair, accessKeyId: undefined },
    `credentials.accessKeyId must be a non-empty string, but it is undefined. ${NEXT}`,
  ],
  ['no secret', { accessKeyId: 'id' }, `credentials.accessKeySecret must be a non-empty string, but it is undefined. ${NEXT}`],
  [
    'an id in other case',
    { accessKeyID: SECRET, accessKeySecret: SECRET },
    `credentials.accessKeyId must be a non-empty string, but it is undefined; accessKeyID is given, which may be a misspelling of it. ${NEXT}`,
  ],
  [
    'names in snake case',
    { access_key_id: SECRET, access_key_secret: SECRET },
    `credentials.accessKeyId must be a non-empty string, but it is undefined; access_key_id is given, which may be a misspelling of it. ${NEXT}`,
  ],
  [
    'a misspelt secret',
    { accessKeyId: 'id', accesKeySecert: SECRET },
    `credentials.accessKeySecret must be a non-empty string, but it is undefined; accesKeySecert is given, which may be a misspelling of it. ${NEXT}`,
  ],
  [
    'a name that is another',
    { id: SECRET, [SECRET]: SECRET },
    `credentials.accessKeyId must be a non-empty string, but it is undefined. ${NEXT}`,
  ],
  [
    'a line break',
    { ...pair, accessKeySecret: `${SECRET}\n` },
    `credentials.accessKeySecret must hold no blanks, line breaks or non-ASCII characters. ${NEXT}`,
  ],
  [
    'a token that is no text',
    { ...pair, securityToken: 7 },
    `credentials.securityToken must be a non-empty string, but it is of type number. ${NEXT}`,
  ],
  ['text', SECRET, 'credentials must be { accessKeyId, accessKeySecret } or have getCredential(), not string'],
  ['null', null, 'credentials must be { accessKeyId, accessKeySecret } or have getCredential(), not null'],
  ['a provider that is none', { getCredential: SECRET }, 'credentials.getCredential must be a function'],
])('credentials with %s are refused by the field, without the value', (_what, source, message) => {
  expect(() => credentialProvider(source as CredentialSource)).toThrow(new TypeError(message));
});

test("a provider's answer is reduced to the three fields and asked for again each time", async () => {
  let round = 0;
  const provider = credentialProvider({
    getCredential: () => Promise.resolve({ ...pair, accessKeyId: `id-${String((round += 1))}`, type: 'sts', note: 'extra' }),
  });
  await expect(provider.getCredential()).resolves.toEqual({ ...pair, accessKeyId: 'id-1' });
  await expect(provider.getCredential()).resolves.toEqual({ ...pair, accessKeyId: 'id-2' });
});

test('concurrent fetches share one, and a failure is not kept', async () => {
  const getCredential = vi.fn<CredentialProvider['getCredential']>().mockRejectedValueOnce(new Error('once')).mockResolvedValue(pair);
  const provider = credentialProvider({ getCredential });
  const first = await Promise.allSettled([provider.getCredential(), provider.getCredential(), provider.getCredential()]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await expect(Promise.all([provider.getCredential(), provider.getCredential()])).resolves.toEqual([pair, pair]);
  expect(getCredential).toHaveBeenCalledTimes(2);
});

test.each<[string, CredentialProvider['getCredential'], string]>([
  [
    'rejects',
    () => Promise.reject(Object.assign(new Error(SECRET), { code: 'ENOENT' })),
    'getCredential() failed: Error (ENOENT). Its words are withheld',
  ],
  [
    'fails to fetch',
    () => Promise.reject(new TypeError(SECRET, { cause: Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' }) })),
    'failed: TypeError (ECONNREFUSED)',
  ],
  [
    'reaches none of several addresses',
    () => Promise.reject(new AggregateError([Object.assign(new Error(SECRET), { code: 'ENETUNREACH' })])),
    'failed: AggregateError (ENETUNREACH)',
  ],
  [
    'has a code of its own making',
    () => Promise.reject(Object.assign(new Error(SECRET), { code: SECRET })),
    'getCredential() failed: Error. Its words are withheld',
  ],
  [
    'throws',
    () => {
      throw new Error(SECRET);
    },
    'getCredential() failed: Error. ',
  ],
  [
    'rejects with a class of its own',
    () => Promise.reject(new (class VaultSealedError extends Error {})(SECRET)),
    'getCredential() failed: VaultSealedError. ',
  ],
  [
    'rejects with a name that is text',
    () => Promise.reject(Object.assign(new Error(SECRET), { name: SECRET })),
    'getCredential() failed: Error. ',
  ],
  [
    'rejects with text',
    () => {
      throw SECRET as unknown;
    },
    'getCredential() failed: it threw a string. ',
  ],
  [
    'rejects with nothing',
    () => {
      throw undefined as unknown;
    },
    'getCredential() failed: it threw undefined. ',
  ],
  [
    'gives what fails where it is read',
    () =>
      Promise.resolve({
        get accessKeyId(): string {
          throw new Error(SECRET);
        },
      }),
    'getCredential() failed',
  ],
  ['gives nothing', () => Promise.resolve(undefined as never), 'gave no object'],
  ['gives half a pair', () => Promise.resolve({ accessKeyId: SECRET }), 'accessKeySecret must be a non-empty string'],
  ['gives blanks', () => Promise.resolve({ ...pair, accessKeySecret: `${SECRET} ` }), 'accessKeySecret must hold no blanks'],
])('a provider that %s is an auth error without its words', async (_what, getCredential, named) => {
  const error: unknown = await credentialProvider({ getCredential })
    .getCredential()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'VpnMonitorError',
    code: 'auth',
    retryable: true,
    message: expect.stringContaining(named) as string,
  });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(SECRET);
});

test('a provider that rejects with an error of this package has the last word', async () => {
  const final = new VpnMonitorError('the role is gone', { code: 'auth' });
  await expect(credentialProvider({ getCredential: () => Promise.reject(final) }).getCredential()).rejects.toBe(final);
});

test("the vendor's credential objects are providers", async () => {
  type Vendor = InstanceType<typeof VendorTypes.default.default>;
  expectTypeOf<Vendor>().toExtend<CredentialProvider>();
  expectTypeOf<Vendor>().toExtend<CredentialSource>();
  const Credential = 'default' in VendorCredential ? VendorCredential.default : VendorCredential;
  const vendor = new Credential({ type: 'access_key', accessKeyId: 'vendor-id', accessKeySecret: 'vendor-secret' } as never);
  await expect(credentialProvider(vendor).getCredential()).resolves.toEqual({ accessKeyId: 'vendor-id', accessKeySecret: 'vendor-secret' });
});

test('without credentials the environment is read, by many callers at once', async () => {
  setKeys();
  vi.stubEnv('ALIBABA_CLOUD_SECURITY_TOKEN', 'env-token');
  const provider = credentialProvider(undefined);
  const expected = { accessKeyId: 'env-id', accessKeySecret: 'env-secret', securityToken: 'env-token' };
  await expect(Promise.all(Array.from({ length: 10 }, () => provider.getCredential()))).resolves.toEqual(
    Array.from({ length: 10 }, () => expected),
  );
});

test('the CLI profile answers concurrent first calls too', async () => {
  await mkdir(join(home, '.aliyun'));
  const profile = { name: 'default', mode: 'AK', access_key_id: 'cli-id', access_key_secret: 'cli-secret' };
  await writeFile(join(home, '.aliyun', 'config.json'), JSON.stringify({ current: 'default', profiles: [profile] }));
  const provider = credentialProvider(undefined);
  const results = await Promise.all(Array.from({ length: 5 }, () => provider.getCredential()));
  expect(new Set(results.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['cli-id']));
});

test('no credentials anywhere is an auth error that says what to set, and setting it helps', async () => {
  const provider = credentialProvider(undefined);
  const failures = await Promise.allSettled([provider.getCredential(), provider.getCredential()]);
  for (const failure of failures) {
    expect(failure).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'auth',
        retryable: false,
        message: expect.stringMatching(/ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or pass `credentials`/) as string,
      },
    });
  }
  setKeys('later-id');
  await expect(provider.getCredential()).resolves.toEqual({ accessKeyId: 'later-id', accessKeySecret: 'env-secret' });
});

test('a CLI configuration that cannot be read stays out of the error', async () => {
  await mkdir(join(home, '.aliyun'));
  await writeFile(join(home, '.aliyun', 'config.json'), `{"profiles": [{"access_key_secret": "${SECRET}"`);
  const error: unknown = await credentialProvider(undefined)
    .getCredential()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'auth' });
  expect(`${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}${String((error as Error).stack)}`).not.toContain(
    SECRET,
  );
});
