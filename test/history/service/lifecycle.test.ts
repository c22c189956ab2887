import type { Transition } from 'alicloud-vpn-monitor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../faults/support/random.ts';
import { transitionsOf } from '../support.ts';
import { drawSites } from './draw.ts';
import { type Service, startService } from './service.ts';
import { MINUTE, type Odd, truthOf } from './truth.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});
const NOW = Date.UTC(2026, 0, 31, 12);
const FROM = NOW - 2 * 1440 * MINUTE;
const odd: Odd = { now: NOW, mostRows: 400 };
const tell = async (more: object = {}): Promise<void> =>
  service.tell(truthOf({ now: NOW, sites: drawSites(new Random(5), FROM, NOW), odd, random: new Random(5), more }));

test('whatever request fails, what was told before is the beginning of it all', { timeout: 120_000 }, async () => {
  await tell();
  await using monitor = service.monitor(NOW);
  const history = monitor.history(monitor.fleet()).between(FROM + 60 * MINUTE, NOW);
  const all = await transitionsOf(history);
  const total = await service.counts();
  let partial = 0;
  for (const action of ['DescribeMetricList', 'DescribeSystemEventAttribute']) {
    for (const after of [0, 2, 5, 13, 40].filter((count) => count < (total[action] ?? 0))) {
      await tell({ failures: [{ action, after, status: 500, code: 'InternalError' }] });
      await using own = service.monitor(NOW);
      const told: Transition[] = [];
      const failure = await (async () => {
        for await (const one of own.history(own.fleet()).between(FROM + 60 * MINUTE, NOW)) told.push(one);
      })().catch((error: unknown) => error);
      expect(failure, `${action} ${after}`).toMatchObject({ code: 'server' });
      expect(
        told.map(({ id }) => id),
        `${action} ${after}`,
      ).toEqual(all.slice(0, told.length).map(({ id }) => id));
      partial += told.length > 0 ? 1 : 0;
    }
  }
  expect(partial).toBeGreaterThan(0);
});

test('two at once, leaving, aborting at any moment', { timeout: 120_000 }, async () => {
  await tell();
  await using monitor = service.monitor(NOW);
  const history = monitor.history(monitor.fleet()).between(FROM + 60 * MINUTE, NOW);
  const strip = (all: Awaited<ReturnType<typeof transitionsOf>>) => all.map((one) => JSON.stringify({ ...one, observedAt: 0 }));
  const [one, other, figures, again] = await Promise.all([
    transitionsOf(history),
    transitionsOf(history),
    history.availability(),
    history.availability(),
  ]);
  expect(strip(one)).toEqual(strip(other));
  expect(JSON.stringify(figures)).toBe(JSON.stringify(again));
  const whole = await (async () => {
    const begin = performance.now();
    await history.availability();
    return performance.now() - begin;
  })();
  for (let step = 0; step < 8; step++) {
    const controller = new AbortController();
    const reason = new Error(`enough ${step}`);
    const reading = step % 2 ? history.signal(controller.signal).availability() : transitionsOf(history.signal(controller.signal));
    setTimeout(
      () => {
        controller.abort(reason);
      },
      (whole * step) / 9,
    );
    await expect(
      reading.catch((error: unknown) => {
        if (error !== reason) throw error;
      }),
    ).resolves.toSatisfy(() => true);
  }
  const first = history[Symbol.asyncIterator]();
  await first.next();
  const next = first.next();
  await first.return(undefined);
  expect(await next).toMatchObject({});
  expect(await first.next()).toEqual({ done: true, value: undefined });
  let count = 0;
  for await (const _ of history) if (++count === 3) break;
  const before = await service.counts();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await service.counts()).toEqual(before);
});

test('slow, hanging, closed', { timeout: 120_000 }, async () => {
  await tell({ failures: [{ action: 'DescribeMetricList', after: 12, hang: true }] });
  const monitor = service.monitor(NOW, { attemptTimeoutMs: 60_000 });
  const reading = transitionsOf(monitor.history(monitor.fleet()).between(FROM + 60 * MINUTE, NOW));
  setTimeout(() => void monitor.close(), 200);
  await expect(reading).rejects.toThrow('closed');
  const begin = performance.now();
  await expect(transitionsOf(monitor.history(monitor.fleet()))).rejects.toMatchObject({ code: 'config' });
  expect(performance.now() - begin).toBeLessThan(100);
  await tell({ slowMs: 20 });
  await using slow = service.monitor(NOW);
  expect((await transitionsOf(slow.history(slow.fleet()).last('12h'))).length).toBeGreaterThan(0);
});

test('metadata without a metric, listing refused, tunnels alone', { timeout: 120_000 }, async () => {
  await service.tell(
    truthOf({
      now: NOW,
      sites: drawSites(new Random(5), FROM, NOW),
      odd,
      random: new Random(5),
      metadata: (rows) => rows.filter((row) => !JSON.stringify(row).includes('"tun.state"')),
    }),
  );
  await using monitor = service.monitor(NOW);
  const whole = await monitor.history(monitor.fleet()).last('12h').availability();
  expect(whole.tunnels.get('tun-a1')).toMatchObject({ unknownMs: 0 });
  await tell();
  await using other = service.monitor(NOW);
  const fleet = await other.history(other.fleet()).last('12h').availability();
  const alone = await other.history(other.tunnel('tun-a1')).last('12h').availability();
  expect([...alone.tunnels.keys()]).toEqual(['tun-a1']);
  expect(alone.connections.size).toBe(0);
  expect(JSON.stringify(alone.tunnels.get('tun-a1'))).toBe(JSON.stringify(fleet.tunnels.get('tun-a1')));
  const told = await transitionsOf(other.history(other.tunnel('tun-a1')).last('12h'));
  const full = (await transitionsOf(other.history(other.fleet()).last('12h'))).filter(({ resource }) => resource.tunnelId === 'tun-a1');
  expect(told.map(({ id }) => id)).toEqual(full.map(({ id }) => id));
  await tell({
    failures: [
      { action: 'DescribeVpnConnections', after: 0, status: 403, code: 'Forbidden' },
      { action: 'DescribeVpnAttachments', after: 0, status: 403, code: 'Forbidden' },
    ],
  });
  await using shut = service.monitor(NOW);
  for (const target of [
    shut.gateway('vpn-1').connection('vco-c'),
    shut.attachment('vco-d'),
    shut.gateway('vpn-1').connection('vco-a').tunnel('tun-a1'),
  ]) {
    const availability = await shut.history(target).last('12h').availability();
    expect(JSON.stringify([...availability.tunnels.values()].map(({ ratio, outages }) => [ratio, outages]))).toBe(
      JSON.stringify([...availability.tunnels.keys()].map((id) => [fleet.tunnels.get(id)?.ratio, fleet.tunnels.get(id)?.outages])),
    );
    expect(availability.tunnels.size).toBe(1);
  }
});
