import { METRICS, Quantity } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { Random } from './support/random.ts';
import { changesOf, type Told } from './support/soak/changes.ts';
import { drawPlan, MINUTE, type SoakPlan } from './support/soak/plan.ts';
import { isUnheard, type Subject } from './support/soak/truth.ts';

const PLAN: SoakPlan = { ...drawPlan(new Random(1), { tunnels: 2, hours: 1 }), mayBeStale: true, emitInitial: false };
const SUBJECT: Subject = { key: 'tun-1', connectionId: 'vco-1', aspect: 'ipsec', initial: 'up', changes: [], metric: undefined };

/** What is found in lines such as `up 5` and `down 3 late`, of steps that are parted by a bar. */
function found(steps: string): readonly string[] {
  const told = steps.split(' | ').flatMap((lines, step) =>
    lines.split(', ').map((line): Told => {
      const [to, minute, late] = line.split(' ');
      return { to: to as Told['to'], at: Number(minute) * MINUTE, knownAt: 0, step, source: 'event', late: late === 'late', from: 'up' };
    }),
  );
  return changesOf(told, SUBJECT, PLAN).found.map((one) => one.replace(/ at .*/, ''));
}

test.each<readonly [string, string, readonly string[]]>([
  ['a return from silence', 'unknown 10 | up 15', []],
  ['a second one', 'unknown 10 | up 15 | up 16', ['up twice in a row']],
  ['a second silence without a return', 'unknown 10 | unknown 20', ['stale twice']],
  ['a late outage in a silence that goes on, and then its end', 'unknown 10 | down 3 late, up 4 late | up 15', []],
  ['a second return after that', 'unknown 10 | down 3 late, up 4 late | up 15 | up 16', ['up twice in a row']],
  ['a second silence after that', 'unknown 10 | down 3 late, up 4 late | unknown 20', ['stale twice']],
  ['the end of a silence, and then a late outage', 'unknown 10 | up 15, down 3 late, up 4 late', []],
  ['a late outage, and then the end of the silence in the same step', 'unknown 10 | down 3 late, up 4 late, up 15', ['up twice in a row']],
  ['a late outage without its end', 'unknown 10 | down 3 late', ['1 late']],
])('the soak takes %s for what it is', (_, steps, expected) => {
  expect(found(steps)).toEqual(expected);
});

test('a tunnel of which datapoints alone tell may be silent at last where none of that time is published', () => {
  const startAt = Date.UTC(2026, 2, 1);
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: startAt,
    credentials: 'any',
    gateways: [{ id: 'vpn-a' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-a', mode: 'single' }],
    data: { publicationDelayMs: 10 * MINUTE },
  });
  cloud.advance(30 * MINUTE);
  const plan: SoakPlan = { ...PLAN, readable: ['metrics', 'events'], staleAfterMs: 10 * MINUTE };
  const metric = METRICS.find(
    (one) => one.quantity === Quantity.State && one.attachedTo === 'vpn-gateway' && one.resource === 'connection',
  );
  const subject: Subject = { ...SUBJECT, key: 'vco-1', connectionId: 'vco-1', metric: metric?.name };
  const isUnheardBy = (staleAfterMs: number, more: Partial<SoakPlan> = {}): boolean =>
    isUnheard(subject, cloud, { ...plan, staleAfterMs, ...more }, cloud.now());
  expect([9, 9.9, 10.1, 12].map((minutes) => isUnheardBy(minutes * MINUTE))).toEqual([true, true, false, false]);
  expect(isUnheardBy(MINUTE, { mayBeStale: false })).toBe(false);
  expect(isUnheardBy(MINUTE, { readable: ['topology', 'metrics'] })).toBe(false);
});
