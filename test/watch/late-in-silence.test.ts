import { describe, expect, test } from 'vitest';
import type { ConnectionRecord } from '../../src/watch/connection-record.ts';
import { eventsAfter, type Row, tunnelOf } from './support/rewritten.ts';
import { Script } from './support/script.ts';
import { MINUTE, NOW } from './support/watched.ts';
import { dualTunnels, watching } from './support/watching.ts';

// What is known, until silence: tunnel `a` has been up since the first poll, or was lost at minute 2.
const UP = [[0, 'poll a up @0', 'poll b up @0'], [6, 'poll a up @6', 'poll b up @6'], [17]] as const;
const DOWN = [
  [0, 'poll a up @0', 'poll b up @0'],
  [2, 'poll a down @2', 'poll b up @2'],
  [6, 'poll a down @6', 'poll b up @6'],
  [17],
] as const;
const OUTAGE = ['event a down @3', 'event a up @4'] as const;
const RECOVERY = ['event a up @3', 'event a down @4'] as const;

function silent(steps: readonly (readonly [number, ...string[]])[], settings: ConstructorParameters<typeof Script>[0] = {}): Script {
  const script = new Script(settings);
  for (const [at, ...lines] of steps) script.hears(at, ...lines);
  return script;
}

const of = (about: string, lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith(`${about}: `));

describe('an outage of before the silence that comes to be known when the silence ends is told after that end', () => {
  const told = ['a: unknown > up @18', 'a: up > down @3 late', 'a: down > up @4 late'];

  test('by a poll', () => {
    expect(of('a', silent(UP).hears(18, ...OUTAGE, 'poll a up @18', 'poll b up @18'))).toEqual(told);
  });

  test('by a datapoint, or by an event: both are of the time before it is known', () => {
    const since16 = ['a: unknown > up @16', ...told.slice(1)];
    expect(of('a', silent(UP).hears(18, ...OUTAGE, 'point a up @17'))).toEqual(since16);
    expect(of('a', silent(UP).hears(18, ...OUTAGE, 'event a up @12'))).toEqual(since16);
  });

  test('as each of several is', () => {
    const lines = silent(UP).hears(18, ...OUTAGE, 'event a down @5', 'event a up @5.5', 'poll a up @18');
    expect(of('a', lines)).toEqual([...told, 'a: up > down @5 late', 'a: down > up @5.5 late']);
  });

  test('with what took several observations', () => {
    const script = silent(UP, { confirm: { down: 2, up: 2 } });
    script.hears(17.5, 'poll a up @17.5');
    script.hears(28);
    const twice = ['event a down @7', 'event a down @7.1', 'event a up @8', 'event a up @8.1'];
    expect(of('a', script.hears(29, ...twice, 'poll a up @29'))).toEqual([
      'a: unknown > up @29',
      'a: up > down @7 late',
      'a: down > up @8 late',
    ]);
  });

  test('by a watch that goes on from what was saved in the silence', () => {
    const saved = JSON.parse(JSON.stringify(silent(UP).state)) as ConnectionRecord;
    expect(of('a', new Script({}, saved).hears(18, ...OUTAGE, 'poll a up @18', 'poll b up @18'))).toEqual(told);
  });

  test('of health and BGP, whose silence is not told, as without silence', () => {
    const aspects = (lines: readonly string[]): readonly string[] =>
      lines.flatMap((line) => (line.includes(' a ') ? ['bgp', 'health'].map((aspect) => line.replace(' a ', ` a ${aspect} `)) : []));
    const script = silent(UP.map(([at, ...lines]) => [at, ...lines, ...aspects(lines)]));
    const lines = script.hears(18, ...aspects([...OUTAGE, 'poll a up @18']), 'poll a up @18');
    for (const aspect of ['a bgp', 'a health'])
      expect(of(aspect, lines)).toEqual([`${aspect}: up > down @3 late`, `${aspect}: down > up @4 late`]);
  });

  test('of what was too old when it was first heard, and is then told as the first', () => {
    const script = new Script({ emitInitial: true });
    script.hears(17, 'poll a up @2', 'poll a up @6', 'poll a bgp up @2', 'poll a bgp up @6');
    const lines = script.hears(18, ...OUTAGE, 'event a bgp down @3', 'event a bgp up @4', 'poll a up @18', 'poll a bgp up @18');
    expect(of('a', lines)).toEqual(told);
    expect(of('a bgp', lines)).toEqual(told.map((line) => line.replace('a:', 'a bgp:')));
  });
});

test('a recovery of a tunnel that is down is told after the end of the silence as well', () => {
  expect(of('a', silent(DOWN).hears(18, ...RECOVERY, 'poll a down @18', 'poll b up @18'))).toEqual([
    'a: unknown > down @18',
    'a: down > up @3 late',
    'a: up > down @4 late',
  ]);
});

test('what is lost or found in the silence is told in order of time', () => {
  expect(of('a', silent(UP).hears(18, ...OUTAGE, 'poll a down @18'))).toEqual([
    'a: unknown > down @3 late',
    'a: down > up @4 late',
    'a: unknown > down @18',
  ]);
});

test('where the silence goes on, what comes late leaves it, and its end is told when it comes', () => {
  const script = silent(UP);
  expect(of('a', script.hears(18, ...OUTAGE))).toEqual(['a: unknown > down @3 late', 'a: down > up @4 late']);
  expect(script.timeline('a')).toMatchObject({ isStale: true, lastAnnounced: 'unknown' });
  expect(of('a', script.hears(19))).toEqual([]);
  expect(of('a', script.hears(20, 'poll a up @20'))).toEqual(['a: unknown > up @20']);
});

describe('the connection is told the same, whether the silence ends in the same step or one before', () => {
  const b = ['event b down @3.5', 'event b up @5'] as const;

  test.each([
    ['an outage', UP, 'up', OUTAGE],
    ['a recovery', DOWN, 'down', RECOVERY],
    ['an outage of both', UP, 'up', [...OUTAGE, ...b]],
    ['a recovery, and an outage of the other', DOWN, 'down', [...RECOVERY, ...b]],
  ] as const)('by %s', (_, before, value, late) => {
    const end = [`poll a ${value} @18`, 'poll b up @18'] as const;
    const [one, two] = [silent(before), silent(before)];
    const told = one.hears(18, ...late, ...end);
    const inTwo = [...two.hears(18, ...end), ...two.hears(19, ...late)];
    const ofConnection = (lines: readonly string[]): readonly string[] => lines.filter((line) => /^(connection|failover)/.test(line));
    expect(ofConnection(told).length).toBeGreaterThan(2);
    expect(ofConnection(told)).toEqual(ofConnection(inTwo));
    for (const tunnel of ['a', 'b']) expect(of(tunnel, told)).toEqual(of(tunnel, inTwo));
    const [state, stateInTwo] = [one.state, two.state].map(({ lastAnnounced, isFailedOver, announced }) => ({
      lastAnnounced,
      isFailedOver,
      announced,
    }));
    expect(state).toEqual(stateInTwo);
  });
});

test.each([false, true])(
  'a watch of metrics and events tells it so, after an outage of the service (restarted in it: %s)',
  async (isRestarted) => {
    const cloud = dualTunnels(1);
    const [lostAt, backAt] = [NOW + 4.2 * MINUTE, NOW + 4.8 * MINUTE];
    cloud.tunnel('tun-1a').down({ at: lostAt }).up({ at: backAt });
    // The events come in the outage, and the datapoint of their minute never does.
    const point = (row: Row): Row | undefined =>
      tunnelOf(row) === 'tun-1a' && Math.abs(Number(row['timestamp']) - lostAt) < MINUTE ? undefined : row;
    const kept = new Map<string, string>();
    const store = {
      get: (key: string) => Promise.resolve(kept.get(key)),
      set: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    };
    const begin = (): ReturnType<typeof watching> =>
      watching(cloud, {
        sources: ['metrics', 'events'],
        staleAfterMs: 5 * MINUTE,
        store,
        rewriting: { ...eventsAfter(cloud, () => 8 * MINUTE), point },
      });
    const first = begin();
    await first.rounds(10);
    const failing = ['DescribeMetricLast', 'DescribeMetricList', 'DescribeSystemEventAttribute'].map((action) =>
      cloud.fail({ action, status: 500, times: Infinity }),
    );
    await first.rounds(8);
    if (isRestarted) await first.watch.stop();
    const second = isRestarted ? begin() : first;
    for (const handle of failing) handle.stop();
    await second.rounds(5);
    const told = [...new Set([...first.transitions, ...second.transitions])]
      .filter(({ resource }) => resource.tunnelId === 'tun-1a')
      .map(({ from, to, late = false }) => `${from} > ${to}${late ? ' late' : ''}`);
    expect(told).toEqual(['up > unknown', 'unknown > up', 'up > down late', 'down > up late']);
    expect(second.ipsec('tun-1a')).toBe('up');
  },
);
