import { getEventListeners } from 'node:events';
import { VpnMonitorError } from 'alicloud-vpn-monitor';
import { afterEach, expect, expectTypeOf, test, vi } from 'vitest';
import { WatchEmitter } from '../../src/watch/emitter.ts';
import type { ConnectionState } from '../../src/watch/model.ts';
import type { PollReport } from '../../src/watch/report.ts';
import type { Transition } from '../../src/watch/transitions.ts';

const connection: ConnectionState = { connectionId: 'vco-1', state: 'down', tunnels: ['vco-1'] };
const down = {
  type: 'tunnel:down',
  id: 'd1',
  at: 1,
  observedAt: 2,
  source: 'event',
  evidence: { source: 'event', at: 1 },
  resource: { connectionId: 'vco-1' },
  connection,
  from: 'up',
  to: 'down',
} as const satisfies Transition;
const report: PollReport = {
  role: 'active',
  asOf: 1,
  durationMs: 1,
  calls: {},
  connections: 0,
  tunnels: 0,
  appeared: [],
  vanished: [],
  points: 0,
  events: 0,
  transitions: 0,
  disagreements: [],
  failed: [],
};

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const settled = () => new Promise((resolve) => setImmediate(resolve));

// The runner's own handlers would count what is thrown uncaught as a failure of the test.
const runners = process.listeners('uncaughtException');
function catchUncaught(): unknown[] {
  const uncaught: unknown[] = [];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error: unknown) => uncaught.push(error));
  return uncaught;
}
afterEach(() => {
  process.removeAllListeners('uncaughtException');
  for (const runner of runners) process.on('uncaughtException', runner);
});

test('a transition comes under its own name and then as any, each in the order of registration', () => {
  const watch = new WatchEmitter();
  const called: string[] = [];
  watch.on('transition', () => called.push('any 1'));
  watch.on('tunnel:down', () => called.push('down 1'));
  watch.once('transition', () => called.push('any 2'));
  watch.on('tunnel:down', () => called.push('down 2'));
  watch.on('tunnel:up', () => called.push('up'));
  watch.emitTransition(down);
  expect(called).toEqual(['down 1', 'down 2', 'any 1', 'any 2']);
  watch.emitTransition(down);
  expect(called.slice(4)).toEqual(['down 1', 'down 2', 'any 1']);
});

test('listeners get the payload itself, of the type that its name says', () => {
  const watch = new WatchEmitter();
  const seen: unknown[] = [];
  watch.on('tunnel:down', (transition) => {
    expectTypeOf(transition.type).toEqualTypeOf<'tunnel:down'>();
    expectTypeOf(transition.to).toEqualTypeOf<'down'>();
    seen.push(transition);
  });
  watch.on('transition', (transition) => {
    expectTypeOf(transition).toEqualTypeOf<Transition>();
    seen.push(transition);
  });
  watch.once('poll', async (poll) => {
    expectTypeOf(poll).toEqualTypeOf<PollReport>();
    await Promise.resolve();
    seen.push(poll);
  });
  watch.emitTransition(down);
  watch.emit('poll', report);
  expect(seen).toEqual([down, down]);
  expect(seen[0]).toBe(down);
});

test('listeners are called without the emitter as `this`', () => {
  const watch = new WatchEmitter();
  const contexts: unknown[] = [];
  watch.on('poll', function (this: unknown) {
    contexts.push(this);
  });
  watch.emit('poll', report);
  expect(contexts).toEqual([undefined]);
});

test('unsubscribing ends that one registration, of a function that has two', () => {
  const watch = new WatchEmitter();
  const listener = vi.fn();
  const first = watch.on('poll', listener);
  watch.on('poll', listener);
  first();
  first();
  first[Symbol.dispose]();
  watch.emit('poll', report);
  expect(listener).toHaveBeenCalledTimes(1);
  {
    using _third = watch.on('poll', listener);
    watch.emit('poll', report);
    expect(listener).toHaveBeenCalledTimes(3);
  }
  watch.emit('poll', report);
  expect(listener).toHaveBeenCalledTimes(4);
});

test('who is unsubscribed by an earlier listener is not called any more; who is added then is not called yet', () => {
  const watch = new WatchEmitter();
  const [later, added] = [vi.fn(), vi.fn()];
  watch.once('poll', () => {
    unsubscribe();
    watch.on('poll', added);
  });
  const unsubscribe = watch.on('poll', later);
  watch.emit('poll', report);
  expect(later).not.toHaveBeenCalled();
  expect(added).not.toHaveBeenCalled();
  watch.emit('poll', report);
  expect(added).toHaveBeenCalledTimes(1);
});

test('once is once, also where an emit runs inside another', () => {
  const watch = new WatchEmitter();
  const listener = vi.fn();
  watch.once('poll', () => {
    watch.emit('poll', report);
  });
  watch.once('poll', listener);
  watch.emit('poll', report);
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a signal unsubscribes, and none is left with a listener', () => {
  const watch = new WatchEmitter();
  const controller = new AbortController();
  const { signal } = controller;
  const listener = vi.fn();

  watch.on('poll', listener, { signal })();
  expect(listeners(signal)).toBe(0);
  watch.once('poll', listener, { signal });
  expect(listeners(signal)).toBe(1);
  watch.emit('poll', report);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(listeners(signal)).toBe(0);

  watch.on('poll', listener, { signal });
  const unsubscribe = watch.on('poll', listener, { signal });
  controller.abort();
  watch.emit('poll', report);
  unsubscribe();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(listeners(signal)).toBe(0);

  watch.on('poll', listener, { signal });
  watch.once('poll', listener, { signal })();
  watch.emit('poll', report);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(listeners(signal)).toBe(0);
});

test('a second unsubscribe leaves the signal of the others alone', () => {
  const watch = new WatchEmitter();
  const { signal } = new AbortController();
  const first = watch.on('poll', () => undefined, { signal });
  first();
  watch.on('poll', () => undefined, { signal });
  first();
  watch.on('poll', () => undefined, { signal });
  expect(listeners(signal)).toBe(1);
});

test('a hundred listeners on one signal and one event warn of nothing', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  const watch = new WatchEmitter();
  const { signal } = new AbortController();
  const ends = Array.from({ length: 100 }, () => watch.on('transition', () => undefined, { signal }));
  expect(listeners(signal)).toBe(1);
  for (const end of ends) end();
  expect(listeners(signal)).toBe(0);
  await settled();
  expect(warn).not.toHaveBeenCalled();
});

test('a listener that fails stops nobody, and its failure goes to error as it is', async () => {
  const watch = new WatchEmitter();
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
  const [later, errors] = [vi.fn(), [] as unknown[]];
  watch.on('error', (error) => errors.push(error));
  watch.on('tunnel:down', () => {
    throw thrown;
  });
  watch.on('tunnel:down', async () => {
    await Promise.reject(rejected);
  });
  watch.on('tunnel:down', () => ({
    then: (_: unknown, reject: (reason: unknown) => void) => {
      reject('no promise of ours');
    },
  }));
  watch.on('tunnel:down', later);
  watch.on('transition', later);
  watch.emitTransition(down);
  expect(later).toHaveBeenCalledTimes(2);
  expect(errors).toEqual([thrown]);
  await settled();
  expect(errors).toHaveLength(3);
  expect(errors[0]).toBe(thrown);
  expect(errors).toContain(rejected);
  expect(errors).toContain('no promise of ours');
});

test('an error that nobody listens for is thrown uncaught, not to the caller', async () => {
  const uncaught = catchUncaught();
  const watch = new WatchEmitter();
  const [direct, failure] = [new Error('direct'), new Error('failure')];
  watch.on('poll', () => {
    throw failure;
  });
  watch.emit('error', direct);
  watch.emit('poll', report);
  await settled();
  expect(uncaught.map((error) => (error as Error).cause)).toEqual([direct, failure]);
  expect(String(uncaught[0])).toMatch(/^Error: direct\. .*watch\.on\('error'/);
});

test('a failure of an error listener is thrown uncaught and comes back to none of them', async () => {
  const uncaught = catchUncaught();
  const watch = new WatchEmitter();
  const [original, thrown, rejected] = [new Error('original'), new Error('thrown'), new Error('rejected')];
  const seen: unknown[] = [];
  watch.on('error', () => {
    throw thrown;
  });
  watch.on('error', async () => {
    await Promise.reject(rejected);
  });
  watch.on('error', (error) => seen.push(error));
  watch.emit('error', original);
  await settled();
  expect(seen).toEqual([original]);
  expect(uncaught).toEqual([thrown, rejected]);
});

test('what JavaScript callers get wrong is named beside what is right', () => {
  const watch = new WatchEmitter() as unknown as Record<'on' | 'once', (...given: unknown[]) => unknown>;
  const listener = () => undefined;
  for (const method of ['on', 'once'] as const) {
    expect(() => watch[method]('tunnel:dwon', listener)).toThrow(
      new TypeError(
        "event 'tunnel:dwon' is none of: tunnel:up, tunnel:down, tunnel:stale, bgp:up, bgp:down, health:ok, health:failed, " +
          'connection:up, connection:degraded, connection:down, connection:failover, certificate:expired, certificate:expiring, tunnel:diagnosis, alarm:raised, alarm:cleared, transition, role, poll, error; did you mean tunnel:down?',
      ),
    );
    expect(() => watch[method]('toString', listener)).toThrow(TypeError);
    expect(() => watch[method](Symbol('poll'), listener)).toThrow('event Symbol(poll) is none of');
    expect(() => watch[method]('poll')).toThrow(new TypeError("the listener for 'poll' must be a function, not undefined"));
    expect(() => watch[method]('poll', { handleEvent: listener, password: 'hunter2' })).toThrow(
      new TypeError("the listener for 'poll' must be a function, not [Object]"),
    );
    expect(() => watch[method]('poll', listener, { signal: new AbortController() })).toThrow(
      new TypeError('signal AbortController {} must be an AbortSignal, such as AbortSignal.timeout(5000) or controller.signal'),
    );
    expect(() => watch[method]('poll', listener, { signal: null })).toThrow('signal null must be an AbortSignal');
    expect(() => watch[method]('poll', listener, new AbortController().signal)).toThrow(
      new TypeError('the options are { signal }, not the signal itself'),
    );
    expect(() => watch[method]('poll', listener, null)).not.toThrow();
  }
});

test('off ends every subscription of a listener for one event, and no other', () => {
  const watch = new WatchEmitter();
  const calls: string[] = [];
  const [one, other] = [() => calls.push('one'), () => calls.push('other')];
  watch.on('poll', one);
  watch.once('poll', one);
  watch.on('error', one);
  watch.on('poll', other);
  watch.off('poll', one);
  watch.off('poll', () => undefined);
  watch.off('transition', one);
  watch.emit('poll', report);
  watch.emit('error', new Error('x'));
  expect(calls).toEqual(['other', 'one']);
  expect(() => {
    watch.off('pol' as 'poll', one);
  }).toThrow("event 'pol' is none of");
  expect(() => {
    watch.off('poll', undefined as never);
  }).toThrow("the listener for 'poll' must be a function");
});

test.each([
  [new VpnMonitorError('vpn-1 does not exist', { code: 'not-found' }), /^vpn-1 does not exist\. It is thrown here because nobody listens/],
  [new VpnMonitorError('Check the id.', { code: 'not-found' }), /^Check the id\. It is thrown here/],
  [new Error('my bug'), /^my bug\. It is thrown here/],
  [new TypeError('of mine'), /^TypeError: of mine\. It is thrown here/],
  ['a text', /^'a text'\. It is thrown here/],
])('what an error that nobody listens for says reads as sentences: %s', async (error, message) => {
  const uncaught = catchUncaught();
  new WatchEmitter().emit('error', error);
  await settled();
  expect(uncaught).toEqual([expect.objectContaining({ message: expect.stringMatching(message) as unknown, cause: error })]);
});
