import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckedCredentialProvider, CredentialProvider, Credentials } from '../../src/transport/credentials.ts';
import { credentialProvider } from '../../src/transport/credentials.ts';
import { withResolvers } from './with-resolvers.ts';

const old: Credentials = { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token-1' };
const fresh: Credentials = { ...old, securityToken: 'token-2' };
const asked = vi.fn<CredentialProvider['getCredential']>();
let nowMs: number;
const provided = (): CheckedCredentialProvider => credentialProvider({ getCredential: asked }, { now: () => nowMs });

/** A provider whose credentials known now are `old`. */
async function knowing(): Promise<CheckedCredentialProvider> {
  const provider = provided();
  asked.mockResolvedValueOnce(old);
  await provider.getCredential();
  asked.mockClear();
  return provider;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockReset();
  nowMs = 1_000;
});
afterEach(() => {
  vi.useRealTimers();
});

test('a pair has no other', async () => {
  await expect(credentialProvider(old).renewed(old)).resolves.toBeUndefined();
});

test.each<[string, Credentials]>([
  ['id', { ...old, accessKeyId: 'id-2' }],
  ['secret', { ...old, accessKeySecret: 'secret-2' }],
  ['token', fresh],
  ['absent token', { accessKeyId: 'id', accessKeySecret: 'secret' }],
])('refused credentials are renewed where the %s is another', async (_field, next) => {
  const provider = await knowing();
  asked.mockResolvedValue(next);
  await expect(provider.renewed(old)).resolves.toEqual(next);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('what another call has renewed is given at once', async () => {
  const provider = await knowing();
  asked.mockResolvedValue(fresh);
  await provider.renewed(old);
  // However late: a call may have waited in between.
  nowMs += 60_000;
  await expect(provider.renewed(old)).resolves.toEqual(fresh);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('all calls that are refused share one question', async () => {
  const provider = await knowing();
  const answer = withResolvers<Credentials>();
  asked.mockReturnValue(answer.promise);
  const waiting = Array.from({ length: 40 }, () => provider.renewed(old));
  await vi.advanceTimersByTimeAsync(1_000);
  waiting.push(provider.renewed(old));
  answer.resolve(fresh);
  await expect(Promise.all(waiting)).resolves.toEqual(waiting.map(() => fresh));
  expect(asked).toHaveBeenCalledTimes(1);
});

test('a call that begins meanwhile waits for the new credentials instead of being refused with the old', async () => {
  const provider = await knowing();
  const answer = withResolvers<Credentials>();
  asked.mockReturnValue(answer.promise);
  const renewed = provider.renewed(old);
  const begun = provider.getCredential();
  answer.resolve(fresh);
  await expect(Promise.all([renewed, begun])).resolves.toEqual([fresh, fresh]);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('a question that was asked before the refusal is waited for, and is enough where it brings others', async () => {
  const provider = await knowing();
  const answer = withResolvers<Credentials>();
  asked.mockReturnValueOnce(answer.promise);
  const begun = provider.getCredential();
  const renewed = provider.renewed(old);
  answer.resolve(fresh);
  await expect(Promise.all([begun, renewed])).resolves.toEqual([fresh, fresh]);
  expect(asked).toHaveBeenCalledTimes(1);
});

test.each<[string, (answer: { resolve: (value: Credentials) => void; reject: (error: Error) => void }) => void]>([
  [
    'brings the refused ones',
    ({ resolve }) => {
      resolve(old);
    },
  ],
  [
    'fails',
    ({ reject }) => {
      reject(new Error('once'));
    },
  ],
])('where a question asked before the refusal %s, it is asked once more, never twice at a time', async (_what, settle) => {
  const provider = await knowing();
  const answer = withResolvers<Credentials>();
  asked.mockReturnValueOnce(answer.promise).mockResolvedValue(fresh);
  const begun = Promise.allSettled([provider.getCredential()]);
  const renewed = provider.renewed(old);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toHaveBeenCalledTimes(1);
  settle(answer);
  await expect(renewed).resolves.toEqual(fresh);
  await begun;
  expect(asked).toHaveBeenCalledTimes(2);
});

test('a storm of refusals asks once in five seconds where the key stays the same', async () => {
  const provider = await knowing();
  asked.mockImplementation(() => Promise.resolve(old));
  for (let round = 0; round < 50; round += 1) {
    await expect(provider.renewed(old)).resolves.toBeUndefined();
    nowMs += 99;
  }
  expect(asked).toHaveBeenCalledTimes(1);
  nowMs += 50;
  asked.mockResolvedValue(fresh);
  await expect(provider.renewed(old)).resolves.toEqual(fresh);
  expect(asked).toHaveBeenCalledTimes(2);
});

test('that one key stays the same holds no other back', async () => {
  const provider = await knowing();
  asked.mockResolvedValueOnce(old);
  await expect(provider.renewed(old)).resolves.toBeUndefined();
  asked.mockResolvedValueOnce(fresh).mockResolvedValueOnce({ ...old, securityToken: 'token-3' });
  await provider.getCredential();
  await expect(provider.renewed(fresh)).resolves.toMatchObject({ securityToken: 'token-3' });
});

test('a renewal that fails rejects all who wait as a failure that may pass, and is tried again a second later', async () => {
  const provider = await knowing();
  asked.mockRejectedValueOnce(Object.assign(new Error('hunter2'), { code: 'ETIMEDOUT' })).mockResolvedValue(fresh);
  const failed = {
    status: 'rejected',
    reason: { code: 'auth', retryable: true, message: expect.stringMatching(/\(ETIMEDOUT\)/) as string },
  };
  await expect(Promise.allSettled([provider.renewed(old), provider.renewed(old)])).resolves.toMatchObject([failed, failed]);
  nowMs += 999;
  await expect(Promise.allSettled([provider.renewed(old)])).resolves.toMatchObject([failed]);
  expect(asked).toHaveBeenCalledTimes(1);
  nowMs += 1;
  await expect(provider.renewed(old)).resolves.toEqual(fresh);
});

test('a renewal has the deadline of every question, and an abort ends the wait of its own caller', async () => {
  const provider = await knowing();
  asked.mockReturnValueOnce(new Promise(() => undefined));
  const controller = new AbortController();
  const aborted = expect(provider.renewed(old, controller.signal)).rejects.toThrow('gone');
  const waiting = expect(provider.renewed(old)).rejects.toMatchObject({ code: 'timeout', retryable: true });
  controller.abort(new Error('gone'));
  await aborted;
  await vi.advanceTimersByTimeAsync(10_000);
  await waiting;
  await expect(provider.renewed(old, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  expect(vi.getTimerCount()).toBe(0);
});

test('a checked provider that is checked again is itself, so that what it renews is asked anew and not read from a cache', () => {
  const provider = provided();
  expect(credentialProvider(provider)).toBe(provider);
  const fixed = credentialProvider(old);
  expect(credentialProvider(fixed)).toBe(fixed);
});
