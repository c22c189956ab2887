// Loaded before time stands still: what a first call loads takes real time.
import '../../src/transport/call-runner.ts';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pause } from '../../src/internal/abort.ts';
import type { CallerOptions, ServiceCaller } from '../../src/transport/caller.ts';
import { createCaller } from '../../src/transport/caller.ts';
import { AccountLimits } from '../../src/transport/limits/index.ts';
import type { ApiCallOptions, ApiRequest, ApiResponse, Transport } from '../../src/transport/port.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const READ: ApiRequest = { product: 'cms', action: 'DescribeMetricList', params: {} };
const WRITE: ApiRequest = { product: 'cms', action: 'PutResourceMetricRule', params: {} };
const good: ApiResponse = { status: 200, body: { Code: '200', RequestId: 'R' } };
const throttled: ApiResponse = { status: 400, body: { Code: 'Throttling.User', Message: 'flow control' } };

/** A transport that takes its turns as it likes; `left` says when its requests left. */
function turning(
  call: (options: ApiCallOptions, leave: () => Promise<void>) => Promise<ApiResponse>,
): Transport & { readonly left: number[] } {
  const left: number[] = [];
  return {
    takesTurns: true,
    left,
    call: (_request, options) =>
      call(options, async () => {
        await options.turn!();
        left.push(performance.now());
      }),
  };
}
const callerOver = (transport: Transport, options: Partial<CallerOptions> = {}): ServiceCaller =>
  createCaller({ transport, random: () => 0.5, ...options });
const busiestSecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
const settled = (pending: Promise<unknown>) =>
  pending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

test('requests count as they leave, however long the credentials take', async () => {
  const transport = turning(async (_options, leave) => {
    await pause(4_000);
    await leave();
    return good;
  });
  const caller = callerOver(transport);
  const calls = Promise.all(Array.from({ length: 200 }, () => caller.call(READ)));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(caller.usage().attempts).toBe(0);
  await vi.runAllTimersAsync();
  await calls;
  expect(transport.left).toHaveLength(200);
  expect(busiestSecond(transport.left)).toBe(40);
  expect(caller.usage()).toMatchObject({ attempts: 200, billableCalls: 200 });
});

test('a second request within one attempt takes a turn of its own and counts as well', async () => {
  const transport = turning(async (_options, leave) => {
    await leave();
    await leave();
    return good;
  });
  const caller = callerOver(transport, { requestsPerSecond: 3 });
  const calls = Promise.all([caller.call(READ), caller.call(READ)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(caller.usage().attempts).toBe(3);
  await vi.runAllTimersAsync();
  await calls;
  expect(caller.usage()).toMatchObject({ attempts: 4, callsByOperation: { DescribeMetricList: 4 } });
});

test('callers with the same limits hold them together, each its own', async () => {
  const left: number[] = [];
  const plain = (): Transport => ({
    call: () => {
      left.push(performance.now());
      return Promise.resolve(good);
    },
  });
  const limits = new AccountLimits();
  const callers = [callerOver(plain(), { limits, requestsPerSecond: 40 }), callerOver(plain(), { limits, requestsPerSecond: 10 })];
  const calls = Promise.all(Array.from({ length: 60 }, (_, index) => callers[index % 2]!.call(READ)));
  await vi.runAllTimersAsync();
  await calls;
  expect(busiestSecond(left)).toBeLessThanOrEqual(40);
  expect(callers.map((caller) => caller.usage().attempts)).toEqual([30, 30]);
});

test('waiting for the first turn burns neither the time of the attempt nor that of the call', async () => {
  const transport = turning(async (_options, leave) => {
    await leave();
    await pause(400);
    return good;
  });
  const caller = callerOver(transport, { requestsPerSecond: 1, attemptTimeoutMs: 500, totalTimeoutMs: 500 });
  const calls = settled(Promise.all(Array.from({ length: 5 }, () => caller.call(READ))));
  await vi.runAllTimersAsync();
  expect(await calls).toMatchObject({ value: { length: 5 } });
});

test('what comes before and after the turn counts as one attempt', async () => {
  const transport = turning(async ({ signal }, leave) => {
    await pause(300, signal);
    await leave();
    await pause(300, signal);
    return good;
  });
  const calls = settled(callerOver(transport, { attemptTimeoutMs: 500, maxRetries: 0 }).call(READ));
  await vi.runAllTimersAsync();
  expect(await calls).toMatchObject({
    error: { code: 'timeout', message: expect.stringContaining('within 500 ms (attemptTimeoutMs)') as string },
  });
});

test.each([true, false])(
  'no throttled call takes longer than its total time after its first request left (takes turns: %s)',
  async (takesTurns) => {
    const limits = new AccountLimits();
    const calls = Array.from({ length: 200 }, async () => {
      let firstAt: number | undefined;
      const transport: Transport = {
        takesTurns,
        async call(_request, { turn, signal }) {
          await turn?.();
          firstAt ??= performance.now();
          await pause(20, signal);
          return throttled;
        },
      };
      const outcome = await settled(callerOver(transport, { limits, totalTimeoutMs: 2_000, maxRetries: 50 }).call(READ));
      return { outcome, tookMs: performance.now() - firstAt! };
    });
    await vi.runAllTimersAsync();
    for (const { outcome, tookMs } of await Promise.all(calls)) {
      // What it was refused for, not that time ran out.
      expect(outcome).toMatchObject({ error: { code: 'throttled' } });
      expect(tookMs).toBeLessThanOrEqual(2_001);
    }
  },
);

test('an abort while a transport waits for its turn gives up the place and leaves nothing behind', async () => {
  const transport = turning(async (_options, leave) => {
    await leave();
    return good;
  });
  const caller = callerOver(transport, { requestsPerSecond: 0.1 });
  await caller.call(READ);
  const controller = new AbortController();
  const aborted = settled(caller.call(READ, { signal: controller.signal }));
  const behind = settled(caller.call(READ));
  await vi.advanceTimersByTimeAsync(5_000);
  controller.abort('enough');
  expect(await aborted).toEqual({ error: 'enough' });
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(5_001);
  expect(await behind).toMatchObject({ value: { requestId: 'R' } });
  expect(caller.usage().attempts).toBe(2);
});

test('a turn that comes after the attempt is over is refused', async () => {
  let late: Promise<void> | undefined;
  const transport = turning(async ({ signal, turn }) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
    late = turn!();
    late.catch(() => undefined);
    throw new Error('aborted');
  });
  const caller = callerOver(transport, { attemptTimeoutMs: 100, maxRetries: 0 });
  const call = settled(caller.call(READ));
  await vi.runAllTimersAsync();
  expect(await call).toMatchObject({ error: { code: 'timeout' } });
  await expect(late).rejects.toMatchObject({ code: 'timeout' });
  expect(caller.usage().attempts).toBe(0);
});

/** A service that refuses what is signed minutes off its own time. */
function strict(
  time: () => number,
  headers: (date: string) => Readonly<Record<string, string>> = (date) => ({ date, 'x-acs-request-id': 'R' }),
): Transport & { readonly signedAt: number[] } {
  const signedAt: number[] = [];
  return {
    signedAt,
    call(_request, { now }) {
      const at = now!();
      signedAt.push(at - time());
      const isRefused = Math.abs(at - time()) > 900_000;
      return Promise.resolve({
        ...(isRefused ? { status: 400, body: { Code: 'InvalidTimeStamp.Expired', Message: 'too old' } } : good),
        headers: headers(new Date(time()).toUTCString()),
      });
    },
  };
}
const HOUR = 3_600_000;

test.each([
  [READ, 2 * HOUR],
  [READ, -2 * HOUR],
  [WRITE, 2 * HOUR],
])('%o on a machine that is off by %d ms is signed again at once, with the time of the service', async (request, off) => {
  const transport = strict(() => Date.now() - off);
  const caller = callerOver(transport, { maxRetries: 0 });
  const began = performance.now();
  await expect(caller.call(request)).resolves.toMatchObject({ requestId: 'R' });
  await expect(caller.call(request)).resolves.toMatchObject({ requestId: 'R' });
  expect(performance.now()).toBe(began);
  expect(transport.signedAt).toHaveLength(3);
  for (const difference of transport.signedAt.slice(1)) expect(Math.abs(difference)).toBeLessThanOrEqual(2_000);
});

test('the clock of the data says nothing of the time to sign with', async () => {
  const transport = strict(() => Date.now());
  await callerOver(transport, { clock: { now: () => 0 } }).call(READ);
  expect(transport.signedAt).toEqual([0]);
});

test('a refusal of the time that says no other is retried like any other, and ends', async () => {
  const transport = strict(
    () => Date.now() - 2 * HOUR,
    () => ({}),
  );
  const call = settled(callerOver(transport, { maxRetries: 2 }).call(READ));
  await vi.runAllTimersAsync();
  expect(await call).toMatchObject({ error: { code: 'auth', vendorCode: 'InvalidTimeStamp.Expired' } });
  expect(transport.signedAt).toHaveLength(3);
});

test('a refusal of the time that names its request in the body alone tells the time as well', async () => {
  const transport = strict(
    () => Date.now() - 2 * HOUR,
    (date) => ({ date }),
  );
  const named: Transport = {
    call: async (request, options) => {
      const response = await transport.call(request, options);
      return { ...response, body: JSON.stringify({ ...(response.body as object), RequestId: 'R' }) };
    },
  };
  await expect(callerOver(named, { maxRetries: 0 }).call(READ)).resolves.toMatchObject({ requestId: 'R' });
});

test('a turn that was missed counts no more, and what takes its place counts once', async () => {
  const transport: Transport = {
    takesTurns: true,
    call: async (_request, options) => {
      await options.turn!();
      await pause(100);
      await options.turn!(true);
      return good;
    },
  };
  const caller = callerOver(transport, { requestsPerSecond: 1 });
  const began = performance.now();
  const call = caller.call(READ);
  await vi.runAllTimersAsync();
  await call;
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(caller.usage().attempts).toBe(1);
});
