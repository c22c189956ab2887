import { createEventReceiver } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { HOOK, pushOf, ruleText, settled } from './support.ts';

const onEvent = (): undefined => undefined;
const create = (options: object) => createEventReceiver({ onEvent, ...options });
const refusal = (options: object): string => {
  try {
    create(options);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'accepted';
};

test.each([
  ['none', {}],
  ['an environment variable that is not set', { secret: undefined }],
  ['an empty text', { secret: '' }],
  ['blanks, which no header carries', { secret: '  ' }],
  ['no list entry', { secret: [] }],
  ['an empty list entry', { secret: ['a', ''] }],
  ['an unset list entry', { secret: ['a', undefined] }],
  ['true', { secret: true }],
  ['null', { secret: null }],
  ['a number', { secret: 7 }],
  ['an object', { secret: { value: 'a' } }],
])('a secret that is %s is a TypeError that says what to do', (_what, options) => {
  expect(refusal(options)).toMatch(/secret.*secret: false/s);
});

test('an option that does not exist is a TypeError that names the nearest one', () => {
  expect(refusal({ secert: 'x' })).toMatch(/secert.*did you mean secret/);
  expect(refusal({ secret: 'x', alow: ['127.0.0.1'] })).toMatch(/alow.*did you mean allow/);
  expect(refusal({ secret: 'x', onevent: onEvent })).toMatch(/did you mean onEvent/);
  expect(refusal({ secret: 'x', dedupeMs: 1 })).toMatch(/dedupeMs/);
  expect(refusal({ secret: 'x', maxBytes: undefined, allow: undefined, onEventTimeoutMs: undefined })).toBe('accepted');
});

test.each([0, -1, NaN, Infinity, 2 ** 31, '4000'])('onEventTimeoutMs %j is a RangeError', (onEventTimeoutMs) => {
  expect(() => create({ secret: false, onEventTimeoutMs })).toThrow(RangeError);
});

test('secret: false is open, and only that', async () => {
  expect((await create({ secret: false }).fetch(pushOf(ruleText()))).status).toBe(200);
});

test('a list of secrets, for the time of a change', async () => {
  const receiver = create({ secret: ['old one', 'new one'] });
  const status = async (secret: string) => (await receiver.fetch(pushOf(ruleText(), { 'x-vpn-monitor-secret': secret }))).status;
  expect([await status('old one'), await status('new one'), await status('old'), await status('')]).toEqual([200, 200, 401, 401]);
});

test('a function is asked for each secret that is given, and never for none', async () => {
  const asked: string[] = [];
  const secret = async (given: string): Promise<boolean> => {
    asked.push(given);
    return Promise.resolve(given === 'right');
  };
  const receiver = create({ secret });
  const status = async (query: string) => (await receiver.fetch(pushOf(ruleText(), {}, `${HOOK}${query}`))).status;
  expect([await status(''), await status('?secret='), await status('?secret=wrong'), await status('?secret=wrong&secret=right')]).toEqual([
    401, 401, 401, 200,
  ]);
  expect(asked).toEqual(['wrong', 'wrong', 'right']);
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('S3CRET');
    },
  ],
  ['rejects', () => Promise.reject(new Error('S3CRET'))],
  ['never settles', () => new Promise(() => undefined)],
])('a function that %s refuses, and the sender tries again', async (_what, secret) => {
  const taken = vi.fn();
  const error = vi.fn();
  const receiver = createEventReceiver({ onEvent: taken, secret: secret as () => boolean, onEventTimeoutMs: 60, logger: { error } });
  const answer = await settled(receiver.fetch(pushOf(ruleText(), { 'x-vpn-monitor-secret': 'any' })));
  expect(answer).toMatchObject({ status: 503 });
  expect(taken).not.toHaveBeenCalled();
  expect(error).toHaveBeenCalledTimes(1);
});

test.each(['yes', 1, {}, undefined, null])('a function that answers %j has not said true', async (said) => {
  const receiver = create({ secret: () => said });
  expect((await receiver.fetch(pushOf(ruleText(), { 'x-vpn-monitor-secret': 'any' }))).status).toBe(401);
});

test.each(['47.74.206.0/33', 'example.com', '1.2.3.4/', '', 7, null, '10.0.0.0/8/9'])(
  'an entry of allow that is %j is a TypeError',
  (entry) => {
    expect(refusal({ secret: false, allow: [entry] })).toMatch(/allow/);
  },
);
