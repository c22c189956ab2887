import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createCaller } from '../../src/transport/caller.ts';
import { credentialProvider } from '../../src/transport/credentials.ts';
import { toVpnMonitorError } from '../../src/transport/failures/vendor-error.ts';
import { httpsTransport } from '../../src/transport/https/index.ts';
import { openApiTransport } from '../../src/transport/openapi-transport.ts';
import type { Transport } from '../../src/transport/port.ts';
import { scrub } from '../../src/transport/scrub.ts';
import type { Answer } from './fake-service.ts';
import { fakeService, json } from './fake-service.ts';

const SECRET = 'Zq7SecretZq7Secret';
const pair = { accessKeyId: `LTAI5t${SECRET}`, accessKeySecret: `k-${SECRET}`, securityToken: `t-${SECRET}` };
const request = { product: 'vpc', action: 'DescribeVpnConnections', params: { RegionId: 'cn-hangzhou', Probe: SECRET } } as const;

const everythingIn = (error: Error): string =>
  [
    error.message,
    error.stack,
    JSON.stringify(error),
    JSON.stringify(error.cause),
    (error.cause as Error | undefined)?.stack,
    inspect(error, { depth: 10, showHidden: true }),
  ].join('\n');

const leaky = {
  RequestId: 'R-1',
  IkeConfig: { Psk: SECRET, LocalPsk: SECRET },
  VpnBgpConfig: { AuthKey: SECRET },
  AccessDeniedDetail: { EncodedDiagnosticMessage: SECRET },
  Recommend: `https://api.example/troubleshoot?q=${SECRET}`,
};
const SIGNED = `Specified signature is not matched with our calculation. server StringToSign is:ACS3-HMAC-SHA256 abc server CanonicalRequest is:POST\n/\nProbe=${SECRET}\nx-acs-security-token:t-${SECRET}`;

test.each<[string, Answer]>([
  ['a throttled call', json({ ...leaky, Code: 'Throttling.User', Message: 'flow control' }, 400)],
  ['a forbidden call', json({ ...leaky, Code: 'Forbidden.RAM', Message: `User not authorized. "accessKeyId":"${pair.accessKeyId}"` }, 403)],
  ['a signature that does not match', json({ ...leaky, Code: 'SignatureDoesNotMatch', Message: SIGNED }, 400)],
  [
    'the older signature text',
    json(
      {
        Code: 'SignatureDoesNotMatch',
        Message: `server string to sign is:POST&%2F&AccessKeyId%3D${pair.accessKeyId}%26SecurityToken%3D${pair.securityToken}`,
      },
      400,
    ),
  ],
  [
    'an expired token',
    json({ ...leaky, Code: 'InvalidSecurityToken.Expired', Message: `SecurityToken=${pair.securityToken} is expired` }, 400),
  ],
  ['a server error', json({ ...leaky, Code: 'InternalError', Message: `Psk: ${SECRET} is broken; {"AuthKey":"x ${SECRET}"}` }, 500)],
  ['a soft error', json({ ...leaky, Success: false, Code: '400', Message: `password=${SECRET}` })],
  ['Success false', json({ ...leaky, Success: false })],
  ['HTML that quotes the request', json(`<html>${SECRET}</html>`, 502)],
  ['broken JSON', json(`{"Psk":"${SECRET}`)],
  ['broken JSON under an error status', json(`${SECRET} {"Psk":"${SECRET}`, 500)],
  ['a reset', (seen) => seen.socket.destroy()],
  ['a hang', () => undefined],
])('%s leaks nothing through either transport', async (_what, answer) => {
  for (const create of [httpsTransport, openApiTransport]) await leaksNothing(create, answer);
});

async function leaksNothing(create: typeof openApiTransport, answer: Answer): Promise<void> {
  await using service = await fakeService(answer);
  const logged: unknown[] = [];
  const log = (...line: unknown[]): number => logged.push(line);
  const transport = create({
    regionId: 'cn-hangzhou',
    credentials: credentialProvider(pair),
    endpoint: { vpc: service.host, protocol: 'http' },
  });
  const caller = createCaller({
    transport,
    attemptTimeoutMs: 150,
    maxRetries: 1,
    random: () => 0,
    logger: { debug: log, info: log, warn: log, error: log },
  });
  const error = await caller.call(request).then(
    () => new Error('did not fail'),
    (thrown: unknown) => thrown as Error,
  );
  expect(error).toMatchObject({ name: 'VpnMonitorError', action: 'DescribeVpnConnections' });
  expect(service.seen.length).toBeGreaterThan(0);
  expect(everythingIn(error)).not.toContain(SECRET);
  expect(JSON.stringify(logged)).not.toContain(SECRET);
}

test.each<[string, () => Error]>([
  [
    'a refused connection',
    () =>
      Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:1POST http://127.0.0.1:1/?Probe=${SECRET} failed.`), {
        code: 'ECONNREFUSED',
        request: { headers: pair },
      }),
  ],
  [
    'a vendor timeout',
    () =>
      Object.assign(new Error(`ConnectTimeout: Connect https://vpc.aliyuncs.com/?AccessKeyId=${SECRET}&Signature=${SECRET} failed.`), {
        name: 'RequestTimeoutError',
        data: pair,
      }),
  ],
  [
    'an error that carries its request',
    () => Object.assign(new Error('boom'), { lastRequest: { headers: { Authorization: SECRET } }, config: pair }),
  ],
  ['a nested cause', () => new Error('outer', { cause: Object.assign(new Error(SECRET), pair) })],
  ['headers in the message', () => new Error(`sent Authorization: ACS3-HMAC-SHA256 Credential=${SECRET},Signature=${SECRET}`)],
])("%s of a user's own transport leaks nothing", async (_what, failure) => {
  const transport: Transport = { call: () => Promise.reject(failure()) };
  const error = await createCaller({ transport, maxRetries: 0 })
    .call(request)
    .catch((thrown: unknown) => thrown as Error);
  expect(error).toMatchObject({ name: 'VpnMonitorError' });
  expect(everythingIn(error as Error)).not.toContain(SECRET);
});

test('providers and transports show no secret however they are printed', () => {
  const credentials = credentialProvider(pair);
  for (const holder of [
    credentials,
    openApiTransport({ regionId: 'cn-hangzhou', credentials }),
    httpsTransport({ regionId: 'cn-hangzhou', credentials, proxy: `http://user:${SECRET}@proxy.example:3128` }),
  ]) {
    expect(`${inspect(holder, { depth: 10, showHidden: true })}${JSON.stringify(holder)}`).not.toContain(SECRET);
  }
});

test.each([
  ['Connect https://h.example/a?b=1&c=2 failed', 'Connect https://h.example/a failed'],
  ['{"AccessKeySecret": "a b", "Period": 60}', '{"AccessKeySecret": ***, "Period": 60}'],
  ['bgp_auth_key=x;next', 'bgp_auth_key=***;next'],
  [`token ${'Ab1+'.repeat(30)} end`, 'token *** end'],
  ['x'.repeat(10), 'x'.repeat(10)],
])('%j is scrubbed to %j', (text, clean) => {
  expect(scrub(text)).toBe(clean);
});

test.each([
  'InvalidSecurityToken.Expired: Specified SecurityToken is expired.',
  'IncompleteSignature: The request signature does not conform to Aliyun standards.',
  'PskMismatch: the peers differ',
  'Is the tunnel up? It was.',
  'request 6A5F1B2C-0000-4000-8000-ABCDEF012345',
])('%j holds no secret and stays as it is', (text) => {
  expect(scrub(text)).toBe(text);
});

test('very long words of the service are cut', () => {
  expect(toVpnMonitorError(new Error('word '.repeat(500)), 'A').message.length).toBeLessThan(700);
});
