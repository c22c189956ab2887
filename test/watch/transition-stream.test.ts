import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import { WatchEmitter } from '../../src/watch/emitter.ts';
import { TransitionStream, type TransitionStreamOptions } from '../../src/watch/transition-stream.ts';
import type { Transition } from '../../src/watch/transitions.ts';

const transition = (number: number): Transition => ({
  type: 'certificate:expired',
  id: String(number),
  at: number,
  observedAt: number,
  source: 'topology',
  evidence: { source: 'topology', at: number },
  resource: { certificateId: 'vsc-1' },
  from: 'valid',
  to: 'expired',
});
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const done = { done: true, value: undefined };

/** A stream, and both ends of its source. */
function streamed(options: TransitionStreamOptions = {}) {
  const undo = vi.fn();
  let push: (given: Transition) => void = () => undefined;
  let endSource = (): void => undefined;
  const subscribe = vi.fn((given: typeof push, end: () => void) => {
    push = given;
    endSource = end;
    return undo;
  });
  const stream = new TransitionStream({ ...options, subscribe });
  return {
    stream,
    subscribe,
    undo,
    endSource,
    push: (...given: number[]) => {
      given.map(transition).forEach(push);
    },
  };
}

async function idsOf(stream: AsyncIterable<Transition>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of stream) ids.push(id);
  return ids;
}

test('transitions come in order, those included that were there before the first next()', async () => {
  const { stream, push, subscribe, undo } = streamed();
  push(1, 2);
  expect(subscribe).toHaveBeenCalledTimes(1);
  expect((await stream.next()).value?.id).toBe('1');
  push(3);
  expect((await stream.next()).value?.id).toBe('2');
  expect((await stream.next()).value?.id).toBe('3');
  const parked = stream.next();
  push(4, 5);
  expect((await parked).value?.id).toBe('4');
  stream.end();
  expect(await idsOf(stream)).toEqual(['5']);
  expect(await stream.next()).toEqual(done);
  expect(undo).toHaveBeenCalledTimes(1);
});

test('several next() at once are served in order, and done at the end', async () => {
  const { stream, push } = streamed();
  const parked = numbers(4).map(() => stream.next());
  push(0, 1);
  stream.end();
  stream.end();
  push(2);
  expect((await Promise.all(parked)).map(({ value }) => value?.id)).toEqual(['0', '1', undefined, undefined]);
  expect((await Promise.all(parked)).map(({ done: isDone }) => isDone)).toEqual([false, false, true, true]);
});

test('leaving the loop detaches from the source and the signal, as disposing does', async () => {
  const { signal } = new AbortController();
  const first = streamed({ signal });
  first.push(1, 2);
  for await (const { id } of first.stream) {
    expect(id).toBe('1');
    expect(listeners(signal)).toBe(1);
    break;
  }
  expect(first.undo).toHaveBeenCalledTimes(1);
  expect(await first.stream.next()).toEqual(done);
  const second = streamed({ signal });
  {
    await using stream = second.stream;
    second.push(1);
    expect((await stream.next()).value?.id).toBe('1');
  }
  expect(second.undo).toHaveBeenCalledTimes(1);
  expect(listeners(signal)).toBe(0);
});

test('return() ends next() calls that wait', async () => {
  const { stream, undo, push } = streamed();
  const parked = [stream.next(), stream.next()];
  expect(await stream.return()).toEqual(done);
  expect(await Promise.all(parked)).toEqual([done, done]);
  push(1);
  expect(await stream.next()).toEqual(done);
  expect(await stream.return()).toEqual(done);
  expect(undo).toHaveBeenCalledTimes(1);
});

test('a reader that falls behind gets what waits, then an error that says what is missing', async () => {
  const { signal } = new AbortController();
  const { stream, push, undo } = streamed({ limit: 3, signal });
  push(0, 1, 2);
  expect(undo).not.toHaveBeenCalled();
  push(Date.UTC(2026, 0, 31));
  expect(undo).toHaveBeenCalledTimes(1);
  expect(listeners(signal)).toBe(0);
  push(4);
  const ids: string[] = [];
  await expect(async () => {
    for await (const { id } of stream) ids.push(id);
  }).rejects.toThrow(
    new RangeError(
      'the reader fell more than 3 transitions behind (limit), and misses those from 2026-01-31T00:00:00.000Z on: ' +
        'take work out of the loop, raise limit, or read snapshot() and begin again',
    ),
  );
  expect(ids).toEqual(['0', '1', '2']);
  expect(await stream.next()).toEqual(done);
});

test('a reader that keeps pace goes on beyond the limit', async () => {
  const { stream, push } = streamed({ limit: 3 });
  push(0);
  for (const number of numbers(20)) {
    push(number + 1);
    expect((await stream.next()).value?.id).toBe(String(number));
  }
});

test('10,000 wait by default, and not one more', async () => {
  const { stream, push, undo } = streamed();
  push(...numbers(10_000));
  expect(undo).not.toHaveBeenCalled();
  push(10_000);
  expect(undo).toHaveBeenCalledTimes(1);
  for (const number of numbers(10_000)) expect((await stream.next()).value?.at).toBe(number);
  await expect(stream.next()).rejects.toThrow(RangeError);
});

test('reading a long backlog takes time in proportion to it', async () => {
  const count = 200_000;
  const { stream, push } = streamed({ limit: count + 1 });
  for (const number of numbers(count)) push(number);
  const began = performance.now();
  for (const _ of numbers(count)) await stream.next();
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('a signal drops what waits, and its reason goes to the reader once', async () => {
  const controller = new AbortController();
  const { stream, push, undo } = streamed({ signal: controller.signal });
  push(1, 2);
  await stream.next();
  controller.abort('enough');
  expect(undo).toHaveBeenCalledTimes(1);
  push(3);
  await expect(stream.next()).rejects.toBe('enough');
  expect(await stream.next()).toEqual(done);
  expect(listeners(controller.signal)).toBe(0);
});

test('a signal rejects the first next() that waits; the others are done', async () => {
  const controller = new AbortController();
  const { stream } = streamed({ signal: controller.signal });
  const parked = [stream.next(), stream.next(), stream.next()];
  controller.abort('enough');
  await expect(parked[0]).rejects.toBe('enough');
  expect(await Promise.all(parked.slice(1))).toEqual([done, done]);
  expect(await stream.next()).toEqual(done);
});

test('a signal that aborts in the loop ends it there', async () => {
  const controller = new AbortController();
  const { stream, push } = streamed({ signal: controller.signal });
  push(1, 2, 3);
  const ids: string[] = [];
  await expect(async () => {
    for await (const { id } of stream) {
      ids.push(id);
      controller.abort('enough');
    }
  }).rejects.toBe('enough');
  expect(ids).toEqual(['1']);
});

test('a signal counts until what waits is read, though the source has ended, and not after', async () => {
  const first = new AbortController();
  const ended = streamed({ signal: first.signal });
  ended.push(1);
  ended.stream.end();
  expect(listeners(first.signal)).toBe(0);
  first.abort('enough');
  await expect(ended.stream.next()).rejects.toBe('enough');

  const second = new AbortController();
  const read = streamed({ signal: second.signal });
  read.stream.end();
  expect(await read.stream.next()).toEqual(done);
  second.abort('too late');
  expect(await read.stream.next()).toEqual(done);

  const third = new AbortController();
  const left = streamed({ signal: third.signal });
  await left.stream.return();
  third.abort('too late');
  expect(await left.stream.next()).toEqual(done);
});

test('a listener on the signal that runs before the stream’s own reads nothing more', async () => {
  const controller = new AbortController();
  let early: Promise<unknown> | undefined;
  controller.signal.addEventListener('abort', () => {
    early = stream.next();
  });
  const { stream, push } = streamed({ signal: controller.signal });
  push(1);
  controller.abort('enough');
  await expect(early).rejects.toBe('enough');
  expect(await stream.next()).toEqual(done);
});

test('a signal that has aborted already subscribes nothing and rejects the first next()', async () => {
  const { stream, subscribe } = streamed({ signal: AbortSignal.abort('before') });
  expect(subscribe).not.toHaveBeenCalled();
  await expect(stream.next()).rejects.toBe('before');
  expect(await stream.next()).toEqual(done);
});

test('a failure that nobody reads is no unhandled rejection', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const controller = new AbortController();
  streamed({ signal: controller.signal });
  controller.abort();
  streamed({ limit: 1 }).push(1, 2);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test('the source ends the stream by what it was given, also while it is subscribed to', async () => {
  const { stream, push, endSource } = streamed();
  push(1);
  endSource();
  expect(await idsOf(stream)).toEqual(['1']);

  const { signal } = new AbortController();
  const undo = vi.fn();
  const over = new TransitionStream({
    signal,
    subscribe: (_, end) => {
      end();
      return undo;
    },
  });
  expect(await over.next()).toEqual(done);
  expect(undo).toHaveBeenCalledTimes(1);
  expect(listeners(signal)).toBe(0);
});

test('a hundred streams of one watch and signal warn of nothing and leave nothing', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  const controller = new AbortController();
  const { signal } = controller;
  const watch = new WatchEmitter();
  const streams = numbers(100).map(() => new TransitionStream({ signal, subscribe: (push) => watch.on('transition', push) }));
  watch.emitTransition(transition(1));
  for (const stream of streams) expect((await stream.next()).value?.id).toBe('1');
  expect(listeners(signal)).toBe(1);
  for (const stream of streams.slice(1)) await stream.return();
  expect(listeners(signal)).toBe(1);
  controller.abort('enough');
  await expect(streams[0]!.next()).rejects.toBe('enough');
  expect(listeners(signal)).toBe(0);
  expect(warn).not.toHaveBeenCalled();
});

test.each([0, -1, 1.5, NaN, Infinity, 2 ** 53, '10', null])('limit %s is refused before anything is subscribed', (limit) => {
  const subscribe = vi.fn();
  expect(() => new TransitionStream({ limit: limit as number, subscribe })).toThrow(
    new RangeError(`limit ${inspect(limit)} must be a whole number of at least 1, such as 10_000`),
  );
  expect(() => new TransitionStream({ signal: new AbortController() as unknown as AbortSignal, subscribe })).toThrow(TypeError);
  expect(subscribe).not.toHaveBeenCalled();
});
