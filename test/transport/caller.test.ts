import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';
import { safeLogger } from '../../src/internal/logger.ts';
import { ServiceClock } from '../../src/internal/service-clock.ts';
import type { CallerOptions, ServiceCaller } from '../../src/transport/caller.ts';
import { createCaller } from '../../src/transport/caller.ts';
import type { ApiCallOptions, ApiRequest, ApiResponse, Transport } from '../../src/transport/port.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const REAL = Date.UTC(2026, 2, 1, 12);
const READ: ApiRequest = { product: 'cms', action: 'DescribeMetricList', params: {} };
const WRITE: ApiRequest = { product: 'cms', action: 'PutResourceMetricRule', params: {} };
const good: ApiResponse = { status: 200, body: { Code: '200', RequestId: 'R' } };
const throttled: ApiResponse = { status: 400, body: { Code: 'Throttling.User', Message: 'flow control' } };
const failure = (code: string): Error => Object.assign(new Error(`it failed: ${code}`), { code });
const never = (): Promise<never> => new Promise<never>(() => undefined);

type Step = ApiResponse | Error | (() => Promise<ApiResponse>);

/** A transport that plays its steps in order and repeats the last. */
function scripted(...steps: Step[]): Transport & { readonly calls: ApiCallOptions[] } {
  const calls: ApiCallOptions[] = [];
  return {
    calls,
    call(_request, options) {
      const step = steps[Math.min(calls.length, steps.length - 1)]!;
      calls.push(options);
      if (typeof step === 'function') return step();
      return step instanceof Error ? Promise.reject(step) : Promise.resolve(step);
    },
  };
}

const callerOver = (transport: Transport, options: Partial<CallerOptions> = {}): ServiceCaller =>
  createCaller({ transport, random: () => 0.5, ...options });

/** The outcome once every timer has run. */
async function outcome(pending: Promise<unknown>): Promise<unknown> {
  const settled = pending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await vi.runAllTimersAsync();
  return settled;
}

test('an answer comes back with its request id', async () => {
  await expect(callerOver(scripted(good)).call(READ)).resolves.toMatchObject({ body: good.body, requestId: 'R' });
});

test.each<[string, Step]>([
  ['throttling', throttled],
  ['a server error', { status: 500, body: { Code: 'InternalError' } }],
  ['a reset', failure('ECONNRESET')],
  ['HTML', { status: 502, body: '<html>' }],
  ['an unexplained failure', { status: 200, body: { Success: false } }],
  ['a bug of a transport, which may be true of one answer alone', new TypeError('x is not a function')],
  ['a refusal nobody knows', { status: 400, body: { Code: 'NeverHeardOf' } }],
  ['a used nonce', { status: 400, body: { Code: 'SignatureNonceUsed' } }],
])('a read is repeated after %s', async (_what, step) => {
  const transport = scripted(step, good);
  expect(await outcome(callerOver(transport).call(READ))).toMatchObject({ value: { requestId: 'R' } });
  expect(transport.calls).toHaveLength(2);
});

test.each<[string, Step]>([
  ['wrong keys', { status: 400, body: { Code: 'InvalidAccessKeyId.NotFound' } }],
  ['a used-up quota', { status: 400, body: { Code: 'Throttling.User', Message: 'user api quota limit' } }],
  ['a wrong parameter', { status: 400, body: { Code: 'InvalidParameter' } }],
  ['a package that cannot be loaded', failure('ERR_MODULE_NOT_FOUND')],
  ['a certificate that is not trusted', failure('SELF_SIGNED_CERT_IN_CHAIN')],
])('nothing is repeated after %s', async (_what, step) => {
  const transport = scripted(step);
  expect(await outcome(callerOver(transport).call(READ))).toMatchObject({ error: { retryable: false } });
  expect(transport.calls).toHaveLength(1);
});

test.each<[string, Step, number]>([
  ['is repeated when throttled', throttled, 2],
  ['is repeated when the connection was refused', failure('ECONNREFUSED'), 2],
  ['is repeated when the host was not found', failure('ENOTFOUND'), 2],
  ['is not repeated after a reset', failure('ECONNRESET'), 1],
  ['is not repeated after a server error', { status: 500, body: { Code: 'InternalError' } }, 1],
  ['is not repeated after an answer that is no JSON', { status: 502, body: '' }, 1],
  ['is not repeated after a timeout', failure('ETIMEDOUT'), 1],
])('a write %s', async (_what, step, attempts) => {
  const transport = scripted(step, good);
  await outcome(callerOver(transport).call(WRITE));
  expect(transport.calls).toHaveLength(attempts);
});

test.each(['DescribeVpnGateways', 'GetVpnGatewayDiagnoseResult', 'DiagnoseVpnConnections', 'ListTagResources', 'Cursor', 'BatchExport'])(
  '%s is a read',
  async (action) => {
    const transport = scripted(failure('ECONNRESET'), good);
    await outcome(callerOver(transport).call({ product: 'vpc', action, params: {} }));
    expect(transport.calls).toHaveLength(2);
  },
);

const waitsIn = (calls: readonly unknown[][]): number[] =>
  calls.flatMap(([, fields]) => (fields as { readonly waitMs?: number }).waitMs ?? []);

test('the back-off doubles from 200 ms to ten seconds, drawn from zero to it, and is logged', async () => {
  const debug = vi.fn();
  const caller = callerOver(scripted(failure('ECONNRESET')), { maxRetries: 9, logger: { debug }, totalTimeoutMs: 100_000 });
  expect(await outcome(caller.call(READ))).toMatchObject({ error: { code: 'network' } });
  expect(waitsIn(debug.mock.calls)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  expect(debug).toHaveBeenCalledWith(expect.stringMatching(/^alicloud-vpn-monitor: Retrying/), {
    action: 'DescribeMetricList',
    code: 'network',
    vendorCode: undefined,
    attempt: 1,
    waitMs: 100,
  });
});

const asksFor = (ms: number): ApiResponse => ({ ...throttled, headers: { 'x-acs-retry-after': String(ms) } });

test.each([
  [0, [1_234, 20_000]],
  [0.5, [1_388, 20_500]],
])('what the service asks to wait wins over the back-off: never earlier, and spread a little later (drawn: %d)', async (drawn, waits) => {
  const debug = vi.fn();
  await outcome(callerOver(scripted(asksFor(1_234), asksFor(20_000), good), { logger: { debug }, random: () => drawn }).call(READ));
  expect(waitsIn(debug.mock.calls)).toEqual(waits);
});

test('a wait that is longer than what is left of the total time fails at once and says how long it is', async () => {
  const transport = scripted(asksFor(90_000));
  const began = performance.now();
  await expect(callerOver(transport).call(READ)).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 90_000 });
  expect(performance.now()).toBe(began);
  expect(transport.calls).toHaveLength(1);
});

test('Retry-After may be a date, by the time of the service', async () => {
  const headers = { date: new Date(REAL).toUTCString(), 'retry-after': new Date(REAL + 7_000).toUTCString() };
  const caller = callerOver(scripted({ ...throttled, headers }), { maxRetries: 0, clock: { now: () => REAL + 3_600_000 } });
  await expect(caller.call(READ)).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 7_000 });
});

test.each([0, 2])('maxRetries %i means that many further attempts', async (maxRetries) => {
  const transport = scripted(failure('ECONNRESET'));
  await outcome(callerOver(transport, { maxRetries }).call(READ));
  expect(transport.calls).toHaveLength(1 + maxRetries);
});

test('the last error is thrown when the next wait does not fit into the total time', async () => {
  const transport = scripted(failure('ECONNRESET'));
  const caller = callerOver(transport, { totalTimeoutMs: 350, maxRetries: 50 });
  expect(await outcome(caller.call(READ))).toMatchObject({
    error: { code: 'network', message: expect.stringContaining('ECONNRESET') as string },
  });
  expect(transport.calls).toHaveLength(3);
});

test("a transport that never settles is cut at the attempt's deadline and its signal aborted", async () => {
  const transport = scripted(never, good);
  expect(await outcome(callerOver(transport, { attemptTimeoutMs: 700 }).call(READ))).toMatchObject({ value: { requestId: 'R' } });
  expect(transport.calls.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  const alone = await outcome(callerOver(scripted(never), { attemptTimeoutMs: 700, maxRetries: 0 }).call(READ));
  expect(alone).toMatchObject({
    error: {
      code: 'timeout',
      retryable: true,
      action: 'DescribeMetricList',
      message: expect.stringContaining('within 700 ms (attemptTimeoutMs)') as string,
    },
  });
});

test('the last attempt gets only what is left of the total time', async () => {
  const transport = scripted(never);
  const result = await outcome(callerOver(transport, { attemptTimeoutMs: 1_000, totalTimeoutMs: 1_500 }).call(READ));
  expect(transport.calls.map(({ timeoutMs }) => timeoutMs)).toEqual([1_000, 400]);
  expect(result).toMatchObject({ error: { code: 'timeout', message: expect.stringContaining('(totalTimeoutMs)') as string } });
});

test('a call may queue for the rate limit for longer than its total time', async () => {
  const transport = scripted(good);
  const caller = callerOver(transport, { requestsPerSecond: 1, totalTimeoutMs: 500, attemptTimeoutMs: 500 });
  const calls = Promise.all(Array.from({ length: 5 }, () => caller.call(READ)));
  expect(await outcome(calls)).toMatchObject({ value: expect.objectContaining({ length: 5 }) as unknown });
});

test('each operation has its own rate, and the slow ones a fifth of it', async () => {
  const caller = callerOver(scripted(good), { requestsPerSecond: 10 });
  const done: Record<string, number> = {};
  const calls = ['DescribeMetricList', 'DescribeMetricLast', 'DescribeMetricData', 'DescribeMetricTop'].flatMap((action) =>
    Array.from({ length: 12 }, async () => {
      await caller.call({ product: 'cms', action, params: {} });
      done[action] = (done[action] ?? 0) + 1;
    }),
  );
  await vi.advanceTimersByTimeAsync(500);
  expect(done).toEqual({ DescribeMetricList: 10, DescribeMetricLast: 10, DescribeMetricData: 2, DescribeMetricTop: 2 });
  await vi.runAllTimersAsync();
  await Promise.all(calls);
});

test.each<[string, Transport, Partial<CallerOptions>, number]>([
  ['a request', scripted(never), {}, 0],
  ['a back-off', scripted(failure('ECONNRESET')), {}, 50],
  ['the rate limit', scripted(good), { requestsPerSecond: 0.1 }, 0],
])(
  'an abort while %s is waited for rejects with the reason itself and leaves nothing behind',
  async (what, transport, options, afterMs) => {
    const caller = callerOver(transport, options);
    if (what === 'the rate limit') await caller.call(READ);
    const controller = new AbortController();
    const reason = { why: 'done' };
    const pending = caller.call(READ, { signal: controller.signal });
    let caught: unknown;
    pending.catch((error: unknown) => (caught = error));
    await vi.advanceTimersByTimeAsync(afterMs);
    expect(caught).toBeUndefined();
    expect(getEventListeners(controller.signal, 'abort').length).toBeGreaterThan(0);
    controller.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(caught).toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test('a call aborted before it starts reaches no transport and counts as no attempt', async () => {
  const transport = scripted(good);
  const caller = callerOver(transport);
  const reason = new Error('early');
  await expect(caller.call(READ, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(transport.calls).toHaveLength(0);
  expect(caller.usage().attempts).toBe(0);
});

test('the late rejection of an abandoned attempt is silent', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  let fail: (error: Error) => void = () => undefined;
  const transport = scripted(() => new Promise<never>((_resolve, reject) => (fail = reject)));
  expect(await outcome(callerOver(transport, { maxRetries: 0, attemptTimeoutMs: 10 }).call(READ))).toMatchObject({
    error: { code: 'timeout' },
  });
  fail(new Error('too late'));
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  vi.useFakeTimers();
});

test("a successful call leaves no listener on the caller's signal", async () => {
  const { signal } = new AbortController();
  const caller = callerOver(scripted(failure('ECONNRESET'), good));
  await outcome(caller.call(READ, { signal }));
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a transport that throws instead of rejecting is an error like any other', async () => {
  const transport: Transport = {
    call: () => {
      throw failure('ECONNRESET');
    },
  };
  expect(await outcome(callerOver(transport, { maxRetries: 0 }).call(READ))).toMatchObject({ error: { code: 'network' } });
});

test('an error of our own class from a transport passes through as it is', async () => {
  const own = new VpnMonitorError('No client. Pass one.', { code: 'config', action: READ.action });
  expect(await outcome(callerOver(scripted(own)).call(READ))).toEqual({ error: own });
});

test('throttling halves the rate of that operation for the next second', async () => {
  const transport = scripted(throttled, good);
  const caller = callerOver(transport, { requestsPerSecond: 10, maxRetries: 0 });
  await expect(caller.call(READ)).rejects.toMatchObject({ code: 'throttled' });
  const calls = Array.from({ length: 10 }, () => caller.call(READ));
  await vi.advanceTimersByTimeAsync(0);
  expect(transport.calls).toHaveLength(5);
  await vi.runAllTimersAsync();
  await Promise.all(calls);
});

test('every attempt is counted, retries included', async () => {
  const caller = callerOver(scripted(failure('ECONNRESET'), failure('ECONNRESET'), good), { clock: { now: () => 5_000 } });
  await outcome(caller.call(READ));
  expect(caller.usage()).toMatchObject({ since: 5_000, attempts: 3, callsByOperation: { DescribeMetricList: 3 }, billableCalls: 3 });
});

const dated = (response: ApiResponse, headers: Readonly<Record<string, string>> = {}): ApiResponse => ({
  ...response,
  headers: { date: new Date(REAL).toUTCString(), ...headers },
});

test.each<[string, Step, number]>([
  ['an answer', dated(good), -3_600_000],
  ['a refusal that names its request', dated(throttled, { 'x-acs-request-id': 'R' }), -3_600_000],
  ['a refusal by something in between', dated({ status: 502, body: '<html>' }), 0],
  ['an answer without a Date', good, 0],
])('%s says what time it is', async (_what, step, correctionMs) => {
  const serviceClock = new ServiceClock({ now: () => REAL + 3_600_000 }, safeLogger());
  await outcome(callerOver(scripted(step), { serviceClock, maxRetries: 0 }).call(READ));
  expect(Math.abs(serviceClock.correctionMs - correctionMs)).toBeLessThanOrEqual(1_000);
});

test('an answer is dated by the attempt that was answered, by the time that it shows itself', async () => {
  const time = { offset: 3_600_000 };
  const serviceClock = new ServiceClock({ now: () => Date.now() + time.offset }, safeLogger());
  const began = Date.now();
  const slow = async (): Promise<ApiResponse> => {
    time.offset = -3_600_000;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return { ...good, headers: { date: new Date().toUTCString() } };
  };
  const pending = outcome(callerOver(scripted(failure('ECONNRESET'), slow), { serviceClock, random: () => 1 }).call(READ));
  const { value } = (await pending) as { readonly value: { readonly askedAt: number } };
  // A thousand milliseconds of back-off, and what the whole second of the header leaves open.
  const { askedAt } = value;
  expect(askedAt - began).toBeGreaterThan(-3_000);
  expect(askedAt - began).toBeLessThan(3_000);
});

test.each<[Partial<CallerOptions>, string]>([
  [{ attemptTimeoutMs: 0 }, 'attemptTimeoutMs 0'],
  [{ attemptTimeoutMs: Number.NaN }, 'attemptTimeoutMs NaN'],
  [{ totalTimeoutMs: -1 }, 'totalTimeoutMs -1'],
  [{ totalTimeoutMs: 2 ** 31 }, 'totalTimeoutMs 2147483648'],
  [{ maxRetries: 1.5 }, 'maxRetries 1.5'],
  [{ maxRetries: Number.NaN }, 'maxRetries NaN'],
  [{ requestsPerSecond: 0 }, 'requestsPerSecond 0'],
  [{ requestsPerSecond: '10' as never }, "requestsPerSecond '10'"],
  [{ maxRetries: '1' as never }, "maxRetries '1'"],
  [{ attemptTimeoutMs: '10' as never }, "attemptTimeoutMs '10'"],
  [{ requestsPerSecond: Number.POSITIVE_INFINITY }, 'requestsPerSecond Infinity'],
])('%o is refused by name', (options, named) => {
  expect(() => callerOver(scripted(good), options)).toThrow(RangeError);
  expect(() => callerOver(scripted(good), options)).toThrow(named);
});

test('a transport without call() is refused', () => {
  expect(() => createCaller({ transport: {} as Transport })).toThrow(new TypeError('transport must have call(request, options)'));
});

test('a call hears of each of its requests as it leaves, retries included', async () => {
  const transport = scripted(throttled, good);
  const caller = callerOver(transport);
  const heard: number[] = [];
  const one = caller.call(READ, { onRequest: () => heard.push(transport.calls.length) });
  await outcome(Promise.all([one, caller.call(READ)]));
  expect(transport.calls).toHaveLength(3);
  expect(heard).toHaveLength(2);
});
