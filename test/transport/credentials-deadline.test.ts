import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckedCredentialProvider, CredentialProvider, Credentials } from '../../src/transport/credentials.ts';
import { credentialProvider } from '../../src/transport/credentials.ts';
import { withResolvers } from './with-resolvers.ts';

const pair: Credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const never = (): Promise<Credentials> => new Promise(() => undefined);
const asked = vi.fn<CredentialProvider['getCredential']>();
const provided = (timeoutMs?: number): CheckedCredentialProvider => credentialProvider({ getCredential: asked }, { timeoutMs });

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a provider that does not answer is an error for all who wait, and the next call asks it anew', async () => {
  asked
    .mockResolvedValueOnce(pair)
    .mockImplementationOnce(never)
    .mockResolvedValue({ ...pair, accessKeyId: 'id-3' });
  const provider = provided();
  await expect(provider.getCredential()).resolves.toEqual(pair);
  const waiting = Promise.allSettled([provider.getCredential(), provider.getCredential()]);
  await vi.advanceTimersByTimeAsync(9_999);
  const later = Promise.allSettled([provider.getCredential()]);
  await vi.advanceTimersByTimeAsync(1);
  const words =
    'credentials.getCredential() did not answer within 10000 ms. It is asked again by the next call: find out what it waits for.';
  for (const outcome of [...(await waiting), ...(await later)]) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { name: 'VpnMonitorError', code: 'timeout', retryable: true, message: words },
    });
  }
  await expect(provider.getCredential()).resolves.toMatchObject({ accessKeyId: 'id-3' });
  expect(asked).toHaveBeenCalledTimes(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('an answer or a failure that comes after the deadline changes nothing', async () => {
  const late = withResolvers<Credentials>();
  asked.mockReturnValueOnce(late.promise).mockImplementationOnce(never).mockResolvedValue(pair);
  const provider = provided(1_000);
  const first = expect(provider.getCredential()).rejects.toMatchObject({ code: 'timeout' });
  await vi.advanceTimersByTimeAsync(1_000);
  await first;
  const second = expect(provider.getCredential()).rejects.toMatchObject({ code: 'timeout' });
  late.reject(new Error('too late'));
  await vi.advanceTimersByTimeAsync(500);
  // Shares the second question: that the first is over has not ended it.
  const third = expect(provider.getCredential()).rejects.toMatchObject({ code: 'timeout' });
  await vi.advanceTimersByTimeAsync(500);
  await Promise.all([second, third]);
  expect(asked).toHaveBeenCalledTimes(2);
});

test('a slow provider is asked once for all who come while it answers', async () => {
  const slow = withResolvers<Credentials>();
  asked.mockReturnValue(slow.promise);
  const provider = provided();
  const waiting = Array.from({ length: 50 }, () => provider.getCredential());
  await vi.advanceTimersByTimeAsync(4_000);
  waiting.push(provider.getCredential());
  slow.resolve(pair);
  await expect(Promise.all(waiting)).resolves.toHaveLength(51);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('an abort ends the wait of its own caller at once, with the reason, and leaves the question to the others', async () => {
  const slow = withResolvers<Credentials>();
  asked.mockReturnValue(slow.promise);
  const provider = provided();
  const controller = new AbortController();
  const reason = new Error('gone');
  const aborted = expect(provider.getCredential(controller.signal)).rejects.toBe(reason);
  const other = provider.getCredential(new AbortController().signal);
  controller.abort(reason);
  await aborted;
  slow.resolve(pair);
  await expect(other).resolves.toEqual(pair);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('a call that is aborted already asks nothing', async () => {
  const reason = new Error('before');
  await expect(provided().getCredential(AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(asked).not.toHaveBeenCalled();
});

test('a question that everybody left is over in time too, and no rejection is left behind', async () => {
  asked.mockImplementationOnce(never).mockResolvedValue(pair);
  const provider = provided();
  const controller = new AbortController();
  const left = expect(provider.getCredential(controller.signal)).rejects.toThrow('gone');
  controller.abort(new Error('gone'));
  await left;
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(provider.getCredential()).resolves.toEqual(pair);
});

test('the deadline comes before that of the attempt, so that the words are about the provider', async () => {
  asked.mockImplementation(never);
  const failed = expect(credentialProvider({ getCredential: asked }, { attemptTimeoutMs: 500 }).getCredential()).rejects.toThrow(
    'did not answer within 400 ms',
  );
  await vi.advanceTimersByTimeAsync(400);
  await failed;
});

test('no deadline keeps the process alive', async () => {
  vi.useRealTimers();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  asked.mockImplementation(never);
  const controller = new AbortController();
  const pending = expect(provided(60_000).getCredential(controller.signal)).rejects.toThrow('enough');
  const timer = timers.mock.results.map(({ value }) => value as NodeJS.Timeout).at(-1);
  expect(timer?.hasRef()).toBe(false);
  controller.abort(new Error('enough'));
  await pending;
  clearTimeout(timer);
  timers.mockRestore();
});
