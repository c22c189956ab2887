import { describe, expect, test } from 'vitest';
import { withTunnels } from '../../src/watch/connection-record.ts';
import { lineOf, MINUTE, Script } from './support/script.ts';

/** An active tunnel `a` and standby ones, all known to be up since minute 1. */
function allUp(...standby: readonly string[]): Script {
  const tunnels = [{ key: 'a', role: 'master' }, ...standby.map((key, index) => ({ key, role: index === 0 ? 'slave' : undefined }))];
  const script = new Script({ staleAfterMs: 1000 * MINUTE }, withTunnels(undefined, tunnels));
  script.hears(1, ...tunnels.map(({ key }) => `poll ${key} up @1`));
  return script;
}

/** Two tunnels that are known to be up, of which nothing is heard for ten minutes after minute 1, or after minute 8 where a poll shows them then. */
function silentByMinute20(...shownAt8: readonly string[]): Script {
  const script = new Script({ staleAfterMs: 10 * MINUTE });
  script.hears(1, 'poll a up @1', 'poll b up @1');
  script.hears(8, ...shownAt8.map((tunnel) => `poll ${tunnel} up @8`));
  script.hears(20);
  return script;
}

/** What is announced of the connection when something becomes known at a minute. */
const ofConnection = (lines: readonly string[]): string[] => lines.filter((line) => /^(connection|failover): /.test(line));

/** An outage of one tunnel from 5 to 8, known at once. */
function outageOf(tunnel: string, script: Script): void {
  script.hears(8.5, `event ${tunnel} down @5`, `event ${tunnel} up @8`);
}

describe('an outage that becomes known after the one it lies across was over', () => {
  test('of the standby tunnel goes on: the time in which both were down is told late, and the present as news', () => {
    const script = allUp('b');
    outageOf('a', script);
    expect(script.hears(9, 'event b down @7')).toEqual([
      'b: up > down @7',
      'connection: up > down @7 late',
      'connection: down > degraded @8',
    ]);
    expect(script.hears(11, 'event b up @10')).toEqual(['b: down > up @10', 'connection: degraded > up @10']);
    expect(script.state).toMatchObject({ lastAnnounced: 'up', since: 10 * MINUTE, isFailedOver: false });
  });

  test('of the active tunnel goes on: the standby took over when it was back', () => {
    const script = allUp('b');
    outageOf('b', script);
    expect(script.hears(9, 'event a down @7')).toEqual([
      'a: up > down @7',
      'connection: up > down @7 late',
      'connection: down > degraded @8',
      'failover: a > b @8',
    ]);
    expect(script.hears(11, 'event a up @10')).toEqual(['a: down > up @10', 'connection: degraded > up @10']);
  });

  test.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('of %s is over as well: all of its course is told in order of time', (known, other) => {
    const script = allUp('b');
    outageOf(known, script);
    const failover = other === 'a' ? ['failover: a > b @8 late'] : [];
    expect(script.hears(11, `event ${other} down @7`, `event ${other} up @10`)).toEqual([
      `${other}: up > down @7`,
      'connection: up > down @7 late',
      'connection: down > degraded @8 late',
      ...failover,
      `${other}: down > up @10`,
      'connection: degraded > up @10 late',
    ]);
  });

  test('and lies within it leads back to the present, which was told before', () => {
    const script = allUp('b');
    outageOf('a', script);
    expect(script.hears(9, 'event b down @6', 'event b up @7')).toEqual([
      'b: up > down @6',
      'connection: up > down @6 late',
      'b: down > up @7',
      'connection: down > degraded @7 late',
      'failover: a > b @7 late',
      'connection: degraded > up @8 late',
    ]);
    expect(script.state).toMatchObject({ lastAnnounced: 'up', since: 8 * MINUTE, isFailedOver: false });
  });

  test('and began before it', () => {
    const script = allUp('b');
    outageOf('a', script);
    expect(ofConnection(script.hears(9, 'event b down @4'))).toEqual([
      'connection: up > degraded @4 late',
      'connection: degraded > down @5 late',
      'connection: down > degraded @8',
    ]);
  });

  test.each([
    ['a poll', ['poll b down @7'], '@7'],
    ['a datapoint', ['point b down @7', 'point b down @8'], '@6'],
    ['an event', ['event b down @6.5'], '@6.5'],
  ])('is told by %s', (_, lines, at) => {
    const script = allUp('b');
    outageOf('a', script);
    expect(ofConnection(script.hears(9, ...lines))).toEqual([`connection: up > down ${at} late`, 'connection: down > degraded @8']);
  });

  test('is told once, whatever repeats or dates it anew', () => {
    const script = allUp('b');
    outageOf('a', script);
    script.hears(9, 'event b down @7');
    expect(script.hears(9.5, 'event b down @7', 'event b phase1 @7.2', 'poll b down @9.4')).toEqual([]);
  });

  test('needs all of three tunnels', () => {
    const script = allUp('b', 'c');
    outageOf('a', script);
    expect(ofConnection(script.hears(9, 'event b down @7'))).toEqual(['connection: up > degraded @7']);
    expect(ofConnection(script.hears(9.2, 'event c down @7.5'))).toEqual([
      'connection: degraded > down @7.5 late',
      'connection: down > degraded @8 late',
    ]);
  });

  test('of which nobody knows whether it overlaps tells of no time without a tunnel', () => {
    const script = allUp('b');
    script.hears(8.5, 'event a down @5', 'poll a up @8');
    expect(ofConnection(script.hears(9, 'event b down @7'))).not.toContainEqual(expect.stringContaining('> down'));
    const other = allUp('b');
    outageOf('a', other);
    expect(ofConnection(other.hears(9, 'point b down @8.5'))).not.toContainEqual(expect.stringContaining('> down'));
  });

  test('of a tunnel that was silent until then tells what the connection was', () => {
    const script = new Script({ staleAfterMs: 5 * MINUTE });
    script.hears(1, 'poll a up @1', 'poll b up @1');
    expect(script.hears(6, 'event a down @6')).toEqual(['a: up > down @6', 'b: up > unknown @6']);
    expect(script.hears(6, 'event b down @2')).toEqual([
      'b: unknown > down @2',
      'connection: up > degraded @2 late',
      'connection: degraded > down @6',
    ]);
  });

  test.each([
    [
      'over by then',
      'event a up @14',
      ['up > degraded @12 late', 'failover a > b @12 late', 'degraded > up @14 late', 'up > degraded @15'],
    ],
    [
      'over after that',
      'event a up @16',
      ['up > degraded @12 late', 'failover a > b @12 late', 'degraded > down @15 late', 'down > degraded @16'],
    ],
    ['over at last, nobody knows when', 'poll a up @20', ['up > degraded @12', 'failover a > b @12']],
  ])('of a tunnel that was silent, and is %s, tells of a time without a tunnel only where there was one', (_, end, expected) => {
    const script = new Script({ staleAfterMs: 10 * MINUTE });
    script.hears(0, 'poll a up @0', 'poll b up @0');
    for (const at of [5, 10, 13]) script.hears(at, `poll b up @${at}`);
    expect(script.hears(15, 'event b down @15')).toEqual(['b: up > down @15']);
    const lines = ofConnection(script.hears(20, 'event a down @12', end));
    expect(lines.map((line) => line.replace('connection: ', '').replace('failover:', 'failover'))).toEqual(expected);
  });

  test('of a tunnel that has fallen silent since is news alone: nobody knows what the connection is', () => {
    const script = new Script({ staleAfterMs: 5 * MINUTE });
    script.hears(1, 'poll a up @1', 'poll b up @1');
    script.hears(3, 'event a down @3');
    const lines = script.hears(7, 'event b down @2', 'event a up @7');
    expect(lines).toEqual(['b: up > down @2', 'connection: degraded > down @3', 'a: down > up @7', 'b: down > unknown @7']);
    expect(script.announced.find(({ tunnel }) => tunnel === 'b')?.condition).toBe('down');
  });

  test('of a tunnel, where both have fallen silent since, leaves the connection unknown since then', () => {
    const script = new Script({ staleAfterMs: 2 * MINUTE });
    script.hears(1, 'poll a up @1', 'poll b up @1');
    script.hears(5, 'event b up @4', 'event a down @5');
    script.hears(8, 'point b down @5');
    expect(
      script.announced.slice(-4).map(({ kind, to, condition, since }) => `${kind} ${String(to)}: ${condition} since ${since / MINUTE}`),
    ).toEqual([
      'ipsec down: down since 4',
      'connection down: down since 5',
      'ipsec unknown: unknown since 7',
      'ipsec unknown: unknown since 7',
    ]);
    expect(script.state.isFailedOver).toBe(false);
  });

  test('of a silent tunnel tells of no time without a tunnel', () => {
    const script = new Script({ staleAfterMs: 4 * MINUTE });
    script.hears(1, 'poll a up @1', 'poll b up @1');
    script.hears(4, 'event a down @2', 'event a up @4', 'poll b up @1.5');
    script.hears(9, 'poll a up @9');
    expect(ofConnection(script.hears(9.1, 'event b down @3.5')).filter((line) => line.includes('> down'))).toEqual([]);
  });
});

describe('a failover that was told before the outage it hangs on was known to lie within another', () => {
  test('is told once', () => {
    const script = allUp('b');
    expect(ofConnection(script.hears(8.5, 'event a down @8'))).toEqual(['connection: up > degraded @8', 'failover: a > b @8']);
    expect(ofConnection(script.hears(9, 'event b down @7'))).toEqual(['connection: degraded > down @8']);
    expect(ofConnection(script.hears(9.5, 'event b up @7.8'))).toEqual(['connection: down > degraded @8']);
    expect(script.state.isFailedOver).toBe(true);
    expect(ofConnection(script.hears(12, 'event a up @11'))).toEqual(['connection: degraded > up @11']);
  });

  test('is told once, whatever else becomes known while both are down', () => {
    const script = allUp('b');
    script.hears(8.5, 'poll a bgp up @1', 'event a down @8');
    script.hears(9, 'event b down @7');
    expect(ofConnection(script.hears(9.2, 'event a bgp down @9.1'))).toEqual([]);
    expect(ofConnection(script.hears(9.3, 'event b bgp up @2', 'event a bgp up @3', 'event a bgp down @2.5'))).toEqual([]);
    expect(ofConnection(script.hears(9.5, 'event b up @7.8'))).toEqual(['connection: down > degraded @8']);
  });

  test('is told again where both were lost since', () => {
    const script = allUp('b');
    script.hears(8.5, 'event a down @8');
    expect(ofConnection(script.hears(10, 'event b down @9.5'))).toEqual(['connection: degraded > down @9.5']);
    expect(ofConnection(script.hears(12, 'event b up @11'))).toEqual(['connection: down > degraded @11', 'failover: a > b @11']);
  });
});

describe('after an outage that lies across another', () => {
  /** The failovers when the standby tunnel comes back at a minute. */
  const failoversAt = (script: Script, minute: number): string[] =>
    script.hears(minute, `event b up @${minute}`).filter((line) => line.startsWith('failover'));

  test('of the active tunnel, which ended when the standby was lost, the standby takes over again when it is back', () => {
    const script = allUp('b');
    script.hears(3, 'event b down @3');
    expect(ofConnection(script.hears(3.1, 'poll a down @2'))).toEqual(['failover: a > b @2 late', 'connection: degraded > down @3']);
    expect(failoversAt(script, 4)).toEqual(['failover: a > b @4']);
  });

  test('of both tunnels at one instant there is none that it hangs on: the standby takes over when it is back', () => {
    const script = allUp('b');
    script.hears(3, 'event a down @3');
    expect(ofConnection(script.hears(3.1, 'event a down @2', 'event b down @2'))).toEqual(['connection: degraded > down @2']);
    expect(failoversAt(script, 4)).toEqual(['failover: a > b @4']);
  });

  test('of the standby tunnel, that is over where the active one is back', () => {
    const script = allUp('b');
    script.hears(2, 'event a down @2');
    expect(ofConnection(script.hears(2.5, 'point b down @2', 'event a up @2.5'))).toEqual([
      'connection: degraded > down @2 late',
      'connection: down > degraded @2.5 late',
    ]);
    expect(script.state.isFailedOver).toBe(false);
    script.hears(3, 'event b up @3');
    expect(ofConnection(script.hears(4, 'event a down @4'))).toEqual(['connection: up > degraded @4', 'failover: a > b @4']);
  });

  test('of the active tunnel, the standby carries the traffic once it is back, and that is told once', () => {
    const script = allUp('b');
    script.hears(2, 'event b down @2');
    expect(ofConnection(script.hears(3, 'event b up @3', 'point a down @2')).slice(-1)).toEqual(['failover: a > b @3 late']);
    expect(script.state.isFailedOver).toBe(true);
    expect(ofConnection(script.hears(4, 'poll b up @4', 'poll a down @4'))).toEqual([]);
    const other = allUp('b');
    other.hears(2, 'event b down @2');
    const failovers = other
      .hears(3, 'event b up @3', 'point a down @2', 'event b down @1.2', 'event b up @1.4')
      .filter((line) => line.startsWith('failover'));
    expect(failovers).toEqual(['failover: a > b @1.4 late', 'failover: a > b @3 late']);
  });
});

describe('an outage that lies across none', () => {
  test('is no late one where it begins at the very instant of another: both were down from there on', () => {
    const script = allUp('b');
    script.hears(12, 'point a down @12');
    expect(ofConnection(script.hears(12, 'point b down @12'))).toEqual(['connection: degraded > down @11']);
    expect(ofConnection(script.hears(13, 'event b up @13'))).toEqual(['connection: down > degraded @13', 'failover: a > b @13']);
  });

  test('is news with its end', () => {
    const script = allUp('b');
    expect(ofConnection(script.hears(2.5, 'event a down @2', 'event a up @2.5'))).toEqual([
      'connection: up > degraded @2',
      'failover: a > b @2',
      'connection: degraded > up @2.5',
    ]);
  });

  test('is told in order of time, though to the connection one ended when the other began', () => {
    const script = allUp('b');
    expect(script.hears(3.5, 'event b down @3', 'poll a down @2', 'poll a up @3.5')).toEqual([
      'a: up > down @2',
      'connection: up > degraded @2',
      'failover: a > b @2',
      'b: up > down @3',
      'a: down > up @3.5',
    ]);
  });

  test('is told among what BGP did by the dates that it has for the connection', () => {
    const script = allUp('b');
    script.hears(5.5, 'poll a bgp up @1', 'poll b bgp up @1', 'event a down @5');
    expect(script.hears(7, 'event a up @6.3', 'point b down @7', 'event b bgp down @6.1').filter((line) => /^[ab]/.test(line))).toEqual([
      'b bgp: up > down @6.1',
      'b: up > down @6',
      'a: down > up @6.3',
    ]);
    const other = allUp('b');
    other.hears(5.5, 'poll a bgp down @1', 'poll b bgp up @1', 'event a down @5');
    expect(
      other.hears(7, 'poll a up @7', 'event a bgp up @7', 'event b down @6', 'event b bgp down @6.5').filter((line) => /^[ab]/.test(line)),
    ).toEqual(['b: up > down @6', 'a: down > up @7', 'b bgp: up > down @6.5', 'a bgp: down > up @7']);
  });

  test('is news after one that lies across it and is told late', () => {
    const script = allUp('b');
    script.hears(2.9, 'event b down @2', 'point a up @2.9');
    expect(script.hears(3, 'event a down @3', 'point a down @2')).toEqual([
      'a: up > down @1 late',
      'failover: a > b @1 late',
      'a: down > up @1.9 late',
      'connection: degraded > up @1.9 late',
      'connection: up > degraded @2 late',
      'a: up > down @3',
      'connection: degraded > down @3',
    ]);
  });

  test('is no late one for what BGP did before', () => {
    const script = allUp('b');
    script.hears(8.5, 'poll a bgp up @1', 'event b down @5', 'event b up @8');
    expect(ofConnection(script.hears(10, 'event a bgp down @7', 'event a down @9', 'event a up @10'))).toEqual([
      'connection: up > degraded @9',
      'failover: a > b @9',
      'connection: degraded > up @10',
    ]);
  });
});

test('outages that were announced to overlap did: what dates the end of one roughly does not take that back', () => {
  const script = allUp('b');
  script.hears(4.5, 'event b down @4');
  expect(ofConnection(script.hears(5, 'event a down @4.2'))).toEqual(['connection: degraded > down @4.2']);
  expect(ofConnection(script.hears(6.5, 'event a up @5.8', 'point b mixed @5', 'point b up @7'))).toEqual([
    'connection: down > degraded @5.8',
    'connection: degraded > up @6',
  ]);
});

describe('an outage that is news and began before one of another tunnel that comes late', () => {
  test.each([
    [
      'b',
      ['event a down @5', 'event b down @6'],
      [
        'a: up > down @5',
        'connection: up > degraded @5 late',
        'failover: a > b @5 late',
        'b: up > down @6 late',
        'connection: degraded > down @6 late',
        'b: down > up @7 late',
        'connection: down > degraded @7',
        'failover: a > b @7',
      ],
    ],
    [
      'a',
      ['event b down @5', 'event a down @6'],
      [
        'b: up > down @5',
        'connection: up > degraded @5 late',
        'a: up > down @6 late',
        'connection: degraded > down @6 late',
        'a: down > up @7 late',
        'connection: down > degraded @7',
      ],
    ],
  ] as const)('is told in its place: %s was known to be up again', (known, outages, expected) => {
    const script = allUp('b');
    expect(script.hears(7, `event ${known} up @7`)).toEqual([]);
    expect(script.hears(8, ...outages)).toEqual(expected);
    expect(script.state).toMatchObject({ lastAnnounced: 'degraded', since: 7 * MINUTE });
  });

  test('also where it began as the other one ended', () => {
    const script = allUp('b');
    script.hears(7, 'poll a up @7');
    expect(script.hears(8, 'event a down @6.5', 'event b down @7')).toEqual([
      'a: up > down @6.5 late',
      'connection: up > degraded @6.5',
      'failover: a > b @6.5',
      'a: down > up @7 late',
      'b: up > down @7',
    ]);
    expect(script.state).toMatchObject({ lastAnnounced: 'degraded', since: 6.5 * MINUTE });
  });

  test('and the end of a silence is told once, before it', () => {
    const script = silentByMinute20('a');
    expect(script.announced.map(lineOf)).toEqual(['b: up > unknown @11', 'a: up > unknown @18']);
    expect(script.hears(21, 'event a down @6', 'event a up @7', 'event b down @5', 'poll a up @21', 'poll b down @21')).toEqual([
      'a: unknown > up @21',
      'b: unknown > down @5',
      'connection: up > degraded @5 late',
      'a: up > down @6 late',
      'connection: degraded > down @6 late',
      'a: down > up @7 late',
      'connection: down > degraded @7',
    ]);
  });

  test.each([
    ['the other one is down', ['poll b down @21'], 'degraded'],
    ['the other one is silent still', [], 'unknown'],
  ])('and the end of a silence says what the connection is then: %s', (_, more, condition) => {
    const script = silentByMinute20('a', 'b');
    script.announced.length = 0;
    script.hears(21, 'event a down @6', 'event a up @7', 'poll a up @21', ...more);
    expect(script.announced[0]).toMatchObject({ tunnel: 'a', from: 'unknown', to: 'up', condition });
  });

  test('and so are the ends of two silences', () => {
    const script = silentByMinute20('a', 'b');
    expect(script.announced.map(lineOf)).toEqual(['a: up > unknown @18', 'b: up > unknown @18']);
    const told = script.hears(
      22,
      'event a down @6',
      'event a up @7',
      'event b down @5',
      'event b up @5.5',
      'poll a up @22',
      'poll b up @21',
    );
    expect(told.slice(0, 2)).toEqual(['b: unknown > up @21', 'a: unknown > up @22']);
    expect(told.filter((line) => line.includes('unknown'))).toHaveLength(2);
  });

  test('and so is its end', () => {
    const script = allUp('b');
    script.hears(4, 'event a down @4');
    script.hears(7, 'event b up @7');
    expect(script.hears(8, 'event a up @5', 'event b down @6')).toEqual([
      'a: down > up @5',
      'connection: degraded > up @5 late',
      'b: up > down @6 late',
      'connection: up > degraded @6 late',
      'b: down > up @7 late',
      'connection: degraded > up @7',
    ]);
    expect(script.state).toMatchObject({ lastAnnounced: 'up', since: 7 * MINUTE, isFailedOver: false });
  });
});
