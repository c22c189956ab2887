import type { Alarm, AlarmRule } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { durationMs } from '../../../src/internal/time.ts';
import { type Change, courseOf, trueChanges } from '../support/course.ts';
import { MemoryStore, MINUTE, NOW, REGION } from '../support/watched.ts';
import { type AlarmWatch, alarmWatch } from './support.ts';

// More days for a thorough run; the seed decides what happens and when it is asked.
const DAYS = Number(process.env['ALARM_DAYS'] ?? 7);
const SEED = Number(process.env['ALARM_SEED'] ?? 1);
const RULES = [
  { on: 'tunnel:down', for: '15m' },
  { on: 'tunnel:down' },
  { on: 'connection:down', for: '4m' },
  { on: 'connection:degraded', for: '30m' },
] as const satisfies readonly AlarmRule[];
const TUNNELS = ['tun-1', 'tun-2'] as const;

/** A time in which a state was there. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function spansOf(changes: readonly Change[], value: string): Span[] {
  return changes.flatMap(({ to, at }, index) =>
    to === value ? [{ from: at, to: changes.slice(index + 1).find((next) => next.to !== 'failover')?.at ?? Infinity }] : [],
  );
}

/** What should have been raised and cleared: what had lasted for long enough when a round looked at it. */
function expected(cloud: Simulator, rounds: readonly number[]): string[] {
  const [active, standby] = TUNNELS.map((tunnel) => trueChanges(cloud, tunnel)) as [Change[], Change[]];
  const course = courseOf(active, standby).filter(({ to }) => to !== 'failover');
  return RULES.flatMap(({ on, ...rest }) => {
    const forMs = 'for' in rest ? durationMs(rest.for) : 0;
    const subjects =
      on === 'tunnel:down'
        ? ([
            ['tun-1', spansOf(active, 'down')],
            ['tun-2', spansOf(standby, 'down')],
          ] as const)
        : ([['vco-1', spansOf(course, on.slice(11))]] as const);
    return subjects.flatMap(([about, spans]) =>
      spans
        .filter(({ from, to }) => rounds.some((at) => at >= from + forMs && at < to))
        .map(({ from, to }) => lineOf({ on, about, since: from, raisedAt: from + forMs, clearedAt: to })),
    );
  });
}

interface Paged {
  readonly on: string;
  readonly about: string;
  readonly since: number;
  readonly raisedAt: number;
  readonly clearedAt: number | undefined;
}

const time = (at: number): string => new Date(at).toISOString().slice(5, 19);
const lineOf = ({ on, about, since, raisedAt, clearedAt }: Paged): string =>
  `${on} ${about} since ${time(since)} raised ${time(raisedAt)} cleared ${clearedAt === undefined || clearedAt === Infinity ? 'not' : time(clearedAt)}`;

function paged(runs: readonly AlarmWatch[]): string[] {
  const alarms = runs.flatMap((run) => run.alarms);
  const cleared = new Map<string, Alarm>(alarms.flatMap(({ type, alarm }) => (type === 'cleared' ? [[alarm.key, alarm] as const] : [])));
  return alarms.flatMap(({ type, alarm: { key, on, resource, since, raisedAt } }) =>
    type === 'cleared'
      ? []
      : [lineOf({ on, about: resource.tunnelId ?? resource.connectionId, since, raisedAt, clearedAt: cleared.get(key)?.clearedAt })],
  );
}

test.each(['whole', 'restarted'] as const)(
  'a %s watch raises and clears what in truth had lasted, over a random week',
  { timeout: 600_000 },
  async (kind) => {
    const random = randomFrom(SEED);
    const within = (least: number, most: number): number => Math.round((least + random() * (most - least)) / 1_000) * 1_000;
    const cloud = createSimulator({
      regionId: REGION,
      now: NOW,
      credentials: 'any',
      events: { publicationDelayMs: 0 },
      gateways: [{ id: 'vpn-1' }],
      connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: TUNNELS.map((id) => ({ id })) }],
    });
    const store = new MemoryStore();
    const start = (): Promise<AlarmWatch> => alarmWatch(cloud, { alarms: RULES, store });
    const runs = [await start()];
    await runs[0]!.watch.poll();
    const due = TUNNELS.map((id) => ({ id, isDown: false, at: NOW + within(MINUTE, 60 * MINUTE) }));
    const rounds = [NOW];
    const end = NOW + DAYS * 24 * 60 * MINUTE;
    while (cloud.now() < end) {
      const until = cloud.now() + within(6 * MINUTE, 14 * MINUTE);
      for (const one of due) {
        // Instants of a round and of a change are kept apart: of two within seconds nobody knows the order.
        for (; one.at <= until - 20_000; one.at += one.isDown ? within(30_000, 90 * MINUTE) : within(60_000, 180 * MINUTE)) {
          if (one.isDown) cloud.tunnel(one.id).up({ at: one.at });
          else cloud.tunnel(one.id).down({ at: one.at });
          one.isDown = !one.isDown;
        }
        one.at = Math.max(one.at, until + 20_000);
      }
      cloud.advance(until - cloud.now());
      if (kind === 'restarted' && random() < 0.05) {
        await runs.at(-1)!.watch.stop();
        await runs.at(-1)!.abandon();
        runs.push(await start());
      }
      await runs.at(-1)!.watch.poll();
      cloud.resetCalls();
      rounds.push(cloud.now());
    }
    const open = runs.at(-1)!.watch.snapshot().alarms;
    await runs.at(-1)!.abandon();
    const wanted = expected(cloud, rounds);
    expect(paged(runs).toSorted()).toEqual(wanted.toSorted());
    expect(open.length).toBe(wanted.filter((line) => line.endsWith('cleared not')).length);
    // A week in which nothing happens would show nothing.
    expect(wanted.length).toBeGreaterThan(DAYS * 5);
    expect(new Set(runs.flatMap(({ alarms }) => alarms.map(({ type, alarm }) => `${type} ${alarm.key}`))).size).toBe(
      runs.flatMap(({ alarms }) => alarms).length,
    );
  },
);
