import { describe, expect, test } from 'vitest';
import { conditionOf } from '../../src/watch/condition.ts';
import { withTunnels } from '../../src/watch/connection-record.ts';
import { presentOf, type Settings } from '../../src/watch/timeline/index.ts';
import { MINUTE, observationOf, Script } from './support/script.ts';

/** A connection whose tunnels are both known to be up since minute 1. */
function bothUp(settings: Partial<Settings> = {}): Script {
  const script = new Script({ staleAfterMs: 1000 * MINUTE, ...settings });
  script.hears(1, 'poll a up @1', 'poll b up @1');
  return script;
}

/** A single tunnel `t`, known to be up since minute 1. */
function oneUp(settings: Partial<Settings> = {}): Script {
  const script = new Script({ staleAfterMs: 1000 * MINUTE, ...settings }, withTunnels(undefined, [{ key: 't', role: undefined }]));
  script.hears(1, 'poll t up @1');
  return script;
}

const isOf =
  (kind: string) =>
  (line: string): boolean =>
    line.startsWith(`${kind}: `);

describe('1. the order of evidence', () => {
  const lines = ['poll a up @1', 'event a down @3', 'point a down @5', 'event a up @6', 'point a up @8'];

  test('the same evidence ends in the same state in whatever order it comes', () => {
    const [forth, back] = [new Script(), new Script()];
    for (const line of lines) forth.hears(8, line);
    for (const line of lines.toReversed()) back.hears(8, line);
    // What was announced, and as of when, is a matter of the order.
    const { lastAnnounced: _s, announced: _t, ledger: _l, ...expected } = forth.timeline('a')!;
    expect(back.timeline('a')).toMatchObject(expected);
    expect(expected).toMatchObject({ value: 'up', since: 6 * MINUTE, asOf: 8 * MINUTE });
  });

  test('a repeat changes nothing and tells nothing', () => {
    const script = new Script();
    script.hears(8, ...lines);
    const { state } = script;
    expect(script.hears(8, ...lines)).toEqual([]);
    expect(script.state).toEqual(state);
  });

  test('where nothing was learned, the state is the very one that was given', () => {
    const script = bothUp();
    const { state } = script;
    expect(script.hears(2)).toEqual([]);
    expect(script.state).toBe(state);
  });
});

describe('2. chains', () => {
  test('what says what is known tells nothing', () => {
    expect(oneUp().hearsInTime('event t down @2', 'poll t down @3', 'point t down @5', 'event t phase1 @6')).toEqual([
      't: up > down @2',
      'connection: up > down @2',
    ]);
  });

  test('a point that an event overrules does not have its change told twice', () => {
    const script = oneUp();
    expect(script.hears(3, 'point t down @3')).toEqual(['t: up > down @2', 'connection: up > down @2']);
    expect(script.hears(4, 'event t down @2.5')).toEqual([]);
    expect(script.timeline('t')).toMatchObject({ value: 'down', since: 2.5 * MINUTE });
  });

  test('what turns out otherwise is told as a change of the present', () => {
    const script = oneUp();
    script.hears(3, 'point t down @3');
    expect(script.hears(4, 'event t up @2.5')).toEqual(['t: down > up @2.5', 'connection: down > up @2.5']);
  });

  test('of one instant the event has the last word over the poll, a period that begins then follows both, and its change is one of the present', () => {
    const script = oneUp();
    expect(script.hears(5, 'poll t down @5')).toEqual(['t: up > down @5', 'connection: up > down @5']);
    expect(script.hears(5, 'event t up @5')).toEqual(['t: down > up @5', 'connection: down > up @5']);
    expect(script.hears(5, 'point t down @6')).toEqual(['t: up > down @5', 'connection: up > down @5']);
    expect(script.hears(5, 'poll t up @5', 'point t up @6')).toEqual([]);
  });

  test('a recovery that comes to light with the event that ended it is told, though a point had said so already', () => {
    const script = oneUp();
    script.hears(10, 'point t down @3', 'point t down @9.5');
    expect(script.hears(11, 'point t up @9', 'event t down @9.5')).toEqual([
      ...['t: down > up @8 late', 'connection: down > up @8 late'],
      ...['t: up > down @9.5 late', 'connection: up > down @9.5 late'],
    ]);
  });

  test('a change in the very instant of a poll, on the edge of a period, is told once', () => {
    const script = oneUp();
    expect(script.hears(5, 'poll t up @5')).toEqual([]);
    expect(script.hears(6, 'event t down @5', 'poll t down @6')).toEqual(['t: up > down @5', 'connection: up > down @5']);
    expect(script.hears(7, 'point t up @5', 'point t down @6', 'poll t down @7')).toEqual([]);
  });

  test('the numbers of a kind go on by one, those of failovers with those of the connection', () => {
    const script = bothUp();
    script.hearsInTime('event a down @2', 'event a up @3', 'poll a bgp up @3', 'event a down @4', 'poll a bgp down @5');
    expect(script.announced.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
      ...['ipsec 1', 'connection 1', 'failover 2'],
      ...['ipsec 2', 'connection 3'],
      ...['ipsec 3', 'connection 4', 'failover 5'],
      'bgp 1',
    ]);
  });

  test('a transition says what showed it, and what the connection is with it', () => {
    const script = bothUp();
    script.hears(4, 'point a down @4', 'event b down @5');
    expect(script.announced.map(({ kind, shownBy, condition }) => [kind, shownBy, condition])).toEqual([
      ['ipsec', { source: 'metric', at: 3 * MINUTE }, 'degraded'],
      ['connection', { source: 'metric', at: 3 * MINUTE }, 'degraded'],
      ['failover', { source: 'metric', at: 3 * MINUTE }, 'degraded'],
      ['ipsec', { source: 'event', at: 5 * MINUTE }, 'down'],
      ['connection', { source: 'event', at: 5 * MINUTE }, 'down'],
    ]);
  });

  test('what failed is told with the change, and what is learned of it later is known', () => {
    const script = oneUp();
    expect(script.hears(2, 'event t phase1 @2')[0]).toBe('t: up > down @2 phase1');
    expect(script.timeline('t')?.phase).toBe('phase1');
    script.hears(3, 'event t phase1-ok @3');
    expect(script.timeline('t')?.phase).toBe('phase2');
    script.hears(4, 'poll t down @4');
    expect(script.timeline('t')?.phase).toBe('phase2');
    script.hears(5, 'event t up @5', 'event t phase1-ok @5.5');
    expect(script.timeline('t')?.phase).toBeUndefined();
  });
});

describe('3. late evidence', () => {
  test('shows an outage that was missed, as a pair, and leaves the present as it is', () => {
    const script = oneUp();
    script.hears(9, 'poll t up @9');
    expect(script.hears(10, 'event t down @5', 'event t up @6')).toEqual([
      't: up > down @5 late',
      'connection: up > down @5 late',
      't: down > up @6 late',
      'connection: down > up @6 late',
    ]);
    expect(script.timeline('t')).toMatchObject({ value: 'up', since: 6 * MINUTE, watermark: 9 * MINUTE });
  });

  test('half of an outage shows it too: the other half is what came after it', () => {
    const script = oneUp();
    script.hears(9, 'poll t up @9');
    expect(script.hears(10, 'event t down @5').filter(isOf('t'))).toEqual(['t: up > down @5 late', 't: down > up @9 late']);
    expect(script.hears(10, 'event t up @6')).toEqual([]);
  });

  test('shows a recovery that was missed', () => {
    const script = oneUp();
    script.hears(3, 'event t down @3');
    script.hears(9, 'poll t down @9');
    expect(script.hears(10, 'event t up @5').filter(isOf('t'))).toEqual(['t: down > up @5 late', 't: up > down @9 late']);
  });

  test('moves a change that was told without telling it again', () => {
    const script = oneUp();
    script.hears(9, 'poll t down @9');
    expect(script.hears(10, 'event t down @7')).toEqual([]);
    expect(script.timeline('t')?.since).toBe(7 * MINUTE);
  });

  test('of several outages each is told with its own times', () => {
    const script = oneUp();
    script.hearsInTime('event t down @10', 'event t up @11');
    script.hears(30, 'poll t up @30');
    expect(
      script.hears(31, 'event t down @20', 'event t up @21', 'event t down @3', 'event t up @4', 'event t down @9.5').filter(isOf('t')),
    ).toEqual(['t: up > down @3 late', 't: down > up @4 late', 't: up > down @20 late', 't: down > up @21 late']);
  });

  test('before a silence it is told, and the silence after it is not told again', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(5, 'poll t up @5');
    expect(script.hears(20)).toEqual(['t: up > unknown @15']);
    expect(script.hears(21, 'event t down @3', 'event t up @4').filter(isOf('t'))).toEqual([
      't: unknown > down @3 late',
      't: down > up @4 late',
    ]);
    expect(script.hears(22, 'poll t up @22')).toEqual(['t: unknown > up @22']);
  });

  test('comes before what it tells of the present, in the same call', () => {
    const script = oneUp();
    script.hears(9, 'poll t up @9');
    expect(script.hears(12, 'event t down @11', 'event t up @12', 'event t down @3', 'event t up @4').filter(isOf('t'))).toEqual([
      't: up > down @3 late',
      't: down > up @4 late',
      't: up > down @11',
      't: down > up @12',
    ]);
  });
});

describe('4. points that others overrule', () => {
  test.each(['event t up @4.5', 'event t up @5', 'poll t up @4.5'])(
    'a point of minutes 4 to 5 says nothing beside %s, whichever comes first',
    (line) => {
      const before = oneUp();
      expect(before.hears(6, line)).toEqual([]);
      expect(before.hears(6, 'point t down @5')).toEqual([]);
      const after = oneUp();
      after.hears(6, 'point t down @5');
      after.hears(6, line);
      expect(after.timeline('t')).toMatchObject({ value: 'up', since: MINUTE });
    },
  );

  test.each(['event t up @4', 'event t up @5.1', 'poll t up @4', 'poll t up @5'])(
    'but it does beside %s, which is not inside its period',
    (line) => {
      expect(oneUp().hears(6, line, 'point t down @5').filter(isOf('t'))).toContain('t: up > down @4');
    },
  );

  test('an event that says neither up nor down overrules nothing', () => {
    const script = oneUp();
    expect(script.hears(6, 'event t phase1-ok @4.5', 'point t down @5').filter(isOf('t'))).toEqual(['t: up > down @4 phase2']);
    expect(script.timeline('t')).toMatchObject({ value: 'down', phase: 'phase2' });
  });
});

describe('5. silence', () => {
  test('is never down: the tunnel is unknown, which is told once, until it is heard again', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    expect(script.hears(10.9)).toEqual([]);
    expect(script.hears(11)).toEqual(['t: up > unknown @11']);
    expect(presentOf(script.timeline('t'))).toBe('unknown');
    expect([...script.hears(12), ...script.hears(30)]).toEqual([]);
    expect(script.hears(31, 'poll t up @31')).toEqual(['t: unknown > up @31']);
    expect(script.hears(41)).toEqual(['t: up > unknown @41']);
    expect(script.hears(50, 'event t down @50')).toEqual(['t: unknown > down @50', 'connection: unknown > down @50']);
  });

  test('of BGP and health is not told, and hearing the same again neither', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(1, 'poll t bgp up @1', 'poll t health up @1');
    expect(script.hears(11)).toEqual(['t: up > unknown @11']);
    expect(presentOf(script.timeline('t', 'bgp'))).toBe('unknown');
    expect(script.hears(31, 'poll t up @31', 'poll t bgp up @31', 'poll t health down @31')).toEqual([
      't: unknown > up @31',
      't health: unknown > down @31',
    ]);
    expect(presentOf(script.timeline('t', 'bgp'))).toBe('up');
  });

  test('does not end because a moment is judged that lies before the last one', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(11);
    expect(script.hears(5, 'poll t up @0.5')).toEqual([]);
    expect(presentOf(script.timeline('t'))).toBe('unknown');
  });

  test('that evidence ends and that goes on tells what the evidence says in between', () => {
    const script = oneUp({ staleAfterMs: 10 * MINUTE });
    script.hears(11);
    expect(script.hears(40, 'event t down @20', 'event t up @21').filter(isOf('t'))).toEqual([
      't: unknown > down @20',
      't: down > up @21',
      't: up > unknown @31',
    ]);
  });
});

describe('6. the first observation', () => {
  const lines = ['poll a up @1', 'poll a bgp up @1', 'poll b down @2', 'poll b health disabled @2'];

  test('is silent, however much of it comes at once', () => {
    expect(new Script().hears(2, ...lines, 'event a down @1.2', 'event a up @1.4')).toEqual([]);
  });

  test('is told once of each aspect and of the connection with emitInitial', () => {
    const script = new Script({ emitInitial: true });
    expect(script.hears(2, ...lines)).toEqual([
      'a: unknown > up @1',
      'a bgp: unknown > up @1',
      'connection: unknown > degraded @1',
      'b: unknown > down @2',
    ]);
    expect(script.hears(3, ...lines, 'poll a up @3')).toEqual([]);
  });

  test('of the second tunnel is the first of the connection', () => {
    const script = new Script();
    expect(script.hears(1, 'poll a up @1')).toEqual([]);
    expect(script.state).toMatchObject({ lastAnnounced: 'unknown', since: 0 });
    expect(script.hears(2, 'event a down @2')).toEqual(['a: up > down @2']);
    expect(script.hears(3, 'poll b up @3')).toEqual([]);
    expect(script.state).toMatchObject({ lastAnnounced: 'degraded', since: 3 * MINUTE, isFailedOver: true });
    expect(script.hears(4, 'event b down @4')).toEqual(['b: up > down @4', 'connection: degraded > down @4']);
  });

  test('that is older than silence allows is none until something newer comes', () => {
    const script = new Script({ emitInitial: true }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    expect(script.hears(30, 'poll t up @1', 'poll t bgp up @1')).toEqual([]);
    expect(script.hears(31, 'poll t up @31', 'poll t bgp up @31')).toEqual([
      't: unknown > up @31',
      't bgp: unknown > up @31',
      'connection: unknown > up @31',
    ]);
  });

  test('of BGP that is disabled is followed by its first state', () => {
    const script = oneUp();
    expect(
      script.hearsInTime(
        'poll t bgp disabled @1',
        'poll t bgp up @2',
        'poll t bgp disabled @3',
        'poll t bgp up @4',
        'poll t bgp disabled @5',
        'poll t bgp down @6',
      ),
    ).toEqual(['t bgp: disabled > up @2', 't bgp: disabled > down @6']);
  });

  test('a mixed point or a first phase is none', () => {
    const script = new Script({ emitInitial: true }, withTunnels(undefined, [{ key: 't', role: undefined }]));
    expect(script.hears(2, 'point t mixed @2', 'event t phase1-ok @2')).toEqual([]);
    expect(presentOf(script.timeline('t'))).toBe('unknown');
    expect(script.hears(4, 'point t up @4')).toEqual(['t: unknown > up @3', 'connection: unknown > up @3']);
  });
});

describe('7. mixed points', () => {
  test('up, mixed, up is an outage that was missed', () => {
    expect(oneUp().hears(5, 'point t up @3', 'point t mixed @4', 'point t up @5')).toEqual([
      't: up > down @3',
      'connection: up > down @3',
      't: down > up @4',
      'connection: down > up @4',
    ]);
  });

  test('so is up, mixed, mixed, up: one, and down, mixed, down is a recovery', () => {
    const script = oneUp();
    expect(script.hears(9, 'point t mixed @4', 'point t mixed @5', 'point t up @6').filter(isOf('t'))).toEqual([
      't: up > down @3',
      't: down > up @5',
    ]);
    expect(script.hears(9, 'point t down @7', 'point t mixed @8', 'point t down @9').filter(isOf('t'))).toEqual([
      't: up > down @6',
      't: down > up @7',
      't: up > down @8',
    ]);
  });

  test('up, mixed, down is one change, and mixed alone is none yet', () => {
    const script = oneUp();
    expect(script.hears(4, 'point t mixed @4')).toEqual([]);
    expect(script.timeline('t')?.isOpen).toBe(true);
    expect(script.hears(5, 'point t down @5')).toEqual(['t: up > down @4', 'connection: up > down @4']);
    expect(script.timeline('t')?.isOpen).toBe(false);
  });

  test.each([
    ['an event inside it', 'event t down @3.5'],
    ['a poll inside it', 'poll t down @3.5'],
    ['an event in the period after it', 'event t down @4.5'],
    ['a poll in the period after it', 'poll t down @4.5'],
  ])('beside a change that %s explains it tells nothing more', (_, line) => {
    const script = oneUp();
    expect(
      script.hears(6, 'point t mixed @4', line, line.replace('down', 'up').replace('.5', '.8'), 'point t up @6').filter(isOf('t')),
    ).toHaveLength(2);
    expect(script.timeline('t')?.isOpen).toBe(false);
  });

  test('a poll ends it only a period later, since an event may still explain it', () => {
    const script = oneUp();
    expect(script.hears(5, 'point t mixed @4', 'poll t up @4.9')).toEqual([]);
    expect(script.hears(5, 'poll t up @5').filter(isOf('t'))).toEqual(['t: up > down @3', 't: down > up @4.9']);
  });

  test('is over for several polls a period later, and not when the second of them shows the value of before', () => {
    const script = oneUp();
    expect(script.hears(4.7, 'point t mixed @4', 'poll t up @4.3', 'poll t up @4.6')).toEqual([]);
    expect(script.hears(5.1, 'poll t up @5').filter(isOf('t'))).toEqual(['t: up > down @3', 't: down > up @4.3']);
  });

  test('what a poll within the last of several ends is dated by the poll, and not by what comes after it', () => {
    const script = oneUp();
    script.hears(2.8, 'poll t down @2.8');
    expect(script.hears(6, 'point t mixed @4', 'point t mixed @6', 'poll t down @5.8').filter(isOf('t'))).toEqual([
      't: down > up @3',
      't: up > down @5.8',
    ]);
    expect(script.hears(7, 'point t up @7').filter(isOf('t'))).toEqual(['t: down > up @6']);
  });

  test('beside BGP that is disabled it tells nothing', () => {
    const script = oneUp();
    script.hears(1, 'poll t bgp disabled @1');
    expect(script.hears(6, 'point t bgp mixed @4', 'poll t bgp disabled @6')).toEqual([]);
    expect(script.timeline('t', 'bgp')).toMatchObject({ value: 'disabled', isOpen: false });
  });
});

describe('8. confirmation', () => {
  test('a change that takes several pieces of evidence says what failed, whichever of them says it', () => {
    const script = oneUp({ confirm: { down: 3, up: 1 } });
    expect(script.hearsInTime('event t phase1 @2', 'poll t down @3', 'poll t down @4').filter(isOf('t'))).toEqual([
      't: up > down @2 phase1',
    ]);
  });

  test('a change takes as many pieces of evidence in a row, and is told as of the first', () => {
    const script = oneUp({ confirm: { down: 3, up: 2 } });
    expect(script.hearsInTime('poll t down @2', 'poll t up @3', 'poll t down @4', 'event t down @5')).toEqual([]);
    expect(script.hearsInTime('poll t down @6')).toEqual(['t: up > down @4', 'connection: up > down @4']);
    expect(script.hearsInTime('poll t up @7', 'poll t up @8')).toEqual(['t: down > up @7', 'connection: down > up @7']);
  });

  test('evidence of one instant counts once', () => {
    const script = oneUp({ confirm: { down: 2, up: 1 } });
    expect(script.hears(5, 'poll t down @5', 'event t down @5', 'point t down @6')).toEqual([]);
    expect(script.timeline('t')?.isOpen).toBe(true);
    expect(script.hears(6, 'poll t down @6').filter(isOf('t'))).toEqual(['t: up > down @5']);
  });

  test('what comes late and confirms a change is news of the present', () => {
    const script = oneUp({ confirm: { down: 2, up: 1 } });
    script.hears(5, 'poll t down @5');
    expect(script.hears(6, 'event t down @4').filter(isOf('t'))).toEqual(['t: up > down @4']);
  });

  test('what comes late does not take a change back', () => {
    const script = oneUp({ confirm: { down: 2, up: 2 } });
    script.hears(5, 'poll t down @3', 'event t phase1 @5');
    expect(script.hears(6, 'poll t up @4')).toEqual([]);
    expect(script.timeline('t')).toMatchObject({ value: 'down', phase: 'phase1' });
    expect(script.timeline('t')?.since).toBe(5 * MINUTE);
    expect(script.hears(7, 'poll t up @4.5', 'poll t up @6')).toEqual([]);
    expect(script.hears(7, 'poll t up @7').filter(isOf('t'))).toEqual(['t: down > up @6']);
  });

  test('what comes late may confirm a recovery that was missed, which does not end the present state', () => {
    const script = oneUp({ confirm: { down: 2, up: 2 } });
    script.hears(5, 'poll t down @3', 'poll t down @3.5', 'event t phase1 @5');
    expect(script.hears(6, 'poll t up @4', 'poll t up @4.5').filter(isOf('t'))).toEqual([
      't: down > up @4 late',
      't: up > down @5 phase1 late',
    ]);
    expect(script.announced.at(-1)?.shownBy).toEqual({ source: 'event', at: 5 * MINUTE });
    expect(script.timeline('t')).toMatchObject({ value: 'down', phase: 'phase1', since: 5 * MINUTE });
    expect(script.hears(6, 'poll t up @4.7')).toEqual([]);
    expect(script.timeline('t')).toMatchObject({ value: 'down', phase: 'phase1', since: 5 * MINUTE });
  });

  test('the first observation takes one, and so does the end of disabled', () => {
    const script = oneUp({ confirm: { down: 2, up: 2 } });
    expect(script.timeline('t')?.value).toBe('up');
    expect(script.hearsInTime('poll t bgp up @1', 'poll t bgp disabled @2', 'poll t bgp down @3')).toEqual(['t bgp: disabled > down @3']);
  });
});

describe('9. the connection', () => {
  test.each([
    [['up', 'up'], 'up'],
    [['up', 'down'], 'degraded'],
    [['down', 'down'], 'down'],
    [['up', 'unknown'], 'unknown'],
    [['down', 'unknown'], 'unknown'],
    [[], 'unknown'],
  ] as const)('tunnels that are %j make it %s', (values, condition) => {
    expect(conditionOf(values)).toBe(condition);
  });

  test('goes from up to degraded to down and back', () => {
    expect(bothUp().hearsInTime('event b down @2', 'event a down @3', 'event a up @4', 'event b up @5').filter(isOf('connection'))).toEqual(
      ['connection: up > degraded @2', 'connection: degraded > down @3', 'connection: down > degraded @4', 'connection: degraded > up @5'],
    );
  });

  test('takes one step where both tunnels change at one instant', () => {
    const script = bothUp();
    expect(script.hears(2, 'event a down @2', 'event b down @2')).toEqual([
      'a: up > down @2',
      'b: up > down @2',
      'connection: up > down @2',
    ]);
    expect(script.hears(3, 'event a up @3')).toEqual(['a: down > up @3', 'connection: down > degraded @3']);
    expect(script.hears(4, 'event a down @4', 'event b up @4')).toEqual(['a: up > down @4', 'b: down > up @4', 'failover: a > b @4']);
  });

  test('is not told while a tunnel is unknown', () => {
    const script = bothUp({ staleAfterMs: 10 * MINUTE });
    script.hears(8, 'poll a up @8');
    expect(script.hears(11)).toEqual(['b: up > unknown @11']);
    expect(script.state).toMatchObject({ lastAnnounced: 'up', since: 11 * MINUTE });
    expect(script.hears(12, 'event a down @12')).toEqual(['a: up > down @12']);
    expect(script.hears(13, 'poll b up @13')).toEqual(['b: unknown > up @13', 'connection: unknown > degraded @13', 'failover: a > b @13']);
  });

  test('fails over when the active tunnel is down and the standby up, and not again until that ended', () => {
    const script = bothUp({ staleAfterMs: 10 * MINUTE });
    expect(script.hearsInTime('event a down @2', 'poll a down @3')).toEqual([
      'a: up > down @2',
      'connection: up > degraded @2',
      'failover: a > b @2',
    ]);
    script.hears(11, 'poll a down @11');
    expect(script.hears(12, 'poll b up @12').filter(isOf('failover'))).toEqual([]);
    expect(script.hearsInTime('event b down @13', 'event b up @14').filter(isOf('failover'))).toEqual(['failover: a > b @14']);
    expect(script.hearsInTime('event a up @15', 'event b down @16').filter(isOf('failover'))).toEqual([]);
  });

  test('tells a late pair where one of a tunnel changes it, and what the other tunnel did meanwhile', () => {
    const script = bothUp();
    script.hearsInTime('event b down @5', 'event b up @6', 'poll a up @20', 'poll b up @20');
    expect(script.hears(21, 'event a down @4', 'event a up @7')).toEqual([
      ...['a: up > down @4 late', 'connection: up > degraded @4 late', 'failover: a > b @4 late'],
      'connection: degraded > down @5 late',
      ...['connection: down > degraded @6 late', 'failover: a > b @6 late'],
      ...['a: down > up @7 late', 'connection: degraded > up @7 late'],
    ]);
    expect(script.state).toMatchObject({ lastAnnounced: 'up', isFailedOver: false });
  });

  test('tells an outage once that both tunnels show late', () => {
    const script = bothUp();
    script.hears(20, 'poll a up @20', 'poll b up @20');
    expect(script.hears(21, 'event a down @4', 'event a up @7', 'event b down @4', 'event b up @7').filter(isOf('connection'))).toEqual([
      'connection: up > down @4 late',
      'connection: down > up @7 late',
    ]);
  });

  test('comes back late to the present where a late pair found it otherwise', () => {
    const script = bothUp();
    script.hears(20, 'poll a up @20', 'event b down @20');
    expect(script.hears(21, 'event a down @4', 'event a up @7').filter(isOf('connection'))).toEqual([
      'connection: degraded > up @7 late',
      'connection: up > degraded @20 late',
    ]);
    expect(script.state).toMatchObject({ lastAnnounced: 'degraded', since: 20 * MINUTE });
  });

  test('does not tell late what was so then already', () => {
    const script = bothUp();
    script.hears(20, 'poll a up @20', 'event b down @3');
    expect(script.hears(21, 'event b up @15')).toEqual(['b: down > up @15', 'connection: degraded > up @15']);
    script.hears(22, 'poll b up @22');
    expect(script.hears(23, 'event a bgp up @2', 'event a bgp down @3', 'event a bgp up @4')).toEqual([]);
  });

  test('is told what it comes to when its tunnels become others', () => {
    const script = bothUp();
    script.hears(2, 'event a down @2');
    script.state = withTunnels(script.state, [{ key: 'b', role: 'slave' }]);
    expect(script.hears(3)).toEqual(['connection: degraded > up @2']);
    script.state = withTunnels(script.state, [
      { key: 'b', role: 'slave' },
      { key: 'c', role: 'master' },
    ]);
    expect(script.hears(4)).toEqual([]);
    expect(script.hears(5, 'poll c down @5')).toEqual(['connection: unknown > degraded @5']);
    expect(script.announced.at(-1)?.shownBy).toEqual({ source: 'topology', at: 5 * MINUTE });
  });
});

describe('10. forgetting', () => {
  function forgotten(): Script {
    const script = oneUp();
    script.hearsInTime('event t down @2', 'event t up @3', 'poll t up @20');
    return script;
  }

  test('changes nothing about the present and tells nothing', () => {
    const script = forgotten();
    expect(script.takes({ asOf: 20 * MINUTE, observations: [] }, { forgetBefore: 10 * MINUTE })).toEqual([]);
    expect(script.timeline('t')).toMatchObject({
      value: 'up',
      since: 3 * MINUTE,
      watermark: 20 * MINUTE,
      checkpoint: { value: 'up', since: 3 * MINUTE },
    });
    expect(script.timeline('t')?.observations).toHaveLength(1);
  });

  test('leaves out of account what is older', () => {
    const script = forgotten();
    script.takes({ asOf: 20 * MINUTE, observations: [] }, { forgetBefore: 10 * MINUTE });
    const { state } = script;
    expect(script.hears(20, 'event t up @1.5', 'event t down @2', 'event t up @3')).toEqual([]);
    expect(script.state).toEqual(state);
    expect(script.hears(20, 'event t down @3.1').filter(isOf('t'))).toEqual(['t: up > down @3.1 late', 't: down > up @20 late']);
  });

  test('waits until five minutes can be forgotten, but for the first observation', () => {
    const script = forgotten();
    const { state } = script;
    script.takes({ asOf: 20 * MINUTE, observations: [] }, { forgetBefore: 6 * MINUTE });
    expect(script.state).toBe(state);
    const first = new Script();
    first.takes(
      { asOf: 3 * MINUTE, observations: [observationOf('poll a up @3'), observationOf('point a up @2')] },
      { forgetBefore: 3 * MINUTE },
    );
    expect(first.timeline('a')?.observations).toEqual([]);
    expect(first.hears(4, 'event a down @1', 'event a down @2.5')).toEqual([]);
    expect(first.hears(4, 'event a down @3')).toEqual(['a: up > down @3']);
  });

  test('keeps what awaits more evidence', () => {
    const script = oneUp({ confirm: { down: 2, up: 1 } });
    script.hears(5, 'poll t down @5');
    script.takes({ asOf: 30 * MINUTE, observations: [] }, { forgetBefore: 20 * MINUTE });
    expect(script.timeline('t')).toMatchObject({ isOpen: true, checkpoint: { value: 'up' } });
    expect(script.hears(31, 'poll t down @31').filter(isOf('t'))).toEqual(['t: up > down @5']);
    script.takes({ asOf: 60 * MINUTE, observations: [] }, { forgetBefore: 50 * MINUTE });
    expect(script.timeline('t')).toMatchObject({ value: 'down', since: 5 * MINUTE, observations: [] });
    script.hears(61, 'poll t up @60', 'poll t down @61', 'poll t down @62');
    expect(script.timeline('t')).toMatchObject({ value: 'down', since: 61 * MINUTE });
  });

  test('together with what comes late tells the late pair of the connection too', () => {
    const script = forgotten();
    expect(
      script
        .takes(
          { asOf: 20 * MINUTE, observations: [observationOf('event t down @5'), observationOf('event t up @6')] },
          { forgetBefore: 15 * MINUTE },
        )
        .map(({ kind, to }) => `${kind} ${to}`),
    ).toEqual([...['ipsec down', 'connection down', 'ipsec up', 'connection up']]);
  });
});

describe('11. once each', () => {
  test('an outage is told once, however its evidence comes', () => {
    const lines = ['event t down @5', 'point t down @6', 'point t down @7', 'event t up @7.5', 'point t up @9', 'poll t up @10'];
    for (const shift of lines.keys()) {
      const script = oneUp();
      for (const line of [...lines.slice(shift), ...lines.slice(0, shift)]) script.hears(10, line);
      expect(
        script.announced.filter(({ kind, to }) => kind === 'ipsec' && to === 'down'),
        `from ${lines[shift]!}`,
      ).toHaveLength(1);
    }
  });
});

test('evidence of tunnels that are not watched is left alone', () => {
  const script = bothUp();
  const { state } = script;
  expect(script.hears(2, 'event c down @2')).toEqual([]);
  expect(script.state).toBe(state);
});
