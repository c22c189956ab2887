import { VpnMonitorError } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClockOffset } from '../../src/preflight/clock-offset.ts';
import { PageSizes } from '../../src/preflight/observe/page-sizes.ts';
import { ProductGate } from '../../src/preflight/observe/product-gate.ts';

const failure = (code: VpnMonitorError['code']): VpnMonitorError => new VpnMonitorError(code, { code });
const rows = (from: number, count: number) => ({ Items: { Item: Array.from({ length: count }, (_, index) => ({ id: from + index })) } });

test.each<[string, readonly (readonly [object, object])[], object | undefined]>([
  [
    'a short last page',
    [
      [{ PageNumber: 1, PageSize: 50 }, rows(0, 50)],
      [{ PageNumber: 2, PageSize: 50 }, rows(50, 7)],
    ],
    undefined,
  ],
  [
    'a list that fits',
    [
      [{ PageNumber: 1, PageSize: 50 }, rows(0, 7)],
      [{ PageNumber: 2, PageSize: 7 }, rows(7, 0)],
    ],
    undefined,
  ],
  [
    'a service that ignores the page',
    [
      [{ PageNumber: 1, PageSize: 50 }, rows(0, 7)],
      [{ PageNumber: 2, PageSize: 7 }, rows(0, 7)],
    ],
    undefined,
  ],
  [
    'two questions',
    [
      [{ Id: 'a', PageNumber: 1, PageSize: 50 }, rows(0, 7)],
      [{ Id: 'b', PageNumber: 2, PageSize: 50 }, rows(50, 7)],
    ],
    undefined,
  ],
  [
    'a question that is asked again',
    [
      [{ Length: 50 }, rows(0, 7)],
      [{ Length: 50 }, rows(9, 7)],
    ],
    undefined,
  ],
  [
    'pages that are cut',
    [
      [{ Page: 2, PageSize: 50 }, rows(20, 20)],
      [{ Page: 1, PageSize: 50 }, rows(0, 20)],
    ],
    { asked: 50, given: 20 },
  ],
  [
    'tokens',
    [
      [{ Length: '1440' }, rows(0, 100)],
      [{ Length: '1440', NextToken: 'x' }, rows(100, 3)],
    ],
    { asked: 1440, given: 100 },
  ],
  [
    'answers without rows',
    [
      [{ PageSize: 50 }, {}],
      [{ PageNumber: 2, PageSize: 50 }, { Items: '' }],
    ],
    undefined,
  ],
])('whether pages are cut: %s', (_, pages, cap) => {
  const sizes = new PageSizes(['Items', 'Item']);
  for (const [params, body] of pages) sizes.note(params as Record<string, string>, body as Record<string, unknown>);
  expect(sizes.cap).toEqual(cap);
});

/** Calls through a gate that are answered by hand. */
function gated(count: number) {
  const gate = new ProductGate();
  const settle: { readonly resolve: (value: string) => void; readonly reject: (error: unknown) => void }[] = [];
  const ask = (): Promise<string> => new Promise((resolve, reject) => settle.push({ resolve, reject }));
  const outcomes = Array.from({ length: count }, () => gate.pass(ask, undefined).catch((error: unknown) => error));
  const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { settle, outcomes, flush };
}

test('two calls lead; the others go once one of them was answered', async () => {
  const { settle, outcomes, flush } = gated(5);
  await flush();
  expect(settle).toHaveLength(2);
  settle[0]!.reject(failure('timeout'));
  await flush();
  expect(settle).toHaveLength(2);
  settle[1]!.reject(failure('forbidden'));
  await flush();
  expect(settle).toHaveLength(5);
  for (const { resolve } of settle) resolve('answer');
  expect((await Promise.all(outcomes)).slice(2)).toEqual(['answer', 'answer', 'answer']);
});

test('where both fail on their way, no other is sent; one that was aborted makes room for another', async () => {
  const { settle, outcomes, flush } = gated(4);
  await flush();
  settle[0]!.reject(new DOMException('aborted', 'AbortError'));
  await flush();
  expect(settle).toHaveLength(3);
  settle[1]!.reject(failure('network'));
  settle[2]!.reject(failure('network'));
  expect(await outcomes[3]).toMatchObject({ message: 'the service could not be reached', cause: { code: 'network' } });
  expect(settle).toHaveLength(3);
});

test('who waits at a gate can leave', async () => {
  const gate = new ProductGate();
  const never = (): Promise<never> => new Promise<never>(() => undefined);
  void gate.pass(never, undefined);
  void gate.pass(never, undefined);
  const controller = new AbortController();
  const waiting = gate.pass(never, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('whatever the calls take, the true offset lies within what is told, and more answers never make it less certain', () => {
  const call = fc.record({
    before: fc.integer({ min: 0, max: 9_999 }),
    there: fc.integer({ min: 0, max: 3_000 }),
    back: fc.integer({ min: 0, max: 3_000 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.array(call, { minLength: 1, maxLength: 8 }), (offset, calls) => {
      const clock = new ClockOffset();
      let uncertainty = Infinity;
      for (const { before, there, back } of calls) {
        const date = Math.floor((before + there) / 1_000) * 1_000;
        clock.learn({ before: before + offset, after: before + there + back + offset, elapsedMs: there + back, date }, 'cms');
        const read = clock.read();
        expect(Math.abs(read.offsetMs! - offset)).toBeLessThanOrEqual(read.uncertaintyMs! + 1);
        expect(read.uncertaintyMs).toBeLessThanOrEqual(uncertainty);
        uncertainty = read.uncertaintyMs!;
      }
    }),
  );
});

test("a clock that jumps is told as it goes now, and of two services Cloud Monitor's is the one that counts", () => {
  const clock = new ClockOffset();
  clock.learn({ before: 60_000, after: 60_000, elapsedMs: 0, date: 1_000 }, 'vpc');
  expect(clock.read()).toEqual({ offsetMs: 58_500, uncertaintyMs: 500 });
  clock.learn({ before: 10_000, after: 10_000, elapsedMs: 0, date: 10_000 }, 'cms');
  clock.learn({ before: 50_000, after: 50_000, elapsedMs: 0, date: 10_000 }, 'cms');
  expect(clock.read()).toEqual({ offsetMs: 39_500, uncertaintyMs: 500 });
});
