import type { ResourceAvailability, Transition, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rewritten } from '../watch/support/rewritten.ts';
import { MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { dualTunnels, HOUR } from '../watch/support/watching.ts';
import { inconsistencies, transitionsOf } from './support.ts';

const RUNS = Number(process.env['HISTORY_SEQUENCES'] ?? 30);
const SEED = Number(process.env['HISTORY_SEED'] ?? 1);
const START = NOW - 8 * HOUR;

const outages = fc.array(
  fc.tuple(fc.constantFrom('tun-1a', 'tun-1b'), fc.integer({ min: 0, max: 8 * 3600 }), fc.integer({ min: 1, max: 5400 })),
  { maxLength: 12 },
);
/** When nothing is published, in minutes after the start. */
const silences = fc.array(fc.tuple(fc.integer({ min: 0, max: 470 }), fc.integer({ min: 1, max: 60 })), { maxLength: 2 });
const range = fc
  .tuple(fc.integer({ min: 0, max: 8 * 3600 - 1 }), fc.integer({ min: 1, max: 8 * 3600 }))
  .map(([from, length]) => ({ start: START + from * 1000, end: Math.min(NOW, START + (from + length) * 1000) }));
const missing = fc.constantFrom(0, 0.1);

interface Drawn {
  readonly outages: readonly (readonly [string, number, number])[];
  readonly silences: readonly (readonly [number, number])[];
  readonly missing: number;
}

function monitorFor({ outages: drawn, silences: silent, missing: share }: Drawn): VpnMonitor {
  const cloud = dualTunnels(1, { now: NOW, data: { missing: share, publicationDelayMs: 0 } });
  for (const [id, second, length] of [...drawn].sort((one, other) => one[1] - other[1]))
    cloud
      .tunnel(id)
      .down({ at: START + second * 1000 })
      .up({ at: START + (second + length) * 1000 });
  const isSilent = (at: number): boolean =>
    silent.some(([from, length]) => at > START + from * MINUTE && at <= START + (from + length) * MINUTE);
  return monitorOf(cloud, { transport: rewritten(cloud, { point: (row) => (isSilent(Number(row['timestamp'])) ? undefined : row) }) });
}

const aboutOne = (transitions: readonly Transition[], type: string, id: string): Transition[] =>
  transitions.filter((one) => one.type.startsWith(type) && (one.resource.tunnelId ?? one.resource.connectionId) === id);

/** What the spans say began within the range, known before or not. */
const beganAs = ({ spans }: ResourceAvailability<string>, to: string): number[] =>
  spans
    .slice(1)
    .filter(({ state }) => state === to)
    .map(({ from }) => from);

test('figures add up, and agree with the transitions', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.record({ outages, silences, missing }), range, async (drawn, { start, end }) => {
      const monitor = monitorFor(drawn);
      const history = monitor.history(monitor.fleet()).between(start, end);
      const [transitions, availability] = [await transitionsOf(history), await history.availability()];
      await monitor.close();
      expect(inconsistencies(availability)).toEqual([]);
      for (const [id, figures] of availability.tunnels) {
        // What begins in the last instant of the range lasts for no time of it.
        const told = aboutOne(transitions, 'tunnel:', id).filter(({ at }) => at < end);
        expect(told.filter(({ type }) => type === 'tunnel:down').map(({ at }) => at)).toEqual(beganAs(figures, 'down'));
        expect(told.filter(({ type }) => type === 'tunnel:stale').map(({ at }) => at)).toEqual(beganAs(figures, 'unknown'));
        // A recovery of no time is seen as none.
        expect(told.filter(({ type }) => type === 'tunnel:up').map(({ at }) => at)).toEqual(beganAs(figures, 'up'));
      }
      for (const [id, figures] of availability.connections) {
        const begun = new Set((['up', 'degraded', 'down'] as const).flatMap((state) => beganAs(figures, state)));
        for (const { type, at } of aboutOne(transitions, 'connection:', id))
          expect(at === end || begun.has(at) || type === 'connection:failover').toBe(true);
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test('a range in parts has the transitions of the whole', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ outages, silences, missing }),
      fc.array(fc.integer({ min: 1, max: 8 * 3600 - 1 }), { minLength: 1, maxLength: 3 }),
      async (drawn, cuts) => {
        const monitor = monitorFor(drawn);
        const ends = [START, ...[...new Set(cuts)].sort((a, b) => a - b).map((second) => START + second * 1000), NOW];
        const parts: Transition[] = [];
        for (const [index, end] of ends.slice(1).entries())
          parts.push(...(await transitionsOf(monitor.history(monitor.fleet()).between(ends[index]!, end))));
        const whole = await transitionsOf(monitor.history(monitor.fleet()).between(START, NOW));
        await monitor.close();
        // What a silence ends with that began before a part is what is known first there, and no change.
        const shown = (transitions: readonly Transition[]): string[] =>
          transitions
            .filter(({ from }) => from !== 'unknown')
            .map(({ type, at, resource }) => `${new Date(at).toISOString()} ${type} ${resource.tunnelId ?? ''}`);
        expect(shown(parts)).toEqual(shown(whole));
      },
    ),
    { numRuns: RUNS, seed: SEED },
  );
});

test('a year of one connection, read every eighty days, has each outage of the truth', { timeout: 60_000 }, async () => {
  const DAY = 24 * HOUR;
  const begin = Date.UTC(2025, 0, 1);
  const cloud = createSimulator({
    regionId: REGION,
    now: begin,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single', since: begin - DAY }],
  });
  // An outage about every three days, of a minute and a half to some hours, at any second.
  for (let at = begin + DAY, index = 0; at < begin + 364 * DAY; at += 3 * DAY + index * 61_000, index++)
    cloud
      .connection('vco-1')
      .down({ at })
      .up({ at: at + 90_000 + index * 97_000 });
  const monitor = monitorOf(cloud);
  const told: Record<string, Transition[]> = { both: [], metrics: [] };
  for (let day = 0; day < 365;) {
    const days = Math.min(80, 365 - day);
    cloud.advance(`${days}d`);
    const [start, end] = [begin + day * DAY, begin + (day + days) * DAY];
    day += days;
    told['both']!.push(...(await transitionsOf(monitor.history(monitor.fleet()).between(start, end).period(300))));
    told['metrics']!.push(
      ...(await transitionsOf(
        monitor
          .history(monitor.fleet(), { sources: ['metrics'] })
          .between(start, end)
          .period(300),
      )),
    );
  }
  const truth = cloud.truth.transitions('vco-1').filter(({ aspect }) => aspect === 'ipsec');
  expect(truth.length).toBeGreaterThan(150);
  for (const transitions of Object.values(told)) {
    const own = transitions.filter(({ type }) => type.startsWith('tunnel:'));
    expect(own.map(({ type }) => type)).toEqual(truth.map(({ to }) => `tunnel:${to}`));
    for (const [index, { at }] of own.entries()) expect(Math.abs(at - truth[index]!.at)).toBeLessThanOrEqual(300_000);
  }
  await monitor.close();
});
