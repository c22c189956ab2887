import { type ErrorCode, VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { metricSpec } from '../../../src/catalog/index.ts';
import { polledSeries } from '../../../src/metrics/polling/index.ts';
import { HeldEvidence, SeenPoints } from '../../../src/watch/held/index.ts';
import { type Gaps, GapSweeper } from '../../../src/watch/sources/gap-sweeper.ts';
import type { StateSeries } from '../../../src/watch/sources/state-series.ts';
import type { WatchedAspect } from '../../../src/watch/watched-aspect.ts';

const MINUTE = 60_000;
const OVERLAP = 15 * MINUTE;
const STATE = metricSpec('tun.state')!;

/** Series of which these minutes have come. */
function seriesOf(...minutes: readonly (readonly number[])[]): readonly StateSeries[] {
  const tagged = minutes.map((seen, index) => {
    const tag: WatchedAspect = {
      tunnel: `tun-${index}`,
      aspect: 'ipsec',
      held: new HeldEvidence(`tun-${index}`, 'ipsec'),
      seen: new SeenPoints(),
    };
    for (const minute of seen) tag.seen.note(minute * MINUTE, MINUTE);
    return {
      spec: STATE,
      tag,
      resource: { attachedTo: 'vpn-gateway' as const, gatewayId: 'vpn-1', connectionId: 'vco-1', tunnelId: `tun-${index}` },
    };
  });
  return polledSeries(tagged);
}

/** A sweep a round; what is asked for, such as `tun-1 tun-2 6-9`, fails where it names one of some. */
function sweeping(
  series: readonly StateSeries[],
  { code = 'server', isDivisible = true }: { readonly code?: ErrorCode; readonly isDivisible?: boolean } = {},
) {
  const sweeper = new GapSweeper(OVERLAP);
  const bad = new Set<string>();
  const asked: string[] = [];
  const read = (gaps: Gaps): Promise<{ series: readonly StateSeries[]; error: unknown; isDivisible: boolean }[]> => {
    const wanted = series.filter(({ tag }) => gaps.series.has(tag));
    asked.push(`${wanted.map(({ id }) => id).join(' ')} ${gaps.first / MINUTE}-${gaps.last / MINUTE}`);
    return Promise.resolve(
      wanted.some(({ id }) => bad.has(id)) ? [{ series: wanted, error: new VpnMonitorError('no', { code }), isDivisible }] : [],
    );
  };
  const sweep = async (isAnswered = true): Promise<readonly string[]> => {
    await sweeper.sweep(STATE, isAnswered, read);
    return asked.splice(0);
  };
  const notice = (minute: number, everyMinutes = 1): void => {
    sweeper.notice({ spec: STATE, readAt: (minute - everyMinutes) * MINUTE }, series, minute * MINUTE);
  };
  return { sweeper, bad, sweep, notice, pending: () => sweeper.pendingSince(STATE) };
}

test('a third of the overlap apart, what is missing is asked for of those series alone that lack it', async () => {
  const series = seriesOf([1, 2, 3, 5], [1, 2, 3, 4, 5], [1, 4, 5]);
  const { notice, sweep, pending } = sweeping(series);
  const asked: string[][] = [];
  for (let minute = 1; minute <= 12; minute++) {
    notice(minute);
    asked.push([...(await sweep())]);
    expect(pending()).toBeUndefined();
  }
  expect(asked.map((one) => one.length)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  expect(asked.flat()).toEqual(['tun-0 tun-2 2-4', 'tun-0 tun-2 2-4']);
  series[2]!.tag.seen.note(2 * MINUTE, MINUTE);
  series[2]!.tag.seen.note(3 * MINUTE, MINUTE);
  notice(40);
  expect(await sweep()).toEqual(['tun-0 4-4']);
  // Older than the overlap before the sweep before: it is not published any more.
  notice(46);
  expect(await sweep()).toEqual([]);
});

test('a sweep comes sooner where rounds are further apart, and none before a metric was read', async () => {
  const { sweeper, notice, sweep } = sweeping(seriesOf([1, 3]));
  sweeper.notice({ spec: STATE, readAt: undefined }, seriesOf([1, 3]), 4 * MINUTE);
  expect(await sweep()).toEqual([]);
  notice(6, 4);
  expect(await sweep()).toEqual(['tun-0 2-2']);
});

test('what another run has missed is asked for at once', async () => {
  const { sweeper, sweep } = sweeping([]);
  const series = seriesOf([1, 3]);
  sweeper.resume(4 * MINUTE);
  sweeper.notice({ spec: STATE, readAt: undefined }, series, 5 * MINUTE);
  expect(sweeper.pendingSince(STATE)).toBe(4 * MINUTE);
  expect(await sweep()).toEqual([' 2-2']);
});

test('sweeps of several metrics are spread over rounds', () => {
  const { sweeper } = sweeping([]);
  const specs = ['tun.state', 'ipsec.state', 'vpn_connection.state'].map((name) => metricSpec(name)!);
  const due = specs.map(() => [] as number[]);
  for (let minute = 1; minute <= 12; minute++) {
    specs.forEach((spec, index) => {
      sweeper.notice({ spec, readAt: (minute - 1) * MINUTE }, seriesOf([minute - 4, minute - 2]), minute * MINUTE);
      if (sweeper.pendingSince(spec) !== undefined && due[index]!.length === 0) due[index]!.push(minute);
    });
  }
  expect(due.flat()).toEqual([6, 5, 4]);
});

test('while nothing can be read all of it waits, with what comes to be missing meanwhile', async () => {
  const series = seriesOf([1, 2, 3, 5], [1, 2, 3, 4, 5]);
  const { notice, sweep, pending, bad } = sweeping(series);
  notice(1);
  bad.add('tun-0');
  notice(6);
  expect([await sweep(false), pending()]).toEqual([['tun-0 4-4'], MINUTE]);
  for (const { tag } of series) tag.seen.note(8 * MINUTE, MINUTE);
  notice(11);
  expect([await sweep(false), pending()]).toEqual([['tun-0 4-7', 'tun-1 6-7'], MINUTE]);
  bad.clear();
  expect([await sweep(false), pending()]).toEqual([['tun-0 4-7'], undefined]);
  expect(await sweep()).toEqual([]);
});

test('one that breaks the request is found by halves, holds up nobody, and is asked for ever more seldom', async () => {
  const { notice, sweep, pending, bad } = sweeping(seriesOf(...Array.from({ length: 5 }, () => [1, 3])));
  notice(1);
  bad.add('tun-3');
  notice(6);
  const rounds: (readonly string[])[] = [];
  for (let round = 0; round < 40; round++) {
    rounds.push(await sweep());
    expect(pending() === undefined).toBe(round >= 2);
  }
  expect(rounds.slice(0, 4)).toEqual([
    ['tun-0 tun-1 tun-2 tun-3 tun-4 2-2'],
    ['tun-0 tun-1 tun-2 2-2', 'tun-3 tun-4 2-2'],
    ['tun-3 2-2', 'tun-4 2-2'],
    [],
  ]);
  const tries = rounds.flatMap((round, index) => (round.includes('tun-3 2-2') ? [index] : []));
  expect(tries).toEqual([2, 4, 8, 16, 26, 36]);
  bad.clear();
  for (let round = 0; round < 10; round++) await sweep();
  expect(await sweep()).toEqual([]);
});

test.each([
  ['is not due to the series', { code: 'throttled' as const }],
  ['is the same for each of them', { isDivisible: false }],
])('a failure that %s is met in the next round, by the same request', async (_, options) => {
  const { notice, sweep, bad } = sweeping(seriesOf([1, 3], [1, 3]), options);
  notice(1);
  bad.add('tun-1');
  notice(6);
  for (let round = 0; round < 5; round++) expect(await sweep()).toEqual(['tun-0 tun-1 2-2']);
});
