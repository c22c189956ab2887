import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VpnMonitorError } from '../../../src/errors.ts';
import type { Alarm, TrackedAlarm } from '../../../src/watch/alarms/index.ts';
import { type ConnectionRecord, type Evidence, type TunnelRecord, withTunnels } from '../../../src/watch/connection-record.ts';
import { next } from '../../../src/watch/machine.ts';
import { readCheckpoint, type WatchCheckpoint, writeCheckpoint } from '../../../src/watch/persist/checkpoint.ts';
import {
  type Claim,
  type Code,
  type EvaluationContext,
  NO_DISAGREEMENT,
  NO_VOTES,
  type Observation,
  type PeriodDisagreement,
  type PeriodRun,
  type Settings,
  type Timeline,
  type Value,
} from '../../../src/watch/timeline/index.ts';
import type { Transition } from '../../../src/watch/transitions.ts';

const NOW = 1_786_000_000_000;
const MINUTE = 60_000;
const TUNNELS = [
  { key: 'tun-a1b2c3d4e5f6g7h8i9j0', role: 'master' },
  { key: 'tun-k1l2m3n4o5p6q7r8s9t0', role: 'slave' },
];
const SETTINGS: Settings = { confirm: { down: 1, up: 1 }, staleAfterMs: 10 * MINUTE, emitInitial: false };

const empty: WatchCheckpoint = { savedAt: NOW, marks: {}, certificates: [], votes: NO_VOTES, connections: new Map(), pending: [] };
const timeline: Timeline = {
  observations: [(NOW - 2 * MINUTE) * 64 + 17, (NOW - MINUTE) * 64 + 1, (NOW - MINUTE) * 64 + 9] as Code[],
  periodMs: MINUTE,
  checkpoint: {
    value: 'up',
    since: NOW - 9e9,
    phase: undefined,
    was: 'down',
    code: ((NOW - 5 * MINUTE) * 64 + 9) as Code,
    upTo: ((NOW - 3 * MINUTE) * 64 + 8) as Code,
    disagreement: {
      run: {
        claim: 'down',
        newest: NOW - 4 * MINUTE,
        settledFrom: NOW - 9 * MINUTE,
        trust: 'agreed',
        contradiction: { at: NOW - 3 * MINUTE, isEvent: true },
        outlasted: 2,
        disputedSince: NOW - 8 * MINUTE,
      },
      word: 'up',
    },
  },
  value: 'down',
  since: NOW - 2 * MINUTE,
  phase: 'phase2',
  isOpen: true,
  dispute: { claim: 'down', since: NOW - 8 * MINUTE },
  watermark: NOW - MINUTE,
  asOf: NOW,
  isStale: false,
  votedUntil: NOW - 4 * MINUTE,
  lastAnnounced: 'down',
  announced: 3,
  ledger: [
    { to: 'down', at: NOW - 2 * MINUTE },
    { to: 'up', at: NOW - 4 * MINUTE },
  ],
};
const holding = (ipsec: Timeline): WatchCheckpoint => ({
  ...empty,
  connections: new Map([
    [
      'vco-1',
      {
        bornAt: NOW - 9e9,
        lastAnnounced: 'degraded',
        since: NOW,
        isFailedOver: true,
        announced: 7,
        tunnels: [
          { key: 'tun-1', role: 'master', ipsec },
          { key: 'tun-2', role: undefined },
        ],
      },
    ],
  ]),
});
const pending = {
  type: 'tunnel:down',
  id: 'd1',
  resource: { connectionId: 'vco-1', tunnelId: 'tun-1' },
  from: 'up',
  to: 'down',
  at: NOW - MINUTE,
  observedAt: NOW,
  source: 'event',
  evidence: { source: 'event', at: NOW - MINUTE },
  connection: { connectionId: 'vco-1', state: 'degraded', tunnels: ['tun-1', 'tun-2'] },
} as const satisfies Transition;

const alarm = {
  key: 'k1',
  on: 'tunnel:down',
  resource: pending.resource,
  since: NOW - MINUTE,
  raisedAt: NOW,
  transition: pending,
} as const satisfies Alarm;
const tracked = { on: 'tunnel:down', forMs: MINUTE, connectionId: 'vco-1', tunnel: 'tun-1', course: alarm } as const satisfies TrackedAlarm;

/** The text as JSON, to be changed and written again. */
interface Written {
  [key: string]: unknown;
  connections: [id: unknown, text: unknown, tunnels: [key: unknown, role: unknown, ...texts: unknown[]][], ...rest: unknown[]][];
}
function edited(state: WatchCheckpoint, edit: (written: Written) => void): string {
  const written = JSON.parse(writeCheckpoint(state)) as Written;
  edit(written);
  return JSON.stringify(written);
}

function failureOf(text: string): VpnMonitorError {
  try {
    readCheckpoint(text);
  } catch (error) {
    if (error instanceof VpnMonitorError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const observation: fc.Arbitrary<Observation> = fc
  .record({
    tunnel: fc.constantFrom(...TUNNELS.map(({ key }) => key)),
    aspect: fc.constantFrom('ipsec', 'bgp', 'health'),
    source: fc.constantFrom('topology', 'metric', 'event'),
    at: fc.oneof(
      fc.integer({ min: 1, max: 90 }).map((minute) => NOW + minute * MINUTE),
      fc.integer({ min: NOW, max: NOW + 90 * MINUTE }),
    ),
    claim: fc.constantFrom('up', 'down', 'phase1', 'phase2', 'phase1-ok', 'mixed', 'disabled'),
  } as const)
  .chain((one) =>
    one.source === 'metric'
      ? fc.boolean().map((isWide): Observation => ({ ...one, periodMs: MINUTE, ...(isWide && { isEdgeUnknown: true }) }))
      : fc.constant(one),
  );

const rounds = fc.array(
  fc.record({
    observations: fc.array(observation, { maxLength: 12 }),
    after: fc.integer({ min: 1, max: 15 * MINUTE }),
    forgetAfter: fc.option(fc.integer({ min: MINUTE, max: 30 * MINUTE }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 8 },
);
const settings: fc.Arbitrary<Settings> = fc.record({
  confirm: fc.record({ down: fc.integer({ min: 1, max: 3 }), up: fc.integer({ min: 1, max: 3 }) }),
  staleAfterMs: fc.constantFrom(10 * MINUTE, 30 * MINUTE),
  emitInitial: fc.boolean(),
});

test('a watch goes on from what it read as it would have gone on itself', () => {
  fc.assert(
    fc.property(rounds, settings, (steps, chosen) => {
      let record = withTunnels(undefined, TUNNELS);
      let asOf = NOW;
      for (const { observations, after, forgetAfter } of steps) {
        asOf += after;
        const evidence: Evidence = { asOf, observations };
        const context: EvaluationContext = { ...chosen, ...(forgetAfter !== undefined && { forgetBefore: asOf - forgetAfter }) };
        const state: WatchCheckpoint = { ...empty, connections: new Map([['vco-1', record]]) };
        const read = readCheckpoint(writeCheckpoint(state));
        expect(read).toEqual(state);
        const expected = next(record, evidence, context);
        expect(next(read.connections.get('vco-1')!, evidence, context)).toEqual(expected);
        record = expected.state;
      }
    }),
  );
});

const time = fc.oneof(
  fc.maxSafeNat().map((n) => n % 8.64e15),
  fc.integer({ min: NOW - 1e9, max: NOW }),
  fc.constantFrom(0, 15, 16, 511, 512, 8.64e15),
);
const word = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '"', '\ud800'),
);
// The latest that an observation is encoded with.
const instant = time.map((at) => Math.min(at, 2 ** 47 - 1));
const value: fc.Arbitrary<Value> = fc.constantFrom('unknown', 'up', 'down', 'disabled');
const claim: fc.Arbitrary<Claim> = fc.constantFrom('up', 'down', 'phase1', 'phase2', 'phase1-ok', 'mixed', 'disabled');
const phase = fc.constantFrom(undefined, 'phase1', 'phase2');
const code = fc.oneof(fc.maxSafeNat(), fc.integer({ min: 0, max: 1000 })).map((number) => number as Code);
const codes = fc.uniqueArray(code, { maxLength: 200 }).map((all) => all.sort((a, b) => a - b));
const run: fc.Arbitrary<PeriodRun> = fc.record({
  claim,
  newest: instant,
  settledFrom: instant,
  trust: fc.constantFrom('none', 'agreed', 'stuck'),
  contradiction: fc.option(fc.record({ at: instant, isEvent: fc.boolean() }), { nil: undefined }),
  outlasted: fc.maxSafeNat(),
  disputedSince: fc.option(instant, { nil: undefined }),
});
const disagreement: fc.Arbitrary<PeriodDisagreement> = fc.oneof(
  fc.constant(NO_DISAGREEMENT),
  fc.record({ run: fc.option(run, { nil: undefined }), word: value }),
);
const anyTimeline: fc.Arbitrary<Timeline> = fc.record({
  observations: codes,
  periodMs: fc.maxSafeNat(),
  checkpoint: fc.record({ value, since: instant, phase, was: value, code, upTo: code, disagreement }),
  value,
  since: instant,
  phase,
  isOpen: fc.boolean(),
  dispute: fc.option(fc.record({ claim, since: instant }), { nil: undefined }),
  watermark: instant,
  asOf: instant,
  isStale: fc.boolean(),
  votedUntil: instant,
  lastAnnounced: value,
  announced: fc.maxSafeNat(),
  ledger: fc.array(fc.record({ to: value, at: instant }), { maxLength: 20 }),
});
const anyTunnel: fc.Arbitrary<TunnelRecord> = fc.record(
  { key: word, role: fc.option(word, { nil: undefined }), ipsec: anyTimeline, bgp: anyTimeline, health: anyTimeline },
  { requiredKeys: ['key', 'role'] },
);
const anyRecord: fc.Arbitrary<ConnectionRecord> = fc.record({
  bornAt: time,
  tunnels: fc.uniqueArray(anyTunnel, { maxLength: 3, selector: ({ key }) => key }),
  lastAnnounced: fc.constantFrom('unknown', 'up', 'degraded', 'down'),
  since: time,
  isFailedOver: fc.boolean(),
  announced: fc.maxSafeNat(),
});
const anyNotices = fc.array(fc.record({ certificateId: word, endsAt: time, noticedDays: fc.nat(), renewedAt: time }), {
  minLength: 1,
  maxLength: 3,
});
const anyState: fc.Arbitrary<WatchCheckpoint> = fc.record(
  {
    savedAt: time,
    marks: fc.record(
      {
        events: time,
        metrics: time,
        certificates: time,
        unread: fc.array(
          fc.record({
            tunnel: fc.string({ minLength: 1, maxLength: 20 }),
            aspect: fc.constantFrom('ipsec' as const, 'bgp' as const, 'health' as const),
            since: time,
          }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: [] },
    ),
    certificates: fc.array(word, { maxLength: 3 }),
    votes: fc.oneof(fc.constant(NO_VOTES), fc.record({ start: fc.maxSafeNat(), end: fc.maxSafeNat() })),
    connections: fc.array(fc.tuple(word, anyRecord), { maxLength: 3 }).map((entries) => new Map(entries)),
    pending: fc.array(
      fc.record({ id: word, at: time, observedAt: time }).map((one): Transition => ({ ...pending, ...one })),
      { maxLength: 2 },
    ),
    notices: anyNotices,
  },
  { requiredKeys: ['savedAt', 'marks', 'certificates', 'votes', 'connections', 'pending'] },
);

test('notices are beside what releases without them read, under the same version', () => {
  const written = JSON.parse(
    writeCheckpoint({ ...empty, notices: [{ certificateId: 'vsc-1', endsAt: NOW, noticedDays: 30, renewedAt: 0 }] }),
  ) as Record<string, unknown>;
  const { notices, ...others } = written;
  expect(others).toEqual(JSON.parse(writeCheckpoint(empty)));
  expect(notices).toEqual([['vsc-1', NOW, 30, 0]]);
  expect(readCheckpoint(JSON.stringify(others))).toEqual(empty);
});

test('what is read is what was written, whatever it was', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const read = readCheckpoint(writeCheckpoint(state));
      expect(read).toEqual(state);
      expect([...read.connections.keys()]).toEqual([...state.connections.keys()]);
    }),
  );
});

test('alarms are read as they were written, frozen', () => {
  const state: WatchCheckpoint = {
    ...empty,
    alarms: [tracked, { on: 'tunnel:down', forMs: 0, connectionId: 'vco-2', course: { transition: pending, countsFrom: 0 } }],
    pending: [{ type: 'alarm:raised', alarm }, pending, { type: 'alarm:cleared', alarm: { ...alarm, clearedAt: NOW, reason: 'gone' } }],
  };
  const read = readCheckpoint(writeCheckpoint(state));
  expect(read).toEqual(state);
  expect(
    [
      read.alarms?.[0]?.course,
      read.alarms?.[1]?.course && 'countsFrom' in read.alarms[1].course && read.alarms[1].course.transition,
      ...read.pending,
    ].every((one) => Object.isFrozen(one)),
  ).toBe(true);
});

test('what is to be announced yet can be changed by nobody who reads it', () => {
  const [read] = readCheckpoint(writeCheckpoint({ ...empty, pending: [pending] })).pending;
  if (!read || 'alarm' in read) throw new Error('not a transition');
  expect([read, read.resource, read.evidence, read.connection].map((part) => Object.isFrozen(part))).toEqual([true, true, true, true]);
});

test('what is the same for nearly all is not written', () => {
  expect(Object.keys(JSON.parse(writeCheckpoint(empty)) as object)).toEqual(['version', 'savedAt', 'marks', 'certificates', 'connections']);
  expect(readCheckpoint(writeCheckpoint(empty)).votes).toBe(NO_VOTES);
});

test('an id that is the name of an inherited property is an id like any other', () => {
  const record = withTunnels(undefined, [{ key: '__proto__', role: 'constructor' }]);
  const read = readCheckpoint(writeCheckpoint({ ...empty, connections: new Map([['__proto__', record]]) }));
  expect(read.connections.get('__proto__')).toEqual(record);
  expect(Object.getPrototypeOf(read.connections.get('__proto__'))).toBe(Object.prototype);
});

test('a time between two milliseconds is kept to the nearest', () => {
  const read = readCheckpoint(writeCheckpoint(holding({ ...timeline, since: NOW + 0.4, watermark: NOW + 0.6 })));
  expect(read.connections.get('vco-1')?.tunnels[0]?.ipsec).toEqual({ ...timeline, since: NOW, watermark: NOW + 1 });
});

test.each<Partial<Timeline>>([
  { since: NaN },
  { asOf: Infinity },
  { observations: [0.5 as Code] },
  { observations: [-Infinity as Code] },
  { ledger: [{ to: 'up', at: NaN }] },
  { announced: 2 ** 53 },
])('%j cannot be kept, and is not written', (change) => {
  expect(() => writeCheckpoint(holding({ ...timeline, ...change }))).toThrow(RangeError);
});

test('keys that this version does not know are passed over', () => {
  const text = edited(holding(timeline), (written) => {
    written['note'] = { any: 'thing' };
    written['marks'] = { ['__proto__']: { events: 5 }, other: 'x' };
  });
  expect(readCheckpoint(text)).toEqual(holding(timeline));
});

test('20 observations each of IPsec and BGP take no more than 400 bytes a tunnel', () => {
  let late = 0;
  const observations = TUNNELS.flatMap(({ key }) =>
    (['ipsec', 'bgp'] as const).flatMap((aspect) =>
      Array.from({ length: 20 }, (_, index): Observation => ({
        tunnel: key,
        aspect,
        source: 'topology',
        claim: 'up',
        at: NOW - (20 - index) * MINUTE + ((late += 7919) % 30_000),
      })),
    ),
  );
  const monthAgo = observations.map((one) => ({ ...one, at: one.at - 30 * 24 * 60 * MINUTE }));
  const known = next(
    withTunnels(undefined, TUNNELS),
    { asOf: NOW - 21 * MINUTE, observations: monthAgo },
    { ...SETTINGS, forgetBefore: NOW - 21 * MINUTE },
  ).state;
  const record = next(known, { asOf: NOW, observations }, SETTINGS).state;
  expect(record.tunnels.map(({ bgp }) => bgp?.observations.length)).toEqual([20, 20]);
  const connections = new Map(Array.from({ length: 10 }, (_, index) => [`vco-a1b2c3d4e5f6g7h8i9${index}`, record] as const));
  expect(Buffer.byteLength(writeCheckpoint({ ...empty, connections })) / 20).toBeLessThanOrEqual(400);
});

describe('a text that no watch wrote', () => {
  test.each([
    ['', 'the saved state is not JSON: the watch starts afresh'],
    ['{"version":2,"secret', 'the saved state is not JSON: the watch starts afresh'],
    ['null', 'the saved state is no JSON object: the watch starts afresh'],
    ['[]', 'the saved state is no JSON object: the watch starts afresh'],
    ['{}', 'the saved state is malformed at version: the watch starts afresh'],
    ['{"version":"secret"}', 'the saved state is malformed at version: the watch starts afresh'],
    ['{"version":1}', 'the saved state is of version 1, and this release reads version 2: the watch starts afresh'],
    ['{"version":3}', 'the saved state is of version 3, and this release reads version 2: the watch starts afresh'],
    ['{"version":0}', 'the saved state is of version 0, and this release reads version 2: the watch starts afresh'],
  ])('%j', (text, message) => {
    const error = failureOf(text);
    expect(error).toMatchObject({ code: 'protocol', retryable: false, message });
    expect(error.cause).toBeUndefined();
  });

  const tunnel = (written: Written) => written.connections[0]![2][0]!;
  test.each<[path: string, edit: (written: Written) => void]>([
    ['savedAt', (written) => delete written['savedAt']],
    ['savedAt', (written) => (written['savedAt'] = -1)],
    ['savedAt', (written) => (written['savedAt'] = null)],
    ['savedAt', (written) => (written['savedAt'] = 9e15)],
    ['marks', (written) => (written['marks'] = [])],
    ['marks.events', (written) => (written['marks'] = { events: '1786000000000' })],
    ['marks.metrics', (written) => (written['marks'] = { metrics: -5 })],
    ['marks.unread', (written) => (written['marks'] = { unread: {} })],
    ['marks.unread[0].tunnel', (written) => (written['marks'] = { unread: [['', 'ipsec', 5]] })],
    ['marks.unread[0].aspect', (written) => (written['marks'] = { unread: [['tun-1', 'other', 5]] })],
    ['marks.unread[0].since', (written) => (written['marks'] = { unread: [['tun-1', 'bgp', null]] })],
    ['certificates', (written) => (written['certificates'] = { length: 1 })],
    ['certificates[1]', (written) => (written['certificates'] = ['vsc-1', 2])],
    ['marks.certificates', (written) => (written['marks'] = { certificates: 'yesterday' })],
    ['notices', (written) => (written['notices'] = {})],
    ['notices[0]', (written) => (written['notices'] = ['vsc-1'])],
    ['notices[0].certificateId', (written) => (written['notices'] = [[1, 1, 1, 0]])],
    ['notices[0].endsAt', (written) => (written['notices'] = [['vsc-1', null, 1, 0]])],
    ['notices[0].noticedDays', (written) => (written['notices'] = [['vsc-1', 1, 0.5, 0]])],
    [
      'notices[1].renewedAt',
      (written) =>
        (written['notices'] = [
          ['vsc-1', 1, 1, 0],
          ['vsc-2', 1, 1],
        ]),
    ],
    ['connections', (written) => (written['connections'] = {} as never)],
    ['connections[0]', (written) => (written['connections'] = [null as never])],
    ['connections[0].id', (written) => (written.connections[0]![0] = '')],
    ['connections[0].id', (written) => (written.connections[0]![0] = 'x'.repeat(257))],
    ['connections[1].id', (written) => written.connections.push(written.connections[0]!)],
    ['connections[0]', (written) => (written.connections[0]![1] = 5)],
    ['connections[0].bornAt', (written) => (written.connections[0]![1] = 'D')],
    ['connections[0].lastAnnounced', (written) => (written.connections[0]![1] = 'AI')],
    ['connections[0].since', (written) => (written.connections[0]![1] = 'ACD')],
    ['connections[0].isFailedOver', (written) => (written.connections[0]![1] = 'AACE')],
    ['connections[0].announced', (written) => (written.connections[0]![1] = 'AACCD')],
    ['connections[0]', (written) => (written.connections[0]![1] = 'AACCCC')],
    ['connections[0].tunnels', (written) => (written.connections[0]![2] = 'secret' as never)],
    [
      'connections[0].tunnels',
      (written) => (written.connections[0]![2] = Array.from({ length: 65 }, (_, index) => [`tun-${index}`, null, '', '', ''])),
    ],
    ['connections[0].tunnels[1]', (written) => (written.connections[0]![2][1] = {} as never)],
    ['connections[0].tunnels[1].key', (written) => (written.connections[0]![2][1]![0] = 'tun-1')],
    ['connections[0].tunnels[0].key', (written) => (tunnel(written)[0] = 7)],
    ['connections[0].tunnels[0].role', (written) => (tunnel(written)[1] = false)],
    ['connections[0].tunnels[0].ipsec', (written) => (tunnel(written)[2] = null)],
    ['connections[0].tunnels[0].health', (written) => tunnel(written).pop()],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (tunnel(written)[2] = 'D')],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (tunnel(written)[2] = 'é')],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (tunnel(written)[2] = '/'.repeat(12))],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (tunnel(written)[2] = `${'/'.repeat(400)}A`)],
    ['votes', (written) => (written['votes'] = { start: 1, end: 1 })],
    ['votes', (written) => (written['votes'] = [1])],
    ['votes', (written) => (written['votes'] = [-1, 0])],
    ['votes', (written) => (written['votes'] = [0, 0.5])],
    ['pending', (written) => (written['pending'] = {})],
    ['pending[0]', (written) => (written['pending'] = [null])],
    ['pending[0]', (written) => (written['pending'] = [{ ...pending, resource: undefined }])],
    ['pending[0]', (written) => (written['pending'] = [{ ...pending, evidence: 'secret' }])],
    ['pending[0].id', (written) => (written['pending'] = [{ ...pending, id: '' }])],
    ['pending[0].type', (written) => (written['pending'] = [{ ...pending, type: 5 }])],
    ['pending[0].at', (written) => (written['pending'] = [{ ...pending, at: -1 }])],
    ['pending[0].evidence.at', (written) => (written['pending'] = [{ ...pending, evidence: { source: 'event', at: null } }])],
    ['pending[0].evidence.source', (written) => (written['pending'] = [{ ...pending, evidence: { at: NOW } }])],
    ['pending[0].type', (written) => (written['pending'] = [{ type: 'alarm:lost', alarm }])],
    ['pending[0].alarm', (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: null }])],
    ['pending[0].alarm.key', (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: { ...alarm, key: '' } }])],
    ['pending[0].alarm.on', (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: { ...alarm, on: 'bgp:down' } }])],
    ['pending[0].alarm.since', (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: { ...alarm, since: '1' } }])],
    ['pending[0].alarm.raisedAt', (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: { ...alarm, raisedAt: undefined } }])],
    [
      'pending[0].alarm.resource.connectionId',
      (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: { ...alarm, resource: {} } }]),
    ],
    [
      'pending[0].alarm.transition.id',
      (written) => (written['pending'] = [{ type: 'alarm:raised', alarm: { ...alarm, transition: { ...pending, id: 5 } } }]),
    ],
    ['pending[0].alarm.clearedAt', (written) => (written['pending'] = [{ type: 'alarm:cleared', alarm }])],
    [
      'pending[0].alarm.clearedAt',
      (written) => (written['pending'] = [{ type: 'alarm:cleared', alarm: { ...alarm, clearedAt: -1, reason: 'ended' } }]),
    ],
    ['pending[0].alarm.reason', (written) => (written['pending'] = [{ type: 'alarm:cleared', alarm: { ...alarm, clearedAt: NOW } }])],
    [
      'pending[0].alarm.reason',
      (written) => (written['pending'] = [{ type: 'alarm:cleared', alarm: { ...alarm, clearedAt: NOW, reason: 'bored' } }]),
    ],
    ['alarms', (written) => (written['alarms'] = {})],
    ['alarms[0]', (written) => (written['alarms'] = [null])],
    ['alarms[0]', (written) => (written['alarms'] = [{ ...tracked, on: 'tunnel:up' }])],
    ['alarms[0].forMs', (written) => (written['alarms'] = [{ ...tracked, forMs: -1 }])],
    ['alarms[0].connectionId', (written) => (written['alarms'] = [{ ...tracked, connectionId: null }])],
    ['alarms[0].tunnel', (written) => (written['alarms'] = [{ ...tracked, tunnel: 5 }])],
    ['alarms[0].course', (written) => (written['alarms'] = [{ ...tracked, course: undefined }])],
    ['alarms[0].course.on', (written) => (written['alarms'] = [{ ...tracked, on: 'bgp:down' }])],
    [
      'alarms[0].course.countsFrom',
      (written) => (written['alarms'] = [{ ...tracked, course: { transition: pending, countsFrom: 'now' } }]),
    ],
    ['alarms[0].course.transition', (written) => (written['alarms'] = [{ ...tracked, course: { countsFrom: 0 } }])],
    [
      'alarms[0].course.transition.type',
      (written) => (written['alarms'] = [{ ...tracked, course: { transition: { ...pending, type: 'tunnel:up' }, countsFrom: 0 } }]),
    ],
    ['pending[1].observedAt', (written) => (written['pending'] = [pending, { ...pending, observedAt: 'now' }])],
  ])('malformed at %s', (path, edit) => {
    const error = failureOf(edited(holding(timeline), edit));
    expect(error).toMatchObject({ code: 'protocol', message: `the saved state is malformed at ${path}: the watch starts afresh` });
  });

  test.each(['1e999', '-1e999', '-0'])('a number that JSON cannot write, %s, is malformed wherever it stands', (number) => {
    const text = writeCheckpoint({ ...holding(timeline), pending: [{ ...pending, evidence: { ...pending.evidence, value: 12345 } }] });
    expect(failureOf(text.replace('12345', number)).message).toContain('malformed at pending[0]:');
    expect(failureOf(text.replace(`"at":${pending.evidence.at}`, `"at":${number}`)).message).toMatch(/malformed at pending\[0\][.a-z]*:/);
    expect(failureOf(text.replace(`"savedAt":${NOW}`, `"savedAt":${number}`)).message).toContain('malformed at savedAt:');
  });

  // Up to the disagreement, up to the length of the period, and up to the ledger.
  const disagreement = 'A'.repeat(11);
  const period = 'A'.repeat(13);
  const ledger = 'A'.repeat(20);
  test.each([
    ['watermark', 'AD'],
    ['value', 'AAI'],
    ['since', 'AAAD'],
    ['phase', 'AAAAE'],
    ['phase', 'AAAACA'],
    ['checkpoint.value', 'AAAAAD'],
    ['checkpoint.phase', 'AAAAAAAE'],
    ['checkpoint.was', 'AAAAAAAAI'],
    ['checkpoint.code', 'AAAAAAAAAD'],
    ['checkpoint.upTo', 'AAAAAAAAAAD'],
    ['checkpoint.disagreement.run', `${disagreement}E`],
    ['checkpoint.disagreement.run.claim', `${disagreement}CO`],
    ['checkpoint.disagreement.run.trust', `${disagreement}CAAAG`],
    ['checkpoint.disagreement.run.contradiction.at', `${disagreement}CAAAACD`],
    ['checkpoint.disagreement.run.contradiction.isEvent', `${disagreement}CAAAACAE`],
    ['checkpoint.disagreement.run.outlasted', `${disagreement}CAAAAAD`],
    ['checkpoint.disagreement.run.disputedSince', `${disagreement}CAAAAAACD`],
    ['checkpoint.disagreement.word', `${disagreement}AI`],
    ['periodMs', `${period}D`],
    ['isOpen', `${period}AE`],
    ['dispute.claim', `${period}AACO`],
    ['isStale', `${period}AAAE`],
    ['votedUntil', `${period}AAAAD`],
    ['lastAnnounced', `${period}AAAAAI`],
    ['announced', `${period}AAAAAAD`],
    ['ledger', `${ledger}D`],
    ['ledger[0].to', `${ledger}CI`],
    ['ledger[1].at', `${ledger}ECAAD`],
    ['observations', `${ledger}AD`],
    ['observations[1]', `${ledger}AECD`],
    ['observations[1]', `${ledger}AEC`],
    ['observations', `${ledger}AECC`],
  ])('malformed at the %s of a timeline', (field, text) => {
    const error = failureOf(edited(holding(timeline), (written) => (tunnel(written)[2] = text)));
    expect(error).toMatchObject({
      code: 'protocol',
      message: `the saved state is malformed at connections[0].tunnels[0].ipsec.${field}: the watch starts afresh`,
    });
  });

  test('more than a timeline is malformed, where less would be whole', () => {
    const whole = `${ledger}AA`;
    expect(
      readCheckpoint(edited(holding(timeline), (written) => (tunnel(written)[2] = whole))).connections.get('vco-1')?.tunnels[0]?.ipsec,
    ).toMatchObject({ value: 'unknown', observations: [], ledger: [] });
    expect(failureOf(edited(holding(timeline), (written) => (tunnel(written)[2] = `${whole}A`))).message).toContain(
      'malformed at connections[0].tunnels[0].ipsec:',
    );
  });

  test.each<[string, Partial<Timeline>, string]>([
    ['not ascending', { observations: [64, 63] as Code[] }, 'observations'],
    ['negative', { observations: [-1 as Code] }, 'observations[0]'],
    ['too many', { observations: Array.from({ length: 100_001 }, (_, index) => index as Code) }, 'observations'],
    ['before time', { asOf: -1 }, 'asOf'],
    ['after time', { watermark: 8.64e15 + 1 }, 'watermark'],
  ])('nor is a timeline read whose numbers are %s', (_, change, field) => {
    const state = holding({ ...timeline, ...change });
    expect(failureOf(writeCheckpoint(state)).message).toContain(`malformed at connections[0].tunnels[0].ipsec.${field}:`);
  });

  test('and no message quotes it', () => {
    const words = ['secret-1', 'secret-2', 'secret-3'];
    const state: WatchCheckpoint = { ...holding(timeline), certificates: [words[0]!], pending: [{ ...pending, id: words[1]! }] };
    for (const cut of [2, 20, 60]) {
      const text = edited(state, (written) => (tunnel(written)[1] = words[2])).slice(0, -cut);
      for (const secret of words) expect(failureOf(text).message).not.toContain(secret);
      expect(failureOf(text).cause).toBeUndefined();
    }
  });
});

/** What a text can become on a bad disk, or by a hand that edits it. */
const mutation: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.nat().map((at) => (text: string) => text.slice(0, at % text.length)),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => (text: string) => {
    const characters = text.split('');
    [characters[a % text.length], characters[b % text.length]] = [characters[b % text.length]!, characters[a % text.length]!];
    return characters.join('');
  }),
  fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.string({ maxLength: 4 })).map(
    ([at, length, put]) =>
      (text: string) =>
        text.slice(0, at % text.length) + put + text.slice((at % text.length) + length),
  ),
  fc.tuple(fc.nat(), fc.constantFrom(...'ABCDEFgh01+/'.split(''))).map(([at, put]) => (text: string) => {
    // Inside of what is quoted, so that the JSON stays whole.
    const places = Array.from(text.matchAll(/(?<=[A-Za-z0-9+/]{6})[A-Za-z0-9+/](?=[A-Za-z0-9+/]*")/g), ({ index }) => index);
    const place = places[at % places.length]!;
    return text.slice(0, place) + put + text.slice(place + 1);
  }),
  fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([at, put]) => (text: string) => {
    let count = 0;
    const replaced = (pick: number): string => JSON.stringify(JSON.parse(text, (_key, held: unknown) => (count++ === pick ? put : held)));
    replaced(-1);
    const pick = at % count;
    count = 0;
    return replaced(pick);
  }),
);

test('a damaged text is refused as such, or is a state that a watch can go on from', () => {
  const observations: readonly Observation[] = TUNNELS.flatMap(({ key }) =>
    (['ipsec', 'bgp', 'health'] as const).flatMap((aspect) =>
      Array.from({ length: 6 }, (_, index): Observation => ({
        tunnel: key,
        aspect,
        source: (['metric', 'topology', 'event'] as const)[index % 3]!,
        claim: (['up', 'mixed', 'phase1'] as const)[index >> 1]!,
        at: NOW + index * 40_000,
      })),
    ),
  );
  const record = next(withTunnels(undefined, TUNNELS), { asOf: NOW + 5 * MINUTE, observations }, SETTINGS).state;
  const whole = writeCheckpoint({
    savedAt: NOW,
    marks: { events: NOW, metrics: NOW },
    certificates: ['vsc-1'],
    votes: { start: 0, end: 4 },
    pending: [pending],
    connections: new Map([
      ['vco-1', record],
      ['vco-2', withTunnels(undefined, TUNNELS)],
    ]),
  });
  let read = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 2 }), fc.boolean(), (mutations, again) => {
      let state: WatchCheckpoint;
      try {
        state = readCheckpoint((again ? mutations : mutations.slice(0, 1)).reduce((text, mutate) => wholeOr(text, mutate), whole));
        read++;
      } catch (error) {
        if (!(error instanceof VpnMonitorError)) throw error;
        expect(error.code).toBe('protocol');
        // Names the place, and nothing of what is there.
        expect(error.message).toMatch(
          /^the saved state (is not JSON|is no JSON object|is malformed at [A-Za-z0-9.[\]]+|is of version -?\d+, and this release reads version 2): the watch starts afresh$/,
        );
        refused++;
        return;
      }
      expect(readCheckpoint(writeCheckpoint(state))).toEqual(state);
      for (const one of state.connections.values()) {
        const fresh = one.tunnels.flatMap(({ key }) =>
          observations.map((given) => ({ ...given, tunnel: key, at: given.at + 10 * MINUTE })),
        );
        const step = next(
          one,
          { asOf: NOW + 20 * MINUTE, observations: fresh },
          { ...SETTINGS, forgetBefore: NOW, confirm: { down: 2, up: 2 } },
        );
        next(step.state, { asOf: NOW + 40 * MINUTE, observations: [] }, SETTINGS);
      }
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(200);
  expect(refused).toBeGreaterThan(200);
});

/** Edits of JSON need JSON. */
function wholeOr(text: string, mutate: (text: string) => string): string {
  try {
    return text === '' ? text : mutate(text);
  } catch {
    return text;
  }
}
