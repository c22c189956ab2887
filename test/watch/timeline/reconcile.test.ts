import { describe, expect, test } from 'vitest';
import { interpret } from '../../../src/watch/timeline/interpret.ts';
import type { Announced } from '../../../src/watch/timeline/ledger.ts';
import type { LiveAnnouncement } from '../../../src/watch/timeline/news.ts';
import { BEGINNING, type Code, encode, encodeHold, inOrder, timeOf, type Value } from '../../../src/watch/timeline/observation.ts';
import { reconcile } from '../../../src/watch/timeline/reconcile.ts';
import { EMPTY, type Timeline } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

/** Observations from lines without their tunnel, such as `poll up @5`. */
const codesOf = (...lines: readonly string[]): readonly Code[] =>
  inOrder(lines.map((line) => encode(observationOf(line.replace(' ', ' t ')))));

/** Ledger entries from lines such as `up @5`. */
const ledgerOf = (...lines: readonly string[]): readonly Announced[] =>
  lines.map((line) => ({ to: line.split(' ')[0] as Value, at: Math.round(Number(line.split('@')[1]) * MINUTE) }));
const linesOf = (ledger: readonly Announced[]): readonly string[] => ledger.map(({ to, at }) => `${to} @${at / MINUTE}`);

/** A tunnel that is known to be up since minute 1, and what else was observed. The ledger is what is announced or known without, oldest first. */
const timelineWith = (timeline: Partial<Timeline>, ledger: readonly string[], ...lines: readonly string[]): Timeline => ({
  ...EMPTY,
  periodMs: MINUTE,
  value: 'up',
  lastAnnounced: 'up',
  ...timeline,
  observations: codesOf('poll up @1', ...lines),
  ledger: ledgerOf('up @1', ...ledger),
});

interface Outcome {
  readonly announced: readonly string[];
  readonly ledger: readonly string[];
}

/** What becomes known, and what of it is news: by default nothing is. */
interface More {
  readonly lines?: readonly string[];
  /** The minute up to which the observations were known before. */
  readonly known?: number;
  readonly live?: readonly LiveAnnouncement[];
}

function reconciled(timeline: Timeline, { lines = [], known = 100, live = [] }: More = {}): Outcome {
  const observations = inOrder([...timeline.observations, ...codesOf(...lines)]);
  const history = interpret({ ...timeline, observations }, SETTINGS.confirm, { frontier: encodeHold(known * MINUTE, 'down') });
  // Its own change is the one that an announcement of the present is of.
  const own = live.map((one) => ({ ...one, ...ownChange(history.changes.find(({ to, at }) => to === one.to && at === one.at)) }));
  const { announcements, ledger } = reconcile(timeline, history, own);
  return {
    announced: announcements.map(({ from, to, at, isLate }) => `${from} > ${to} @${at / MINUTE}${isLate ? ' late' : ''}`),
    ledger: linesOf(ledger),
  };
}

const ownChange = (change: LiveAnnouncement['change']): Pick<LiveAnnouncement, 'change'> => (change ? { change } : {});
const news = (from: Value, to: Value, at: number): LiveAnnouncement => ({
  from,
  to,
  at: at * MINUTE,
  after: at * MINUTE,
  isLate: false,
  phase: undefined,
  code: BEGINNING,
});

describe('an outage that was missed', () => {
  test('is announced late, with its end, and stands in the ledger', () => {
    expect(reconciled(timelineWith({}, [], 'poll up @9'), { lines: ['event down @5', 'event up @6'] })).toEqual({
      announced: ['up > down @5 late', 'down > up @6 late'],
      ledger: ['up @1', 'down @5', 'up @6'],
    });
  });

  test('is none that is news, or has no end yet', () => {
    expect(reconciled(timelineWith({}, [], 'poll up @4'), { lines: ['event down @5', 'event up @6'], known: 4 }).announced).toEqual([]);
    expect(reconciled(timelineWith({}, []), { lines: ['event down @5'] }).announced).toEqual([]);
  });

  test('stands beside those that were announced: each for the nearest one', () => {
    const one = timelineWith({}, ['down @5', 'up @6'], 'event down @5', 'event up @6', 'poll up @20');
    expect(reconciled(one, { lines: ['event down @11', 'event up @12'] }).announced).toEqual(['up > down @11 late', 'down > up @12 late']);
    expect(reconciled(one, { lines: ['event down @2', 'event up @3'] }).announced).toEqual(['up > down @2 late', 'down > up @3 late']);
  });

  test('is another than the one that what is news stands for', () => {
    const lines = ['event down @5', 'event up @6', 'event down @11', 'event up @12'];
    expect(reconciled(timelineWith({}, [], 'poll up @20'), { lines, live: [news('up', 'down', 5.5)] }).announced).toEqual([
      'up > down @11 late',
      'down > up @12 late',
      'up > down @5.5',
    ]);
  });

  test('leaves silence as it was where that was announced last', () => {
    const silent = timelineWith({ lastAnnounced: 'unknown', asOf: 9 * MINUTE }, [], 'poll up @9');
    const observations = inOrder([...silent.observations, ...codesOf('event down @3', 'event up @4', 'event down @5', 'event up @6')]);
    const { announcements } = reconcile(silent, interpret({ ...silent, observations }, SETTINGS.confirm), []);
    expect(announcements.map(({ from, to, at, code }) => `${from} > ${to} @${at / MINUTE} by @${timeOf(code) / MINUTE}`)).toEqual([
      'unknown > down @3 by @3',
      'down > up @4 by @4',
      'up > down @5 by @5',
      'down > up @6 by @6',
    ]);
  });

  test('of a tunnel that is down is a recovery, with its end', () => {
    const down: Timeline = {
      ...timelineWith({ value: 'down', lastAnnounced: 'down' }, []),
      observations: codesOf('poll down @1', 'poll down @20'),
      ledger: ledgerOf('down @1'),
    };
    expect(reconciled(down, { lines: ['event up @5', 'event down @6'] })).toEqual({
      announced: ['down > up @5 late', 'up > down @6 late'],
      ledger: ['down @1', 'up @5', 'down @6'],
    });
  });
});

describe('of several outages, each that was announced stands for one of the history, in order of time', () => {
  const lines = ['event down @5', 'event up @6', 'event down @6.2', 'event up @8'] as const;

  test('also where another were nearer', () => {
    // The first was announced as of 5.9, which is nearer to the second; the second as of 7.5.
    const timeline = timelineWith({}, ['down @5.9', 'down @7.5', 'up @9'], 'poll up @9');
    expect(reconciled(timeline, { lines })).toEqual({ announced: [], ledger: ['up @1', 'down @5.9', 'up @6', 'down @7.5', 'up @9'] });
  });

  test('whether evidence has retracted it or the history shows it still', () => {
    const three = ['event down @2.5', 'event up @3.5', 'event down @5.2', 'event up @6'] as const;
    const timeline = timelineWith({}, ['down @3', 'up @3.8', 'down @9', 'up @9.5'], 'event down @9', 'event up @9.5', 'poll up @12');
    expect(reconciled(timeline, { lines: three })).toEqual({
      announced: ['up > down @5.2 late', 'down > up @6 late'],
      ledger: ['up @1', 'down @3', 'up @3.8', 'down @5.2', 'up @6', 'down @9', 'up @9.5'],
    });
  });

  test('as many as there are, and of those the nearest', () => {
    const timeline = timelineWith({}, [], 'poll up @20');
    const lateOf = (live: readonly LiveAnnouncement[]): readonly string[] =>
      reconciled(timeline, { lines, live }).announced.filter((line) => line.endsWith('late'));
    expect(lateOf([news('up', 'down', 6.2), news('down', 'up', 8)])).toEqual(['up > down @5 late', 'down > up @6 late']);
    expect(lateOf([news('up', 'down', 5.4)])).toEqual(['up > down @6.2 late', 'down > up @8 late']);
  });
});

describe('what was announced and is no longer part of the history', () => {
  const late = ['event down @5', 'event up @6'] as const;

  test('stands for what takes its place, with what ended it, and keeps its time where it lasted then, or else takes that one', () => {
    expect(reconciled(timelineWith({}, ['down @5.5', 'up @6.5'], 'poll up @9'), { lines: late })).toEqual({
      announced: [],
      ledger: ['up @1', 'down @5.5', 'up @6.5'],
    });
    expect(reconciled(timelineWith({}, ['down @6', 'up @6.5'], 'poll up @9'), { lines: late }).ledger).toEqual([
      'up @1',
      'down @6',
      'up @6.5',
    ]);
    expect(reconciled(timelineWith({}, ['down @4.5', 'up @5.5'], 'poll up @9'), { lines: late })).toEqual({
      announced: [],
      ledger: ['up @1', 'down @5', 'up @6'],
    });
    expect(reconciled(timelineWith({}, ['up @4.5', 'down @5.5', 'down @5.8', 'up @6.5', 'up @7'], 'poll up @9'), { lines: late })).toEqual({
      announced: [],
      ledger: ['up @1', 'down @5.5', 'up @6.5', 'up @4.5', 'down @5.8', 'up @7'],
    });
    expect(reconciled(timelineWith({}, ['down @5.5'], 'poll up @9'), { lines: late }).announced).toEqual([]);
  });

  test('stands for what is two periods and the uncertainty of clocks away, and for nothing beyond: no outage swallows another', () => {
    const announced = (down: number): readonly string[] =>
      reconciled(timelineWith({}, [`down @${down}`, `up @${down + 0.1}`], 'poll up @20'), {
        lines: ['event down @10', 'event up @11', 'event down @17', 'event up @18'],
      }).announced;
    const [pair, other] = [
      ['up > down @10 late', 'down > up @11 late'],
      ['up > down @17 late', 'down > up @18 late'],
    ];
    const second = 1 / 60;
    expect([announced(8 - 10 * second), announced(8 - 11 * second)]).toEqual([other, [...pair, ...other]]);
    // An outage may have been announced at any time that it lasted.
    expect([announced(11), announced(13 + 10 * second), announced(14 + 50 * second)]).toEqual([other, other, pair]);
  });

  test('stands for an outage that began between a poll and the next, whenever it was dated in between', () => {
    const announced = (down: number): readonly string[] =>
      reconciled(timelineWith({}, [`down @${down}`, `up @${down + 0.1}`], 'poll up @9', 'poll up @60'), {
        lines: ['poll down @30', 'poll up @31'],
      }).announced;
    expect([announced(9), announced(20), announced(6)]).toEqual([[], [], ['up > down @30 late', 'down > up @31 late']]);
  });

  test('does not stand for what says something else', () => {
    expect(reconciled(timelineWith({}, ['up @5'], 'poll up @9'), { lines: late }).announced).toEqual([
      'up > down @5 late',
      'down > up @6 late',
    ]);
  });

  test('is announced again neither as one nor as the other, and stands for one alone', () => {
    const twice = ['event down @3', 'event up @4', ...late] as const;
    expect(reconciled(timelineWith({}, ['down @5.2', 'up @5.8'], 'poll up @9'), { lines: twice })).toEqual({
      announced: ['up > down @3 late', 'down > up @4 late'],
      ledger: ['up @1', 'down @3', 'up @4', 'down @5.2', 'up @6'],
    });
  });

  test('is what evidence has overruled: of those that were announced, the ones that stand for no change', () => {
    const timeline = timelineWith(
      {},
      ['down @7', 'up @9', 'down @12', 'up @14'],
      'point mixed @8',
      'poll up @9',
      'poll down @12',
      'poll up @14',
    );
    // The event says that it came up within the minute of both, and so no more than that.
    expect(reconciled(timeline, { lines: ['event up @7.5'] })).toEqual({
      announced: [],
      ledger: ['up @1', 'down @12', 'up @14', 'down @7', 'up @9'],
    });
    expect(reconciled(timelineWith({}, ['down @5', 'up @6'], 'event down @5', 'event up @6'), { lines: ['poll up @9'] })).toEqual({
      announced: [],
      ledger: ['up @1', 'down @5', 'up @6'],
    });
  });

  test('is not announced again as a pair that is news', () => {
    const timeline = timelineWith({}, ['down @7', 'up @9'], 'point mixed @8', 'poll up @9');
    const live = [news('up', 'down', 7.2), news('down', 'up', 7.5)];
    expect(reconciled(timeline, { lines: ['event down @7.2', 'event up @7.5'], known: 7, live })).toEqual({
      announced: [],
      ledger: ['up @1', 'down @7.2', 'up @9'],
    });
  });

  test('stands for as many pairs that are news as were announced', () => {
    const timeline = timelineWith({}, ['down @5.5', 'up @5.6'], 'poll up @4');
    const pairs = (...times: readonly number[]): More => ({
      lines: times.map((at, index) => `event ${index % 2 === 0 ? 'down' : 'up'} @${at}`),
      known: 4,
      live: times.map((at, index) => (index % 2 === 0 ? news('up', 'down', at) : news('down', 'up', at))),
    });
    expect(reconciled(timeline, pairs(5, 5.2, 5.8, 5.9)).announced).toHaveLength(2);
    expect(reconciled(timeline, pairs(5.3, 5.4, 30, 31)).announced).toEqual(['up > down @30', 'down > up @31']);
  });

  test('stands for no news that is no pair, and for none that follows silence', () => {
    const timeline = timelineWith({}, ['down @5.5'], 'poll up @4');
    const downAt5: More = { lines: ['event down @5'], known: 4 };
    expect(reconciled(timeline, { ...downAt5, live: [news('up', 'down', 5)] }).announced).toEqual(['up > down @5']);
    expect(reconciled(timeline, { ...downAt5, live: [news('up', 'down', 5), news('down', 'unknown', 15)] }).announced).toEqual([
      'up > down @5',
      'down > unknown @15',
    ]);
    expect(reconciled(timeline, { ...downAt5, live: [news('unknown', 'down', 5), news('down', 'unknown', 15)] }).announced).toEqual([
      'unknown > down @5',
      'down > unknown @15',
    ]);
  });

  test('is none of the end of silence, which says nothing that was not announced before it', () => {
    expect(reconciled(timelineWith({ lastAnnounced: 'unknown' }, [], 'poll up @9'), { live: [news('unknown', 'up', 9)] }).ledger).toEqual([
      'up @1',
    ]);
    expect(reconciled(timelineWith({}, [], 'poll up @9'), { live: [news('up', 'down', 9)] }).ledger).toEqual(['up @1', 'down @9']);
    expect(reconciled({ ...EMPTY, periodMs: MINUTE }, { live: [news('unknown', 'up', 9)] }).ledger).toEqual(['up @9']);
  });

  test('is none of what is announced first, and is where the history begins', () => {
    const first = (claim: 'up' | 'down'): Outcome =>
      reconciled({ ...EMPTY, periodMs: MINUTE }, { lines: [`event ${claim} @1`], known: 0, live: [news('unknown', claim, 1)] });
    expect([first('up').ledger, first('down').ledger]).toEqual([['up @1'], ['down @1']]);
  });

  test('is none of what was disabled', () => {
    const timeline: Timeline = {
      ...EMPTY,
      periodMs: MINUTE,
      value: 'up',
      lastAnnounced: 'up',
      observations: codesOf('poll disabled @1', 'poll up @5'),
      ledger: ledgerOf('up @5'),
    };
    expect(reconciled(timeline, { live: [news('up', 'down', 9)] }).ledger).toEqual(['up @5', 'down @9']);
  });

  test('is none of silence', () => {
    expect(reconciled(timelineWith({}, [], 'poll up @9'), { live: [news('up', 'unknown', 19)] }).ledger).toEqual(['up @1']);
    const silent = timelineWith({ lastAnnounced: 'unknown', asOf: 9 * MINUTE }, [], 'poll up @9');
    expect(reconciled(silent, { lines: ['event down @3', 'event up @4'] }).ledger).toEqual(['up @1', 'down @3', 'up @4']);
  });

  test('is half of an outage that turned out to be two: what it stands for is not announced again, and the other is', () => {
    const timeline = timelineWith({}, ['down @30', 'up @60'], 'event up @60', 'poll up @70');
    const known = reconciled(timeline, { lines: ['event down @58'] });
    expect(known).toEqual({ announced: [], ledger: ['up @1', 'down @58', 'up @60'] });
    const later = timelineWith({}, ['down @30', 'up @60'], 'event up @60', 'poll up @70');
    expect(reconciled(later, { lines: ['event down @31', 'event up @45', 'event down @58'] })).toEqual({
      announced: ['up > down @58 late', 'down > up @60 late'],
      ledger: ['up @1', 'down @31', 'up @45', 'down @58', 'up @60'],
    });
  });

  test('makes up for the change before a recovery that was missed, where its end was announced before', () => {
    const timeline: Timeline = { ...timelineWith({ value: 'down', lastAnnounced: 'down' }, ['down @30'], 'event down @30') };
    const known = reconciled(timeline, { lines: ['event down @10', 'event up @12'] });
    expect(known).toEqual({ announced: ['down > up @12 late', 'up > down @30 late'], ledger: ['up @1', 'down @10', 'up @12', 'down @30'] });
  });
});

describe('what is disabled changes nothing about what was announced before it', () => {
  const enabledAgain = ['point up @26', 'poll down @27.5'] as const;

  /** A session that was up, then disabled, and of which the time up to minute 10 is folded or not. */
  const sessionSince = (foldUntil: number): Timeline => {
    const observations = codesOf('poll up @1', 'poll disabled @2.5', ...enabledAgain);
    const { fold } = interpret({ ...EMPTY, periodMs: MINUTE, observations }, SETTINGS.confirm, { foldUntil: foldUntil * MINUTE });
    return {
      ...EMPTY,
      periodMs: MINUTE,
      value: 'down',
      lastAnnounced: 'down',
      checkpoint: fold.checkpoint,
      observations: observations.slice(fold.observations),
      ledger: ledgerOf(...(foldUntil > 0 ? [] : ['up @1']), 'down @27.5'),
    };
  };

  test.each([
    ['stands among the observations', 0],
    ['is folded into the checkpoint', 10],
  ])('where that %s', (_, foldUntil) => {
    expect(reconciled(sessionSince(foldUntil), { lines: ['point up @27'] }).announced).toEqual([]);
  });

  test('where nothing was known before it', () => {
    const observations = codesOf('poll disabled @2.5', 'poll up @20', 'poll down @21');
    const { fold } = interpret({ ...EMPTY, observations }, SETTINGS.confirm, { foldUntil: 10 * MINUTE });
    const timeline: Timeline = { ...EMPTY, value: 'disabled', lastAnnounced: 'disabled', checkpoint: fold.checkpoint, observations: [] };
    expect(reconciled(timeline, { lines: ['poll up @20'], known: 10, live: [news('disabled', 'up', 20)] })).toEqual({
      announced: ['disabled > up @20'],
      ledger: ['up @20'],
    });
  });
});

describe('the ledger is kept from the checkpoint on', () => {
  const lines = ['event down @5', 'event up @6', 'event down @30', 'event up @31'] as const;
  const observations = codesOf('poll up @1', ...lines);
  const history = (foldUntil: number) =>
    interpret({ ...EMPTY, periodMs: MINUTE, observations }, SETTINGS.confirm, { foldUntil: foldUntil * MINUTE });
  const kept = (foldUntil: number, ...more: readonly string[]): readonly string[] => {
    const one = history(foldUntil);
    return linesOf(
      reconcile(
        { ...EMPTY, periodMs: MINUTE, observations, ledger: ledgerOf('up @1', 'down @5', 'up @6', 'down @30', 'up @31', ...more) },
        one,
        [],
      ).ledger,
    );
  };

  test('without what is folded, and with all where nothing is', () => {
    expect(kept(20)).toEqual(['down @30', 'up @31']);
    expect(kept(0)).toEqual(['up @1', 'down @5', 'up @6', 'down @30', 'up @31']);
  });

  test('with what evidence has retracted, as far back as it may stand for something that is not folded', () => {
    // Two periods and ten seconds before minute 6.
    expect(kept(20, 'down @3.8', 'down @3.9', 'up @7')).toEqual(['down @30', 'up @31', 'down @3.9', 'up @7']);
    const oldest = 6 - 2 - 1 / 6;
    expect(kept(20, `down @${oldest}`)).toEqual(['down @30', 'up @31', `down @${oldest}`]);
  });

  test('with what evidence has retracted in order of time', () => {
    expect(reconciled(timelineWith({}, ['down @30', 'up @31', 'down @20', 'up @20.5'], 'poll up @40')).ledger).toEqual([
      'up @1',
      'down @20',
      'up @20.5',
      'down @30',
      'up @31',
    ]);
  });
});

describe('where the history begins with what is folded', () => {
  const checkpoint = (value: 'up' | 'down', since: number): Timeline['checkpoint'] => {
    const observations = codesOf(`poll ${value} @${since}`);
    return interpret({ ...EMPTY, observations }, SETTINGS.confirm, { foldUntil: since * MINUTE }).fold.checkpoint;
  };
  const timelineSince = (value: 'up' | 'down', since: number, ledger: readonly string[]): Timeline => ({
    ...EMPTY,
    periodMs: MINUTE,
    value,
    lastAnnounced: value,
    checkpoint: checkpoint(value, since),
    ledger: ledgerOf(...ledger),
  });

  test('what was announced long after it and taken back is not that', () => {
    expect(reconciled(timelineSince('up', 5, ['down @30', 'up @31'])).ledger).toEqual(['down @30', 'up @31']);
  });

  test('what was announced after it for it stands for it', () => {
    expect(reconciled(timelineSince('up', 5, ['up @7']), { lines: ['event down @10'], live: [news('up', 'down', 10)] }).ledger).toEqual([
      'up @7',
      'down @10',
    ]);
  });
});
