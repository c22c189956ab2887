import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { abortable, linkSignals, onAbort, pause } from '../../src/internal/abort.ts';
import { safeLogger } from '../../src/internal/logger.ts';
import { SharedLoad } from '../../src/internal/shared-load.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('a hundred waits on one signal are one listener, and none afterwards', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  const { signal } = new AbortController();
  const waits = Array.from({ length: 100 }, () => [pause(5, signal), abortable(Promise.resolve(), signal)]).flat();
  const linked = Array.from({ length: 100 }, () => linkSignals(signal));
  expect(listeners(signal)).toBe(1);
  await Promise.all(waits);
  for (const link of linked) link[Symbol.dispose]();
  expect(listeners(signal)).toBe(0);
  expect(warn).not.toHaveBeenCalled();
});

test('an abort reaches everybody who waits, once each, and those who undid it not at all', () => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => called.push('first'));
  const undo = onAbort(controller.signal, () => called.push('undone'));
  const same = (): unknown => called.push('same');
  onAbort(controller.signal, same);
  onAbort(controller.signal, same);
  undo();
  controller.abort();
  expect(called).toEqual(['first', 'same', 'same']);
  expect(listeners(controller.signal)).toBe(0);
});

test('undone twice, those who came to wait since still share one listener, and it is removed with the last of them', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const undo = onAbort(controller.signal, () => called.push('undone'));
  undo();
  const undoSecond = onAbort(controller.signal, () => called.push('second'));
  undo();
  const undoThird = onAbort(controller.signal, () => called.push('third'));
  expect(listeners(controller.signal)).toBe(1);
  undoSecond();
  expect(listeners(controller.signal)).toBe(1);
  undoThird();
  expect(listeners(controller.signal)).toBe(0);
  onAbort(controller.signal, () => called.push('last'));
  controller.abort();
  expect(called).toEqual(['last']);
});

test('shared work outlives one waiter who leaves, and is aborted with the last', async () => {
  const aborted: string[] = [];
  const abandoned = vi.fn();
  const load = new SharedLoad(async (signal) => {
    await pause(60_000, signal).catch((error: unknown) => {
      aborted.push((error as Error).name);
      throw error;
    });
  }, abandoned);
  const [first, second] = [new AbortController(), new AbortController()];
  const waits = [load.join(first.signal), load.join(second.signal)];
  first.abort('one');
  await expect(waits[0]).rejects.toBe('one');
  expect(aborted).toEqual([]);
  second.abort('two');
  await expect(waits[1]).rejects.toBe('two');
  await pause(1);
  expect(aborted).toEqual(['AbortError']);
  expect(abandoned).toHaveBeenCalledOnce();
});

test('a logger that rejects or throws reaches nobody', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const logger = safeLogger({
    warn: () => Promise.reject(new Error('disk full')) as unknown as undefined,
    info: () => {
      throw new Error('broken');
    },
  });
  logger.warn('x');
  logger.info('x');
  safeLogger(null).error('x');
  await pause(5);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
