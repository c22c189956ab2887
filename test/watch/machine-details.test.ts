import { describe, expect, test } from 'vitest';
import { withTunnels } from '../../src/watch/connection-record.ts';
import { next } from '../../src/watch/machine.ts';
import { type Settings, type StampVotes, timeOf } from '../../src/watch/timeline/index.ts';
import { lineOf, MINUTE, observationOf, Script } from './support/script.ts';

const NEVER = 1000 * MINUTE;

function bothUp(settings: Partial<Settings> = {}): Script {
  const script = new Script({ staleAfterMs: NEVER, ...settings });
  script.hears(1, 'poll a up @1', 'poll b up @1');
  return script;
}

function oneUp(settings: Partial<Settings> = {}): Script {
  const script = new Script({ staleAfterMs: NEVER, ...settings }, withTunnels(undefined, [{ key: 't', role: undefined }]));
  script.hears(1, 'poll t up @1');
  return script;
}

const isOf =
  (kind: string) =>
  (line: string): boolean =>
    line.startsWith(`${kind}: `);
const shownBy = (script: Script): string[] =>
  script.announced.map(({ kind, shownBy: { source, at } }) => `${kind} ${source} @${at / MINUTE}`);

describe('what is known already', () => {
  test('dates the present from further back, where a point begins before it', () => {
    const script = oneUp();
    script.hears(5, 'poll t down @5');
    expect(script.hears(6, 'point t down @5.5')).toEqual([]);
    expect(script.timeline('t')?.since).toBe(4.5 * MINUTE);
  });

  test('is not taken up again once it was forgotten', () => {
    const script = oneUp();
    script.hears(9, 'poll t up @9');
    script.takes({ asOf: 9 * MINUTE, observations: [] }, { forgetBefore: 8 * MINUTE });
    const { state } = script;
    expect(script.hears(9, 'poll t up @1')).toEqual([]);
    script.takes({ asOf: 20 * MINUTE, observations: [observationOf('poll t up @19')] }, { forgetBefore: 15 * MINUTE });
    expect(script.timeline('t')?.observations).toHaveLength(1);
    script.hears(20, 'poll t up @9');
    expect(script.timeline('t')?.observations).toHaveLength(1);
    expect(state).not.toBe(script.state);
  });

  test('of a connection with an unknown tunnel leaves its state the very same', () => {
    const script = new Script();
    script.hears(1, 'poll a up @1');
    const { state } = script;
    script.hears(2);
    expect(script.state).toBe(state);
  });
});

describe('silence', () => {
  test('that ends is told as of what ended it, whatever came late with it', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(5, 'poll t up @5');
    script.hears(15);
    expect(script.hears(31, 'poll t up @31', 'point t up @4')).toEqual(['t: unknown > up @31']);
  });

  test('that a point ends whose period began before it ends when it was told', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(5, 'poll t up @5');
    script.hears(15);
    expect(
      script
        .takes({ asOf: 16 * MINUTE, observations: [{ ...observationOf('point t up @16'), periodMs: 12 * MINUTE }] })
        .map(({ to, at }) => `${to} @${at / MINUTE}`),
    ).toEqual(['up @15']);
  });

  test('over the first observation of BGP is no change either, once it is heard', () => {
    const script = new Script({}, withTunnels(undefined, [{ key: 't', role: undefined }]));
    expect(script.hears(30, 'poll t bgp up @1')).toEqual([]);
    expect(script.hears(31, 'poll t bgp up @31')).toEqual([]);
    expect(script.hears(32, 'poll t bgp down @32')).toEqual(['t bgp: up > down @32']);
  });

  test('makes the connection unknown as of then, also where that is noticed later', () => {
    const script = bothUp({ staleAfterMs: 10 * MINUTE });
    script.hears(8, 'poll a up @8');
    script.hears(14);
    expect(script.state.since).toBe(11 * MINUTE);
    expect(script.announced.at(-1)).toMatchObject({ to: 'unknown', condition: 'unknown' });
  });

  test('of which something comes late is not told again', () => {
    const script = bothUp({ staleAfterMs: 10 * MINUTE });
    script.hears(8, 'poll a up @8', 'poll b up @8');
    script.hears(30);
    script.announced.length = 0;
    script.hears(31, 'event a down @3', 'event a up @4');
    expect(script.announced.map(({ tunnel, kind, to, condition }) => `${tunnel ?? kind} ${String(to)} ${condition}`)).toEqual([
      ...['a down degraded', 'connection degraded degraded', 'failover b degraded'],
      ...['a up up', 'connection up up'],
    ]);
  });
});

describe('a connection of which a tunnel is silent', () => {
  test('stays the very same while nothing is heard', () => {
    const script = bothUp({ staleAfterMs: 10 * MINUTE });
    script.hears(8, 'poll a up @8');
    script.hears(11);
    const { state } = script;
    script.hears(12);
    expect(script.state).toBe(state);
  });

  test('is what it was before, once that tunnel is heard with news of another', () => {
    const script = bothUp({ staleAfterMs: 2 * MINUTE });
    script.hears(3);
    script.announced.length = 0;
    expect(script.hears(3, 'event b down @2', 'event a up @2').filter((line) => !line.startsWith('a'))).toEqual([
      'b: unknown > down @2',
      'connection: unknown > degraded @3',
    ]);
    expect(script.announced[0]).toMatchObject({ tunnel: 'b', condition: 'degraded' });
  });

  test('is late with what came between, however the silence ends', () => {
    const script = bothUp({ staleAfterMs: 2 * MINUTE });
    script.hears(3, 'event a up @3');
    expect(script.hears(3, 'event b up @2', 'event a down @2').filter(isOf('connection'))).toEqual([
      'connection: up > degraded @2 late',
      'connection: degraded > up @3 late',
    ]);
  });

  test('is known since that tunnel is heard, whatever becomes known of BGP with it', () => {
    const script = bothUp({ staleAfterMs: 5 * MINUTE });
    script.hears(6, 'event b bgp down @2', 'event b up @6');
    script.announced.length = 0;
    script.hears(6.5, 'event a up @6.5', 'event b bgp up @2.1');
    expect(script.announced.at(-1)).toMatchObject({ tunnel: 'a', to: 'up', condition: 'up', since: 6.5 * MINUTE });
  });

  test('says with its silence what was heard last', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(5, 'poll t up @5');
    script.hears(15);
    expect(shownBy(script)).toEqual(['ipsec topology @5']);
  });
});

test('what is announced together is numbered on', () => {
  const script = oneUp();
  script.hears(9, 'event t down @5', 'event t up @6', 'event t down @7');
  expect(script.announced.filter(({ kind }) => kind === 'ipsec').map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('a tunnel of which only what decides nothing was heard is what is heard of it then', () => {
  const script = new Script({ staleAfterMs: NEVER });
  script.hears(2, 'event a phase1-ok @2', 'event b up @2');
  expect(script.hears(3, 'event b down @3', 'event a up @3')).toEqual(['b: up > down @3']);
  expect(script.announced[0]).toMatchObject({ condition: 'degraded' });
});

describe('late evidence', () => {
  test('of BGP is told in order of time with that of IPsec', () => {
    const script = oneUp();
    script.hears(9, 'poll t bgp up @1', 'poll t up @9', 'poll t bgp up @9');
    expect(script.hears(10, 'event t down @3', 'event t up @6', 'event t bgp down @4', 'event t bgp up @5')).toEqual([
      ...['t: up > down @3 late', 'connection: up > down @3 late'],
      ...['t bgp: up > down @4 late', 't bgp: down > up @5 late'],
      ...['t: down > up @6 late', 'connection: down > up @6 late'],
    ]);
  });

  test('of BGP says nothing of the connection, where that was otherwise then', () => {
    const script = bothUp();
    script.hears(6, 'poll a bgp up @1', 'event b down @5', 'poll a bgp up @6');
    expect(script.hears(7, 'event a bgp down @3', 'event a bgp up @4')).toEqual(['a bgp: up > down @3 late', 'a bgp: down > up @4 late']);
  });

  test('of BGP that is disabled now is told as well', () => {
    const script = oneUp();
    script.hearsInTime('poll t bgp up @1', 'poll t bgp disabled @5');
    expect(script.hears(6, 'event t bgp down @2', 'event t bgp up @3')).toEqual(['t bgp: up > down @2 late', 't bgp: down > up @3 late']);
  });

  test('of BGP that was disabled from the first on is history', () => {
    const script = oneUp();
    script.hears(9, 'poll t bgp disabled @9');
    expect(script.hears(10, 'poll t bgp down @3', 'poll t bgp up @4', 'poll t bgp down @5')).toEqual([]);
  });

  test('beside a time in which BGP was disabled tells one outage, not two', () => {
    const script = oneUp();
    script.hears(9, 'poll t bgp up @1', 'poll t bgp disabled @3', 'poll t bgp up @5');
    expect(script.hears(10, 'poll t bgp down @2', 'poll t bgp down @4')).toEqual(['t bgp: up > down @2 late', 't bgp: down > up @5 late']);
  });

  test('tells the half that was not told, where it parts an outage in two', () => {
    const script = oneUp();
    script.hearsInTime('event t down @3', 'event t up @10');
    expect(script.hears(11, 'event t up @5', 'event t down @6').filter(isOf('t'))).toEqual([
      't: up > down @6 late',
      't: down > up @10 late',
    ]);
  });

  test('is told in the order of time, however much of it is news', () => {
    const script = oneUp();
    script.hearsInTime('event t down @3', 'event t up @10', 'poll t up @20');
    expect(script.hears(21, 'event t up @5', 'event t down @6', 'event t down @12', 'event t up @13').filter(isOf('t'))).toEqual([
      ...['t: up > down @6 late', 't: down > up @10 late'],
      ...['t: up > down @12 late', 't: down > up @13 late'],
    ]);
  });

  test('of BGP says nothing of the connection', () => {
    const script = bothUp();
    script.hearsInTime('poll a bgp up @1', 'event b down @4', 'event b up @5', 'poll a bgp up @9', 'poll a up @9', 'poll b up @9');
    expect(script.hears(10, 'event a bgp down @3', 'event a bgp up @6')).toEqual(['a bgp: up > down @3 late', 'a bgp: down > up @6 late']);
    expect(script.announced.at(-1)?.condition).toBe('up');
  });

  test('of one moment says of the connection what IPsec says', () => {
    const script = bothUp();
    script.hearsInTime('poll a bgp up @1', 'poll b bgp down @1', 'poll a bgp up @9', 'poll a up @9', 'poll b up @9');
    expect(
      script
        .hears(
          10,
          'event a down @3',
          'event a bgp down @3',
          'event a bgp up @6',
          'event a up @6',
          'event b bgp up @3',
          'event b bgp down @6',
        )
        .filter(isOf('connection')),
    ).toEqual(['connection: up > degraded @3 late', 'connection: degraded > up @6 late']);
  });

  test('leaves alone what the other tunnel did between two outages', () => {
    const script = bothUp();
    script.hearsInTime('event b down @6', 'event b up @7', 'poll a up @20', 'poll b up @20');
    expect(script.hears(21, 'event a down @4', 'event a up @5', 'event a down @8', 'event a up @9').filter(isOf('connection'))).toEqual([
      ...['connection: up > degraded @4 late', 'connection: degraded > up @5 late'],
      ...['connection: up > degraded @8 late', 'connection: degraded > up @9 late'],
    ]);
  });

  test('is joined with what the other tunnel did, also where that is forgotten in the same moment', () => {
    const script = bothUp();
    script.hearsInTime('poll b bgp up @1', 'event b down @4', 'event b up @7', 'poll a up @20', 'poll b up @20', 'poll b bgp up @20');
    const observations = ['event a down @5', 'event a up @6'].map(observationOf);
    const told = script.takes({ asOf: 21 * MINUTE, observations }, { forgetBefore: 15 * MINUTE });
    expect(told.filter(({ kind }) => kind === 'connection').map(({ to, at }) => `${String(to)} @${at / MINUTE}`)).toEqual([
      'down @5',
      'degraded @6',
      'up @7',
    ]);
  });

  test('is joined with all that the other tunnel did, where that is forgotten in the same moment', () => {
    const script = bothUp();
    script.hearsInTime('event b down @2', 'event b up @4', 'event b down @6.5', 'event b up @7', 'poll a up @20', 'poll b up @20');
    const told = script.takes(
      { asOf: 21 * MINUTE, observations: ['event a down @3', 'event a up @5'].map(observationOf) },
      { forgetBefore: 15 * MINUTE },
    );
    expect(told.filter(({ kind }) => kind === 'connection').map(({ to, at }) => `${String(to)} @${at / MINUTE}`)).toEqual([
      'down @3',
      'degraded @4',
      'up @5',
    ]);
  });

  test('of a time in which the other tunnel was not known says nothing of the connection', () => {
    const before = new Script({ staleAfterMs: NEVER });
    before.hearsInTime('poll a up @1', 'poll b up @10', 'poll a up @20');
    expect(before.hears(21, 'event a down @5', 'event a up @6')).toEqual(['a: up > down @5 late', 'a: down > up @6 late']);
    const since = new Script({ staleAfterMs: NEVER });
    since.hearsInTime('poll a up @1', 'poll b up @5', 'poll a up @20');
    expect(since.hears(21, 'event a down @5', 'event a up @6').filter(isOf('connection'))).toHaveLength(2);
  });

  test('together with the first observation of the other tunnel is history to the connection', () => {
    const script = new Script({ staleAfterMs: NEVER });
    script.hearsInTime('poll a up @1', 'poll a up @9');
    expect(script.hears(10, 'poll b up @2', 'event a down @4', 'event a up @5')).toEqual(['a: up > down @4 late', 'a: down > up @5 late']);
    expect(script.state).toMatchObject({ lastAnnounced: 'up', since: 5 * MINUTE });
  });

  test('of BGP of the same instant does not show a change of the connection', () => {
    const script = bothUp();
    script.hears(20, 'poll a bgp up @1', 'poll a up @20', 'poll b up @20', 'poll a bgp up @20');
    script.announced.length = 0;
    script.hears(21, 'event a bgp down @3', 'event a bgp up @6', 'poll b down @3', 'event b up @6');
    expect(shownBy(script).filter((line) => !line.startsWith('bgp'))).toEqual([
      'ipsec topology @3',
      'connection topology @3',
      'ipsec event @6',
      'connection event @6',
    ]);
  });

  test('says what showed each change of the connection, and what showed the one it comes back with', () => {
    const script = bothUp();
    script.hears(20, 'poll a up @20', 'event b down @20');
    script.announced.length = 0;
    script.hears(21, 'poll a down @4', 'event a up @7');
    expect(shownBy(script)).toEqual([
      ...['ipsec topology @4', 'failover topology @4'],
      ...['ipsec event @7', 'connection event @7'],
      'connection event @20',
    ]);
  });
});

describe('mixed points', () => {
  test('alone await nothing while nothing is known', () => {
    const script = new Script({}, withTunnels(undefined, [{ key: 't', role: undefined }]));
    script.hears(4, 'point t mixed @4');
    expect(script.timeline('t')?.isOpen).toBe(false);
  });

  test('show the outage that they tell of', () => {
    const script = oneUp();
    script.hears(5, 'point t mixed @4', 'point t up @5');
    expect(shownBy(script).filter((line) => line.startsWith('ipsec'))).toEqual(['ipsec metric @3', 'ipsec metric @4']);
  });

  test('are not contradicted by a poll inside their period', () => {
    expect(oneUp().hears(5, 'point t mixed @4', 'poll t up @3.5', 'point t up @5').filter(isOf('t'))).toEqual([
      't: up > down @3',
      't: down > up @4',
    ]);
  });

  test('are not settled by a point that begins before they end', () => {
    const script = oneUp();
    expect(script.hears(5, 'point t mixed @4', 'point t up @4.5')).toEqual([]);
    expect(script.timeline('t')?.isOpen).toBe(true);
  });
});

test('a point is not contradicted by another point', () => {
  expect(oneUp().hears(5, 'point t down @4', 'point t up @4.5').filter(isOf('t'))).toEqual(['t: up > down @3', 't: down > up @3.5']);
});

describe('confirmation', () => {
  const held = (confirm: Settings['confirm'] = { down: 2, up: 2 }): Script => {
    const script = oneUp({ confirm });
    script.hears(5, 'poll t down @2.5', 'poll t down @3', 'poll t down @3.5', 'poll t phase2 @5');
    script.hears(6, 'poll t up @4', 'poll t up @4.5');
    return script;
  };

  test('has no phase to say before it is there', () => {
    const script = oneUp({ confirm: { down: 2, up: 1 } });
    script.hears(2, 'event t phase1 @2');
    expect(script.timeline('t')?.phase).toBeUndefined();
  });

  test('that late evidence would take back holds as of what bore it out', () => {
    const script = held();
    expect(script.timeline('t')).toMatchObject({ value: 'down', since: 5 * MINUTE, phase: 'phase2', watermark: 5 * MINUTE });
    expect(shownBy(script).slice(-3)).toEqual(['connection topology @4.5', 'ipsec topology @5', 'connection topology @5']);
  });

  test('that held is dated anew by what comes later still', () => {
    const script = held();
    expect(script.hears(6, 'poll t down @4.8')).toEqual([]);
    expect(script.timeline('t')).toMatchObject({ value: 'down', since: 4.8 * MINUTE });
    const slower = held({ down: 3, up: 2 });
    slower.hears(6, 'poll t down @4.8');
    expect(slower.timeline('t')).toMatchObject({ value: 'down', since: 4.8 * MINUTE });
  });

  test('that held says the right source when it falls silent', () => {
    const script = new Script({ confirm: { down: 2, up: 2 } }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    script.hears(5, 'poll t up @1', 'poll t down @3', 'poll t down @3.5', 'poll t down @5');
    script.hears(6, 'poll t up @4', 'poll t up @4.5');
    script.hears(20);
    expect(shownBy(script).at(-1)).toBe('ipsec topology @5');
  });
});

describe('what datapoints show of their timestamps', () => {
  const votesOf = (...points: readonly string[]): StampVotes => {
    const script = bothUp();
    const words = ['event a down @10.5', 'event b down @10.5', 'poll a down @20', 'poll b down @20'].map(observationOf);
    const wide = points.map((line) => ({ ...observationOf(line), isEdgeUnknown: true }));
    return next(script.state, { asOf: 20 * MINUTE, observations: [...words, ...wide] }, script.settings).votes;
  };

  test('is the sum of what those of all tunnels show', () => {
    expect(votesOf('point a mixed @11', 'point b mixed @11')).toEqual({ start: 0, end: 2 });
    expect(votesOf('point a down @10', 'point b down @10')).toEqual({ start: 2, end: 0 });
    expect(votesOf('point a down @10', 'point b mixed @11')).toEqual({ start: 1, end: 1 });
    expect(votesOf()).toEqual({ start: 0, end: 0 });
  });
});

describe('tunnels', () => {
  test('stand in for each other by their roles, not by their order', () => {
    const script = new Script(
      { staleAfterMs: NEVER },
      withTunnels(undefined, [
        { key: 's', role: 'slave' },
        { key: 'm', role: 'master' },
      ]),
    );
    script.hears(1, 'poll m up @1', 'poll s up @1');
    expect(script.hearsInTime('event s down @2', 'event s up @3', 'event m down @4').filter(isOf('failover'))).toEqual([
      'failover: m > s @4',
    ]);
  });

  test('that are gone leave the connection as the newest evidence of the others shows it', () => {
    const script = new Script(
      { staleAfterMs: NEVER },
      withTunnels(
        undefined,
        ['a', 'b', 'c'].map((key) => ({ key, role: undefined })),
      ),
    );
    script.hears(5, 'poll a up @1', 'poll b up @1', 'event c down @3', 'poll a up @5');
    script.state = withTunnels(
      script.state,
      ['a', 'b'].map((key) => ({ key, role: undefined })),
    );
    script.hears(6);
    expect(shownBy(script)).toEqual(['connection topology @5']);
  });

  test('that are new are looked at, also where the connection is what it was', () => {
    const script = bothUp();
    script.hears(2, 'event b down @2');
    script.state = withTunnels(script.state, [
      { key: 'b', role: 'slave' },
      { key: 'c', role: 'master' },
    ]);
    expect(script.hears(3, 'event b up @3')).toEqual(['b: down > up @3']);
    expect(script.hears(4, 'poll c down @4')).toEqual(['failover: c > b @4']);
  });
});

describe('what was told and evidence no longer shows', () => {
  test('is not told again, where two events that come in the wrong order show it after a point of both did', () => {
    const script = oneUp();
    script.hears(5, 'point t up @4');
    expect(script.hears(8, 'point t mixed @5', 'point t mixed @6', 'poll t up @7')).toEqual([
      't: up > down @4',
      'connection: up > down @4',
      't: down > up @6',
      'connection: down > up @6',
    ]);
    expect([...script.hears(9, 'event t up @5.1'), ...script.hears(10, 'event t down @4.7')]).toEqual([]);
    // Another outage is told.
    expect(script.hears(11, 'event t down @2', 'event t up @3').filter(isOf('t'))).toEqual([
      't: up > down @2 late',
      't: down > up @3 late',
    ]);
  });

  test('is not told again as the end of what came before the first observation', () => {
    const script = new Script({ staleAfterMs: NEVER, emitInitial: true }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    expect([...script.hears(5, 'event t down @5'), ...script.hears(6, 'event t up @6')].filter(isOf('t'))).toEqual([
      't: unknown > down @5',
      't: down > up @6',
    ]);
    expect(script.hears(7, 'event t up @2')).toEqual([]);
  });
});

describe('what a transition says beside its change', () => {
  const conditions = (script: Script): string[] =>
    script.announced.map(
      ({ tunnel = 'connection', to, condition, since }) => `${tunnel} ${String(to)}: ${condition} since ${since / MINUTE}`,
    );

  test('is what the connection came to with it, and since when, also where it came to more in the same round', () => {
    const script = bothUp();
    script.hears(9, 'event a down @5', 'event b down @6', 'event a up @8');
    expect(conditions(script)).toEqual([
      ...['a down: degraded since 5', 'connection degraded: degraded since 5', 'connection b: degraded since 5'],
      ...['b down: down since 6', 'connection down: down since 6'],
      ...['a up: degraded since 8', 'connection degraded: degraded since 8'],
    ]);
  });

  test('is what the connection was then, where it is told late', () => {
    const script = bothUp();
    script.hears(20, 'event b down @3', 'poll a up @20', 'poll b down @20');
    script.announced.length = 0;
    script.hears(21, 'event a down @5', 'event a up @6');
    expect(conditions(script)).toEqual([
      ...['a down: down since 5', 'connection down: down since 5'],
      ...['a up: degraded since 6', 'connection degraded: degraded since 6'],
    ]);
    const other = bothUp();
    other.hears(20, 'event b down @3', 'poll a up @20', 'poll b down @20');
    other.announced.length = 0;
    other.hears(21, 'event a bgp up @4', 'event a bgp down @5', 'event a bgp up @6', 'poll a bgp up @21');
    other.hears(22, 'event a bgp down @7', 'event a bgp up @8');
    expect(conditions(other)).toEqual(['a down: degraded since 3', 'a up: degraded since 3']);
  });

  test('is what failed, though that shows only after the change', () => {
    const script = oneUp();
    expect(script.hears(5, 'point t down @4', 'poll t phase1 @5')).toEqual(['t: up > down @3 phase1', 'connection: up > down @3']);
  });

  test('dates the end of silence no earlier than the silence, and a change when it was', () => {
    const script = oneUp({ staleAfterMs: 5 * MINUTE });
    expect(script.hears(10, 'poll t up @5')).toEqual(['t: up > unknown @10']);
    expect(script.hears(12, 'point t up @7', 'poll t up @12')).toEqual(['t: unknown > up @10']);
    script.hears(17);
    expect(script.hears(19, 'point t up @13', 'event t down @15').filter(isOf('t'))).toEqual(['t: unknown > down @15']);
  });

  test('is the evidence that showed a first observation first', () => {
    const script = new Script({ emitInitial: true }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    script.hears(5, 'poll t up @3', 'poll t up @5');
    expect(script.announced.map(({ at, shownBy }) => [at / MINUTE, shownBy.at / MINUTE])[0]).toEqual([3, 3]);
  });
});

describe('evidence that contradicts itself', () => {
  test('at one instant has one last word, so nothing comes and goes in no time', () => {
    const script = bothUp();
    expect(script.hears(13, 'poll b down @13', 'event b up @13', 'event b down @13').filter(isOf('b'))).toEqual(['b: up > down @13']);
    expect(script.hears(15, 'event b up @15').filter(isOf('b'))).toEqual(['b: down > up @15']);
    expect(script.hears(20, 'event a up @20', 'event a down @20', 'event a phase1 @20').filter(isOf('a'))).toEqual([
      'a: up > down @20 phase1',
    ]);
  });

  test('keeps its last word when a part of it comes again later', () => {
    const script = bothUp();
    script.hears(13, 'poll b down @13', 'event b up @13');
    const { state } = script;
    expect(script.hears(14, 'poll b down @13', 'event b up @13')).toEqual([]);
    expect(script.state).toBe(state);
  });

  test('changes nothing when it is repeated, also where changes have to be confirmed', () => {
    const script = oneUp({ confirm: { down: 1, up: 2 } });
    script.hears(6, 'point t up @3', 'point t mixed @4', 'point t down @4', 'point t down @3');
    script.hears(7, 'point t up @3.5', 'point t down @3.5', 'point t up @3');
    const { state } = script;
    expect(script.hears(8, 'point t up @3', 'point t down @4', 'point t up @3.5', 'point t mixed @4')).toEqual([]);
    expect(script.state).toBe(state);
  });

  test('is told as a change of its own after silence, however near what was told before lies', () => {
    const script = new Script(
      { confirm: { down: 2, up: 1 }, staleAfterMs: 2 * MINUTE, emitInitial: true },
      withTunnels(undefined, [{ key: 't', role: undefined }]),
    );
    script.hears(3, 'point t down @3');
    script.hears(3.5, 'point t up @3', 'point t down @3.5', 'point t up @3.5');
    script.hears(20);
    script.announced.length = 0;
    expect(script.hears(40, 'point t down @23').filter(isOf('t'))).toEqual(['t: unknown > down @2.5', 't: down > unknown @25']);
  });
});

test('tunnels that change their roles are no failover, and the next one is told', () => {
  const script = bothUp();
  script.hears(2, 'poll a down @2');
  script.state = withTunnels(script.state, [
    { key: 'a', role: 'slave' },
    { key: 'b', role: 'master' },
  ]);
  expect(script.hears(3, 'poll a up @3', 'poll b down @3').filter(isOf('failover'))).toEqual(['failover: b > a @3']);
});

test('an outage whose events come after those of the next one is not told twice', () => {
  const script = oneUp();
  script.hears(8, 'poll t up @8', 'point t mixed @8');
  script.hears(9, 'poll t up @9', 'point t up @9');
  script.hears(10, 'poll t up @10', 'point t up @10');
  expect(script.announced.map(lineOf).filter(isOf('t'))).toEqual(['t: up > down @7', 't: down > up @8']);
  script.hears(12, 'poll t down @12', 'point t up @11');
  script.hears(13, 'poll t up @13', 'point t down @12', 'event t up @7.5');
  script.announced.length = 0;
  script.hears(14, 'point t mixed @13', 'event t down @7.2', 'event t down @11.1', 'event t up @12.6');
  expect(script.announced.map(lineOf)).toEqual([]);
});

test.each([
  ['', 0],
  [', also where that is forgotten', 8],
])('a connection that comes back to what it was after a late outage says what had shown it%s', (_, forgetBefore) => {
  const script = bothUp({ staleAfterMs: NEVER });
  script.hears(3, 'event a down @1.5', 'event a up @2.5', 'poll a up @3');
  script.hears(9, 'poll b up @9');
  script.state = next(script.state, { asOf: 0, observations: [] }, { ...script.settings, forgetBefore: forgetBefore * MINUTE }).state;
  script.announced.length = 0;
  script.hears(9, 'event b down @2', 'event b up @2.2');
  const last = script.announced.at(-1);
  expect([last?.kind, last?.to, last && last.at / MINUTE, last?.shownBy]).toEqual([
    'connection',
    'up',
    2.5,
    { source: 'event', at: 2.5 * MINUTE },
  ]);
});

test('what the connection was in a late outage is shown by what changed it then, of whichever tunnel', () => {
  const script = bothUp();
  script.hears(5, 'event a down @3');
  script.hears(6, 'event a up @5');
  script.hears(9, 'poll a up @9', 'poll b up @9');
  script.announced.length = 0;
  script.hears(9, 'event b down @2', 'event b up @7');
  expect(shownBy(script).filter((line) => line.startsWith('connection'))).toEqual([
    'connection event @2',
    'connection event @3',
    'connection event @5',
    'connection event @7',
  ]);
});

describe('what is known and what is news', () => {
  test('are parted by what bears the present out, not by what is open still', () => {
    const script = oneUp({ staleAfterMs: 2 * MINUTE });
    script.hears(3, 'point t up @3');
    script.hears(8, 'point t mixed @8');
    script.hears(15.5, 'point t up @3');
    expect(script.hears(20, 'point t down @7.5', 'poll t up @10.5').filter(isOf('t'))).toEqual([
      't: unknown > down @6.5',
      't: down > up @8',
      't: up > unknown @12.5',
    ]);
  });

  test('a first observation that is history is all there is to know of the time before', () => {
    const script = new Script({ staleAfterMs: NEVER }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    script.takes({ asOf: 6 * MINUTE, observations: ['poll t up @3', 'point t mixed @6'].map(observationOf) }, { isBaseline: true });
    expect(script.timeline('t')).toMatchObject({ observations: [], isOpen: false, checkpoint: { value: 'up', since: 3 * MINUTE } });
    expect(timeOf(script.timeline('t')!.checkpoint.upTo)).toBe(5 * MINUTE);
    expect(script.hears(9, 'point t up @9', 'event t down @2')).toEqual([]);
    const other = new Script({ staleAfterMs: NEVER }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    other.hears(6, 'poll t up @3', 'point t mixed @6');
    expect(other.hears(9, 'point t up @9').filter(isOf('t'))).toEqual(['t: up > down @5', 't: down > up @8']);
  });

  test('what was announced and is not shown is remembered for two periods beyond what is forgotten', () => {
    const retracted = (forgetBefore: number): number | undefined => {
      const script = oneUp();
      script.hears(9, 'point t mixed @8', 'poll t up @9');
      script.hears(10, 'event t up @7.5', 'poll t up @10', 'poll t up @14');
      script.takes({ asOf: 40 * MINUTE, observations: [] }, { forgetBefore: forgetBefore * MINUTE });
      return script.timeline('t')?.ledger.filter(({ at }) => at > MINUTE).length;
    };
    expect([retracted(9.9), retracted(11)]).toEqual([2, 1]);
    expect([retracted(13.9), retracted(14)]).toEqual([1, 0]);
  });

  test('each outage of one round has the phase that failed then', () => {
    const script = oneUp();
    expect(script.hears(9, 'event t phase1 @5', 'event t up @6', 'event t phase2 @7').filter(isOf('t'))).toEqual([
      't: up > down @5 phase1',
      't: down > up @6',
      't: up > down @7 phase2',
    ]);
  });

  test('a period that begins before what is forgotten and ends after what was heard says how long it was heard', () => {
    const script = oneUp();
    script.takes({ asOf: 40 * MINUTE, observations: [observationOf('poll t up @20')] }, { forgetBefore: 30 * MINUTE });
    expect(script.timeline('t')).toMatchObject({ observations: [], periodMs: 0, asOf: 20 * MINUTE });
    script.takes({ asOf: 40 * MINUTE, observations: [{ ...observationOf('point t up @20.5'), periodMs: MINUTE }] });
    expect(script.timeline('t')).toMatchObject({ observations: [], periodMs: MINUTE, asOf: 20.5 * MINUTE });
    script.takes({ asOf: 40 * MINUTE, observations: [{ ...observationOf('point t up @20'), periodMs: 5 * MINUTE }] });
    expect(script.timeline('t')).toMatchObject({ observations: [], periodMs: 5 * MINUTE, asOf: 20.5 * MINUTE });
  });

  test('what a held state was held against bears nothing out', () => {
    const script = new Script(
      { staleAfterMs: NEVER, confirm: { down: 2, up: 1 } },
      withTunnels(undefined, [{ key: 't', role: undefined }]),
    );
    script.hears(4, 'event t up @3');
    script.hears(5, 'event t down @3');
    script.hears(6, 'point t up @2');
    expect(script.hears(9, 'point t mixed @6', 'point t down @8')).toEqual([]);
    expect(script.timeline('t')).toMatchObject({ value: 'up', isOpen: true });
  });

  test('a state that is held keeps what failed', () => {
    const script = oneUp({ confirm: { down: 2, up: 2 } });
    script.hears(6, 'event t phase2 @5', 'poll t phase2 @6');
    expect(script.timeline('t')).toMatchObject({ value: 'down', phase: 'phase2' });
    script.hears(7, 'poll t up @5.5');
    expect(script.timeline('t')).toMatchObject({ value: 'down', phase: 'phase2' });
  });
});

describe('a minute of both up and down', () => {
  test('leads up to a change, which came about in it as far as a poll can say, and later where an event says so', () => {
    expect(oneUp().hears(6, 'point t mixed @4', 'poll t down @5.5').filter(isOf('t'))).toEqual(['t: up > down @4']);
    expect(oneUp().hears(6, 'point t mixed @4', 'event t down @5.5').filter(isOf('t'))).toEqual(['t: up > down @5.5']);
  });

  test('is over by the poll that ends it, also where that is made as it ends', () => {
    const script = oneUp();
    expect(script.hears(9, 'point t mixed @6', 'poll t up @6', 'poll t up @7').filter(isOf('t'))).toEqual([
      't: up > down @5',
      't: down > up @6',
    ]);
  });

  test('is over by the event that says so, whatever a poll had shown', () => {
    const script = oneUp();
    expect(script.hears(9, 'point t mixed @6', 'poll t up @6.5', 'event t up @8').filter(isOf('t'))).toEqual([
      't: up > down @5',
      't: down > up @8',
    ]);
  });

  test('that is not confirmed leaves the present as old as it was', () => {
    const script = oneUp({ confirm: { down: 2, up: 1 } });
    expect(script.hears(9, 'point t mixed @6', 'point t up @7', 'point t up @8')).toEqual([]);
    expect(script.timeline('t')?.since).toBe(MINUTE);
  });

  test('is told by an event of the minute after it, and by none of the one after that', () => {
    expect(oneUp().hears(9, 'point t mixed @6', 'event t up @6.5', 'poll t up @9')).toEqual([]);
    expect(oneUp().hears(9, 'point t mixed @6', 'event t up @7', 'poll t up @9')).toEqual([]);
    expect(oneUp().hears(9, 'point t mixed @6', 'event t up @7.1', 'poll t up @9').filter(isOf('t'))).toEqual([
      't: up > down @5',
      't: down > up @7.1',
    ]);
  });
});

test('an outage that an event newer than all that is known takes back is not told again', () => {
  const script = oneUp();
  expect(script.hears(8, 'point t mixed @6', 'point t up @7').filter(isOf('t'))).toEqual(['t: up > down @5', 't: down > up @6']);
  expect(script.hears(9, 'event t up @6.1')).toEqual([]);
  expect(script.hears(10, 'event t down @5.9')).toEqual([]);
});

test('what a minute of both dates back counts once for an instant, whatever else says so then', () => {
  const script = oneUp({ confirm: { down: 2, up: 1 } });
  script.hears(7, 'poll t up @6');
  expect(script.hears(12, 'poll t down @11', 'event t down @11')).toEqual([]);
  expect(script.hears(13, 'point t mixed @6')).toEqual([]);
  expect(script.hears(14, 'poll t down @13').filter(isOf('t'))).toEqual(['t: up > down @6']);
});

test('a change that was announced after the time up to which all is forgotten is not announced again', () => {
  const later = (forgetBefore: number): readonly string[] => {
    const script = new Script({ staleAfterMs: NEVER }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    script.hears(4, 'poll t down @3.5', 'point t mixed @3.5');
    // It was down before, and so the minute of both is open again.
    script.hears(5, 'point t down @3');
    expect(script.timeline('t')).toMatchObject({ value: 'down', since: 2 * MINUTE, isOpen: true });
    script.takes({ asOf: 20 * MINUTE, observations: [] }, { forgetBefore });
    return script.hears(24, 'point t down @23', 'point t up @24').filter(isOf('t'));
  };
  expect(later(0)).toEqual(['t: down > up @2.5 late', 't: up > down @3.5 late', 't: down > up @23']);
  expect(later(10 * MINUTE)).toEqual(later(0));
});

test('an outage that was announced and taken back stands for none of long after it', () => {
  const script = new Script({ staleAfterMs: NEVER }, withTunnels(undefined, [{ key: 't', role: undefined }]));
  script.hears(4, 'point t mixed @3', 'event t down @4');
  script.hears(5, 'point t up @5');
  expect(script.hears(5.5, 'point t mixed @5.5', 'point t up @3').filter(isOf('t'))).toEqual(['t: up > down @4.5']);
  expect(script.hears(25, 'point t up @23', 'event t down @23', 'point t up @24.5').filter(isOf('t')).slice(-2)).toEqual([
    't: up > down @23',
    't: down > up @23.5',
  ]);
});

describe('what was announced of the time in which all is forgotten', () => {
  const forgetting = (script: Script, at: number, forgetBefore: number, ...lines: readonly string[]): readonly string[] =>
    script
      .takes({ asOf: at * MINUTE, observations: lines.map(observationOf) }, { forgetBefore: forgetBefore * MINUTE })
      .map(lineOf)
      .filter(isOf('t'));

  test('is not announced again, where it began at the very instant of what is remembered', () => {
    const script = new Script({ staleAfterMs: NEVER }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    forgetting(script, 4, 3, 'poll t down @2');
    expect(script.hears(4, 'event t up @2', 'event t down @2.5').filter(isOf('t'))).toEqual(['t: down > up @2', 't: up > down @2.5']);
    expect(script.hears(4, 'event t up @2.1')).toEqual([]);
  });

  test('is not announced again, where it came to the value that is remembered', () => {
    const script = oneUp();
    script.hears(2, 'event t down @2');
    expect(forgetting(script, 8, 7, 'point t mixed @3.9', 'poll t down @7.9')).toEqual(['t: down > up @2.9', 't: up > down @7.9']);
    expect(script.hears(8, 'event t up @3')).toEqual([]);
  });
});
