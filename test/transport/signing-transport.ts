import { expect, test } from 'vitest';
import type { ApiAnswer } from '../../src/transport/answer.ts';
import { createCaller } from '../../src/transport/caller.ts';
import type { CredentialProvider } from '../../src/transport/credential-types.ts';
import type { HttpsTransportOptions } from '../../src/transport/https/index.ts';
import type { ApiResponse, Transport } from '../../src/transport/port.ts';
import type { FakeService } from './fake-service.ts';
import { fakeService, json } from './fake-service.ts';

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
const request = { product: 'cms', action: 'DescribeMetricList', params: { Namespace: 'acs_vpn', Length: 10 } } as const;

/** Transports of one kind, and calls over them. */
export interface Calls {
  readonly transportTo: (service: FakeService, credentials?: CredentialProvider) => Transport;
  readonly once: (transport: Transport, timeoutMs?: number, signal?: AbortSignal) => Promise<ApiResponse>;
  readonly callOnce: (service: FakeService, attemptTimeoutMs?: number) => Promise<ApiAnswer>;
}

export function callsOver(create: (options: Pick<HttpsTransportOptions, 'regionId' | 'credentials' | 'endpoint'>) => Transport): Calls {
  const transportTo: Calls['transportTo'] = (service, credentials = { getCredential: () => Promise.resolve(pair) }) =>
    create({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: service.host, vpc: service.host, protocol: 'http' } });
  return {
    transportTo,
    once: (transport, timeoutMs = 2_000, signal = new AbortController().signal) => transport.call(request, { signal, timeoutMs }),
    callOnce: (service, attemptTimeoutMs = 2_000) =>
      createCaller({ transport: transportTo(service), maxRetries: 0, attemptTimeoutMs }).call(request),
  };
}

/** What holds of each transport that signs and sends for itself. */
export function testSigningTransport({ transportTo, once, callOnce }: Calls): void {
  test("a call is signed, sent to the product's host and answered with status and body text", async () => {
    await using service = await fakeService(json({ Code: '200', Datapoints: '[]' }));
    const response = await once(transportTo(service));
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body as string)).toEqual({ Code: '200', Datapoints: '[]' });
    expect(response.headers?.['content-type']).toBe('application/json;charset=utf-8');
    const [sent] = service.seen;
    expect(sent).toMatchObject({ method: 'POST', path: '/', body: '', query: { Namespace: 'acs_vpn', Length: '10' } });
    expect(sent?.headers).toMatchObject({ host: service.host, 'x-acs-action': 'DescribeMetricList', 'x-acs-version': '2019-01-01' });
    expect(sent?.headers.authorization).toMatch(/^ACS3-HMAC-SHA256 Credential=test-id,SignedHeaders=\S+,Signature=[0-9a-f]{64}$/);
    expect(JSON.stringify(sent?.headers)).not.toContain(pair.accessKeySecret);
  });

  test('a security token travels with the pair and every attempt has a nonce of its own', async () => {
    await using service = await fakeService();
    const transport = transportTo(service, { getCredential: () => Promise.resolve({ ...pair, securityToken: 'token-1' }) });
    await once(transport);
    await once(transport);
    expect(service.seen.map(({ headers }) => headers['x-acs-security-token'])).toEqual(['token-1', 'token-1']);
    expect(new Set(service.seen.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(2);
  });

  test('calls of both products share kept-alive connections', async () => {
    await using service = await fakeService();
    const transport = transportTo(service);
    for (let round = 0; round < 5; round += 1) await once(transport);
    expect(service.seen).toHaveLength(5);
    expect(new Set(service.seen.map(({ socket }) => socket.remotePort)).size).toBe(1);
  });

  test.each([
    ['HTML', '<html></html>'],
    ['nothing', ''],
    ['half a body', '{"Code":"200"'],
    ['an array', '[]'],
    ['null', 'null'],
  ])('%s under status 200 is a retryable protocol error', async (_what, body) => {
    await using service = await fakeService(json(body));
    await expect(callOnce(service)).rejects.toMatchObject({ code: 'protocol', retryable: true, status: 200 });
  });

  test('a connection that breaks before or inside the answer is a retryable network error', async () => {
    await using service = await fakeService((seen) => seen.socket.destroy());
    await expect(callOnce(service)).rejects.toMatchObject({ code: 'network', retryable: true });
    service.answer = (_seen, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"Code":', () => response.destroy());
    };
    await expect(callOnce(service)).rejects.toMatchObject({ code: 'network', retryable: true });
  });

  test('a refused connection is a network error that says where to', async () => {
    const service = await fakeService();
    await service[Symbol.asyncDispose]();
    await expect(callOnce(service)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(new RegExp(`^DescribeMetricList failed: connect ECONNREFUSED ${service.host}\\. Check`)) as string,
    });
  });

  test('an abort while credentials are still being fetched keeps the request from being answered', async () => {
    await using service = await fakeService(() => undefined);
    let deliver: (value: typeof pair) => void = () => undefined;
    const slow = { getCredential: () => new Promise<typeof pair>((resolve) => (deliver = resolve)) };
    const controller = new AbortController();
    const pending = once(transportTo(service, slow), 5_000, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    controller.abort(new Error('gone'));
    await expect(pending).rejects.toThrow('gone');
    deliver(pair);
    expect(service.seen.every(({ socket }) => socket.destroyed)).toBe(true);
  });

  test('an already aborted call sends nothing', async () => {
    await using service = await fakeService();
    const reason = new Error('before');
    await expect(once(transportTo(service), 1_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(service.seen).toHaveLength(0);
  });

  test('a failing provider rejects as an auth error that may pass, and nothing is sent', async () => {
    await using service = await fakeService();
    const transport = transportTo(service, { getCredential: () => Promise.reject(new Error('file holds hunter2')) });
    await expect(once(transport)).rejects.toMatchObject({
      code: 'auth',
      retryable: true,
      message: expect.not.stringContaining('hunter2') as string,
    });
    expect(service.seen).toHaveLength(0);
  });
}
