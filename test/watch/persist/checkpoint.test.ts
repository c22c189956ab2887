import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';
import { next } from '../../src/watch/machine.ts';
import type { ConnectionMemory, Evidence, Reading, Settings, Track, TunnelMemory } from '../../src/watch/memory.ts';
import { withTunnels } from '../../src/watch/roster.ts';
import { readState, writeState, type SavedState } from '../../src/watch/saved-state.ts';

const NOW = 1_786_000_000_000;
const MINUTE = 60_000;
const TUNNELS = [
  { key: 'tun-a1b2c3d4e5f6g7h8i9j0', role: 'master' },
  { key: 'tun-k1l2m3n4o5p6q7r8s9t0', role: 'slave' },
];
const SETTINGS: Settings = { confirm: { down: 1, up: 1 }, staleAfterMs: 10 * MINUTE, emitInitial: false };

const empty: SavedState = { savedAt: NOW, marks: {}, certificates: [], connections: new Map() };
const track: Track = {
  readings: [(NOW - 2 * MINUTE) * 64 + 17, (NOW - MINUTE) * 64 + 1, (NOW - MINUTE) * 64 + 9],
  periodMs: MINUTE,
  base: { value: 'up', since: NOW - 9e9, phase: undefined, floor: NOW - 3 * MINUTE },
  value: 'down',
  since: NOW - 2 * MINUTE,
  phase: 'phase2',
  open: true,
  reach: NOW - MINUTE,
  asOf: NOW,
  stale: false,
  said: 'down',
  told: 3,
  unshown: [NOW * 64 + 1],
};
const holding = (ipsec: Track): SavedState => ({
  ...empty,
  connections: new Map([['vco-1', { said: 'degraded', since: NOW, failedOver: true, told: 7, tunnels: [{ key: 'tun-1', role: 'master', ipsec }, { key: 'tun-2', role: undefined }] }]]),
});

/** The text as JSON, to be changed and written again. */
interface Written {
  [key: string]: unknown;
  connections: [id: unknown, line: unknown, tunnels: [key: unknown, role: unknown, ...lines: unknown[]][], ...rest: unknown[]][];
}
function edited(state: SavedState, edit: (written: Written) => void): string {
  const written = JSON.parse(writeState(state)) as Written;
  edit(written);
  return JSON.stringify(written);
}

function failureOf(text: string): VpnMonitorError {
  try {
    readState(text);
  } catch (error) {
    if (error instanceof VpnMonitorError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const reading: fc.Arbitrary<Reading> = fc
  .record({
    tunnel: fc.constantFrom(...TUNNELS.map(({ key }) => key)),
    aspect: fc.constantFrom('ipsec', 'bgp', 'health'),
    source: fc.constantFrom('topology', 'metric', 'event'),
    at: fc.oneof(fc.integer({ min: 1, max: 90 }).map((minute) => NOW + minute * MINUTE), fc.integer({ min: NOW, max: NOW + 90 * MINUTE })),
    says: fc.constantFrom('up', 'down', 'phase1', 'phase2', 'phase1-ok', 'mixed', 'disabled'),
  } as const)
  .map((one) => (one.source === 'metric' ? { ...one, periodMs: MINUTE } : one));

const rounds = fc.array(
  fc.record({ readings: fc.array(reading, { maxLength: 12 }), after: fc.integer({ min: 1, max: 15 * MINUTE }), forgetAfter: fc.option(fc.integer({ min: MINUTE, max: 30 * MINUTE }), { nil: undefined }) }),
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
      let memory = withTunnels(undefined, TUNNELS);
      let asOf = NOW;
      for (const { readings, after, forgetAfter } of steps) {
        asOf += after;
        const evidence: Evidence = { asOf, readings, ...(forgetAfter !== undefined && { forgetBefore: asOf - forgetAfter }) };
        const state: SavedState = { ...empty, connections: new Map([['vco-1', memory]]) };
        const read = readState(writeState(state));
        expect(read).toEqual(state);
        const expected = next(memory, evidence, chosen);
        expect(next(read.connections.get('vco-1')!, evidence, chosen)).toEqual(expected);
        memory = expected.state;
      }
    }),
  );
});

const time = fc.oneof(fc.maxSafeNat().map((n) => n % 8.64e15), fc.integer({ min: NOW - 1e9, max: NOW }), fc.constantFrom(0, 15, 16, 511, 512, 8.64e15));
const word = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.constantFrom('__proto__', 'constructor', 'toString', '"', '\ud800'));
const value = fc.constantFrom('unknown', 'up', 'down', 'disabled');
const phase = fc.constantFrom(undefined, 'phase1', 'phase2');
const ascendingCodes = fc.array(fc.oneof(fc.maxSafeNat(), fc.integer({ min: 0, max: 1000 })), { maxLength: 200 }).map((codes) => codes.sort((a, b) => a - b));
const anyTrack: fc.Arbitrary<Track> = fc.record({
  readings: ascendingCodes,
  periodMs: fc.maxSafeNat(),
  base: fc.record({ value, since: time, phase, floor: time }),
  value,
  since: time,
  phase,
  open: fc.boolean(),
  reach: time,
  asOf: time,
  stale: fc.boolean(),
  said: value,
  told: fc.maxSafeNat(),
  unshown: ascendingCodes,
});
const anyTunnel: fc.Arbitrary<TunnelMemory> = fc.record(
  { key: word, role: fc.option(word, { nil: undefined }), ipsec: anyTrack, bgp: anyTrack, health: anyTrack },
  { requiredKeys: ['key', 'role'] },
);
const anyMemory: fc.Arbitrary<ConnectionMemory> = fc.record({
  tunnels: fc.uniqueArray(anyTunnel, { maxLength: 3, selector: ({ key }) => key }),
  said: fc.constantFrom('unknown', 'up', 'degraded', 'down'),
  since: time,
  failedOver: fc.boolean(),
  told: fc.maxSafeNat(),
});
const anyState: fc.Arbitrary<SavedState> = fc.record({
  savedAt: time,
  marks: fc.record({ events: time, metrics: time }, { requiredKeys: [] }),
  certificates: fc.array(word, { maxLength: 3 }),
  connections: fc.array(fc.tuple(word, anyMemory), { maxLength: 3 }).map((entries) => new Map(entries)),
});

test('what is read is what was written, whatever it was', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const read = readState(writeState(state));
      expect(read).toEqual(state);
      expect([...read.connections.keys()]).toEqual([...state.connections.keys()]);
    }),
  );
});

test('an id that is the name of an inherited property is an id like any other', () => {
  const memory = withTunnels(undefined, [{ key: '__proto__', role: 'constructor' }]);
  const read = readState(writeState({ ...empty, connections: new Map([['__proto__', memory]]) }));
  expect(read.connections.get('__proto__')).toEqual(memory);
  expect(Object.getPrototypeOf(read.connections.get('__proto__'))).toBe(Object.prototype);
});

test('a time between two milliseconds is kept to the nearest', () => {
  const read = readState(writeState(holding({ ...track, since: NOW + 0.4, reach: NOW + 0.6 })));
  expect(read.connections.get('vco-1')?.tunnels[0]?.ipsec).toEqual({ ...track, since: NOW, reach: NOW + 1 });
});

test.each<Partial<Track>>([{ since: NaN }, { asOf: Infinity }, { readings: [0.5] }, { readings: [-Infinity] }, { told: 2 ** 53 }])('%j cannot be kept, and is not written', (change) => {
  expect(() => writeState(holding({ ...track, ...change }))).toThrow(RangeError);
});

test('keys that this version does not know are passed over', () => {
  const text = edited(holding(track), (written) => {
    written['note'] = { any: 'thing' };
    written['marks'] = { ['__proto__']: { events: 5 }, other: 'x' };
  });
  expect(readState(text)).toEqual(holding(track));
});

test('20 readings each of IPsec and BGP take no more than 400 bytes a tunnel', () => {
  let late = 0;
  const readings = TUNNELS.flatMap(({ key }) =>
    (['ipsec', 'bgp'] as const).flatMap((aspect) =>
      Array.from({ length: 20 }, (_, index): Reading => ({ tunnel: key, aspect, source: 'topology', says: 'up', at: NOW - (20 - index) * MINUTE + ((late += 7919) % 30_000) })),
    ),
  );
  const monthAgo = readings.map((one) => ({ ...one, at: one.at - 30 * 24 * 60 * MINUTE }));
  const known = next(withTunnels(undefined, TUNNELS), { asOf: NOW - 21 * MINUTE, readings: monthAgo, forgetBefore: NOW - 21 * MINUTE }, SETTINGS).state;
  const memory = next(known, { asOf: NOW, readings }, SETTINGS).state;
  expect(memory.tunnels.map(({ bgp }) => bgp?.readings.length)).toEqual([20, 20]);
  const connections = new Map(Array.from({ length: 10 }, (_, index) => [`vco-a1b2c3d4e5f6g7h8i9${index}`, memory] as const));
  expect(Buffer.byteLength(writeState({ ...empty, connections })) / 20).toBeLessThanOrEqual(400);
});

describe('a text that no watch wrote', () => {
  test.each([
    ['', 'the saved state is not JSON: the watch starts afresh'],
    ['{"version":1,"secret', 'the saved state is not JSON: the watch starts afresh'],
    ['null', 'the saved state is no JSON object: the watch starts afresh'],
    ['[]', 'the saved state is no JSON object: the watch starts afresh'],
    ['{}', 'the saved state is malformed at version: the watch starts afresh'],
    ['{"version":"secret"}', 'the saved state is malformed at version: the watch starts afresh'],
    ['{"version":2}', 'the saved state is of version 2, and this release reads version 1: the watch starts afresh'],
    ['{"version":0}', 'the saved state is of version 0, and this release reads version 1: the watch starts afresh'],
  ])('%j', (text, message) => {
    const error = failureOf(text);
    expect(error).toMatchObject({ code: 'protocol', retryable: false, message });
    expect(error.cause).toBeUndefined();
  });

  const line = (written: Written) => written.connections[0]![2][0]!;
  test.each<[path: string, edit: (written: Written) => void]>([
    ['savedAt', (written) => delete written['savedAt']],
    ['savedAt', (written) => (written['savedAt'] = -1)],
    ['savedAt', (written) => (written['savedAt'] = null)],
    ['savedAt', (written) => (written['savedAt'] = 9e15)],
    ['marks', (written) => (written['marks'] = [])],
    ['marks.events', (written) => (written['marks'] = { events: '1786000000000' })],
    ['marks.metrics', (written) => (written['marks'] = { metrics: -5 })],
    ['certificates', (written) => (written['certificates'] = { length: 1 })],
    ['certificates[1]', (written) => (written['certificates'] = ['vsc-1', 2])],
    ['connections', (written) => (written['connections'] = {} as never)],
    ['connections[0]', (written) => (written['connections'] = [null as never])],
    ['connections[0].id', (written) => (written.connections[0]![0] = '')],
    ['connections[0].id', (written) => (written.connections[0]![0] = 'x'.repeat(257))],
    ['connections[1].id', (written) => written.connections.push(written.connections[0]!)],
    ['connections[0]', (written) => (written.connections[0]![1] = 5)],
    ['connections[0].said', (written) => (written.connections[0]![1] = 'I')],
    ['connections[0].since', (written) => (written.connections[0]![1] = 'CD')],
    ['connections[0].failedOver', (written) => (written.connections[0]![1] = 'CCE')],
    ['connections[0].told', (written) => (written.connections[0]![1] = 'CCCD')],
    ['connections[0]', (written) => (written.connections[0]![1] = 'CCCCC')],
    ['connections[0].tunnels', (written) => (written.connections[0]![2] = 'secret' as never)],
    ['connections[0].tunnels', (written) => (written.connections[0]![2] = Array.from({ length: 65 }, (_, index) => [`tun-${index}`, null, '', '', '']))],
    ['connections[0].tunnels[1]', (written) => (written.connections[0]![2][1] = {} as never)],
    ['connections[0].tunnels[1].key', (written) => (written.connections[0]![2][1]![0] = 'tun-1')],
    ['connections[0].tunnels[0].key', (written) => (line(written)[0] = 7)],
    ['connections[0].tunnels[0].role', (written) => (line(written)[1] = false)],
    ['connections[0].tunnels[0].ipsec', (written) => (line(written)[2] = null)],
    ['connections[0].tunnels[0].health', (written) => line(written).pop()],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (line(written)[2] = 'D')],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (line(written)[2] = 'é')],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (line(written)[2] = '/'.repeat(12))],
    ['connections[0].tunnels[0].ipsec.asOf', (written) => (line(written)[2] = `${'/'.repeat(400)}A`)],
    ['connections[0].tunnels[0].ipsec.reach', (written) => (line(written)[2] = 'AD')],
    ['connections[0].tunnels[0].ipsec.value', (written) => (line(written)[2] = 'AAI')],
    ['connections[0].tunnels[0].ipsec.phase', (written) => (line(written)[2] = 'AAAAG')],
    ['connections[0].tunnels[0].ipsec.base.value', (written) => (line(written)[2] = 'AAAAAD')],
    ['connections[0].tunnels[0].ipsec.periodMs', (written) => (line(written)[2] = 'AAAAAAAAAD')],
    ['connections[0].tunnels[0].ipsec.readings', (written) => (line(written)[2] = 'AAAAAAAAAAAAAAAECD')],
    ['connections[0].tunnels[0].ipsec.readings', (written) => (line(written)[2] = 'AAAAAAAAAAAAAAAEC')],
    ['connections[0].tunnels[0].ipsec', (written) => (line(written)[2] = 'AAAAAAAAAAAAAAAECCC')],
  ])('malformed at %s', (path, edit) => {
    const error = failureOf(edited(holding(track), edit));
    expect(error).toMatchObject({ code: 'protocol', message: `the saved state is malformed at ${path}: the watch starts afresh` });
  });

  test.each([
    ['not ascending', { readings: [64, 63] }, 'readings'],
    ['negative', { readings: [-1] }, 'readings'],
    ['too many', { readings: Array.from({ length: 100_001 }, (_, index) => index) }, 'readings'],
    ['before time', { asOf: -1 }, 'asOf'],
    ['after time', { reach: 8.64e15 + 1 }, 'reach'],
  ])('nor is a track read whose numbers are %s', (_, change: Partial<Track>, field) => {
    const state = holding({ ...track, ...change });
    expect(failureOf(writeState(state)).message).toContain(`malformed at connections[0].tunnels[0].ipsec.${field}:`);
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
  fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.string({ maxLength: 4 })).map(([at, length, put]) => (text: string) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + length)),
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
  const readings: readonly Reading[] = TUNNELS.flatMap(({ key }) =>
    (['ipsec', 'bgp', 'health'] as const).flatMap((aspect) =>
      Array.from({ length: 6 }, (_, index): Reading => ({ tunnel: key, aspect, source: (['metric', 'topology', 'event'] as const)[index % 3]!, says: (['up', 'mixed', 'phase1'] as const)[index >> 1]!, at: NOW + index * 40_000 })),
    ),
  );
  const memory = next(withTunnels(undefined, TUNNELS), { asOf: NOW + 5 * MINUTE, readings }, SETTINGS).state;
  const whole = writeState({ savedAt: NOW, marks: { events: NOW, metrics: NOW }, certificates: ['vsc-1'], connections: new Map([['vco-1', memory], ['vco-2', withTunnels(undefined, TUNNELS)]]) });
  let read = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 2 }), fc.boolean(), (mutations, again) => {
      let state: SavedState;
      try {
        state = readState((again ? mutations : mutations.slice(0, 1)).reduce((text, mutate) => wholeOr(text, mutate), whole));
        read++;
      } catch (error) {
        if (!(error instanceof VpnMonitorError)) throw error;
        expect(error.code).toBe('protocol');
        refused++;
        return;
      }
      expect(readState(writeState(state))).toEqual(state);
      for (const one of state.connections.values()) {
        const fresh = one.tunnels.flatMap(({ key }) => readings.map((given) => ({ ...given, tunnel: key, at: given.at + 10 * MINUTE })));
        const step = next(one, { asOf: NOW + 20 * MINUTE, readings: fresh, forgetBefore: NOW }, { ...SETTINGS, confirm: { down: 2, up: 2 } });
        next(step.state, { asOf: NOW + 40 * MINUTE, readings: [] }, SETTINGS);
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
