import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointAt, tunnelOf } from './support/rewritten.ts';
import { observationOf, Script } from './support/script.ts';
import { MINUTE, NOW, REGION } from './support/watched.ts';
import { dualTunnels, ROUND_AT, SECOND, watching } from './support/watching.ts';

/** What is announced of lines of a tunnel that was up, each known at its own time, and the datapoints a minute later. */
function told(aspect: 'ipsec' | 'bgp', ...lines: readonly string[]): readonly string[] {
  const script = new Script();
  const own = ['poll up @0', ...lines].map((line) => line.replace(' ', aspect === 'ipsec' ? ' a ' : ` a ${aspect} `));
  const knownAt = (line: string): number => Number(line.split('@')[1]) + (line.startsWith('point') ? 1 : 0);
  for (const line of own.toSorted((one, other) => knownAt(one) - knownAt(other))) script.hears(knownAt(line), line);
  return script.announced.map(({ to, at, isLate }) => `${to} @${at / 60_000}${isLate ? ' late' : ''}`);
}

const points = (from: number, until: number, claim: string): readonly string[] =>
  Array.from({ length: until - from + 1 }, (_, index) => `point ${claim} @${from + index}`);

// Of the sessions of BGP no event is published, and of tunnels there may be none to read.
describe.each(['ipsec', 'bgp'] as const)('%s that goes down and up again within a period, and again', (aspect) => {
  test('is told, though the only poll of that time met it up', () => {
    // Down from 3.96 to 4.33 and from 4.7 to 5.08; the poll came at 4.47.
    const lines = [...points(1, 3, 'up'), ...points(4, 6, 'mixed'), ...points(7, 9, 'up'), 'poll up @4.47', 'poll up @9.5'];
    expect(told(aspect, ...lines)).toEqual(['down @3', 'up @6']);
  });

  test('for minutes too', () => {
    const lines = [...points(1, 17, 'up'), ...points(18, 22, 'mixed'), ...points(23, 26, 'up'), 'poll up @18.41', 'poll up @22.43'];
    expect(told(aspect, ...lines)).toEqual(['down @17', 'up @21']);
  });
});

// The datapoint of the minute in between is missing.
describe.each(['ipsec', 'bgp'] as const)('%s that was up by a poll after a minute of both, and not of the next datapoint', (aspect) => {
  const first = [...points(1, 4, 'up'), 'point mixed @5', 'poll up @5.8'];

  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a minute of both', ['point mixed @7', 'point up @8'], ['down @4', 'up @5.8', 'down @6', 'up @7']],
    ['a change within one', ['point mixed @7', 'point down @8'], ['down @4', 'up @5.8', 'down @7']],
    ['a change', ['point down @7'], ['down @4', 'up @5.8', 'down @6']],
    ['a poll', ['poll down @6.1'], ['down @4', 'up @5.8', 'down @6.1']],
  ])('was lost twice where %s follows', (_, next, expected) => {
    expect(told(aspect, ...first, ...next)).toEqual(expected);
  });

  test('may have been lost once where nobody knows that the poll came between', () => {
    expect(told(aspect, ...points(1, 4, 'up'), 'point mixed @5', 'poll up @5.1', 'point down @7')).toEqual(['down @5']);
    expect(told(aspect, ...points(1, 4, 'up'), 'point mixed @5', 'poll up @5.9', 'point down @7')).toEqual(['down @5']);
  });

  test('was lost once where the datapoint that comes late is of both too', () => {
    const script = new Script();
    script.hears(0, 'poll a up @0');
    const all = [...first, 'point mixed @6', 'point down @7'].map((line) => line.replace(' ', ' a '));
    expect(script.hears(9, ...all)).toEqual(['a: up > down @6']);
  });
});

describe('a minute of both', () => {
  test('shows no recovery that awaits confirmation', () => {
    const script = new Script({ confirm: { down: 2, up: 3 } });
    expect(script.hearsInTime('point a down @3', 'point a up @4', 'point a mixed @11', 'poll a up @11.5', 'point a down @13')).toEqual([]);
    expect(script.timeline('a')).toMatchObject({ value: 'down', since: 2 * MINUTE });
    expect(script.hearsInTime('poll a up @20', 'poll a up @21', 'poll a up @22')).toEqual(['a: down > up @20']);
  });

  test('that comes late, with a poll and another one after it, is announced late', () => {
    const script = new Script();
    script.hears(3, 'point a down @3');
    script.hears(6, 'poll a down @6');
    script.hears(7.5, 'point a mixed @7.5');
    expect(script.hears(8, 'point a mixed @5.5')).toEqual(['a: down > up @4.5 late', 'a: up > down @6 late']);
  });

  test('before the end that was announced is an outage that was missed, whatever begins after it', () => {
    const script = new Script();
    script.hears(0, 'poll a up @0');
    expect(script.hears(3, 'event a down @3')).toEqual(['a: up > down @3']);
    expect(script.hears(12, 'poll a up @12.2')).toEqual(['a: down > up @12.2']);
    expect([...script.hears(12.5, 'point a mixed @12'), ...script.hears(12.6, 'event a up @4')]).toEqual([]);
    expect(script.hears(13.2, 'event a down @13.2')).toEqual(['a: up > down @11 late', 'a: down > up @12.2 late', 'a: up > down @13.2']);
    expect([
      ...script.hears(14, 'event a down @7'),
      ...script.hears(15, 'event a up @11.5'),
      ...script.hears(16, 'event a up @14'),
    ]).toEqual(['a: down > up @14']);
  });
});

test(
  'minutes of both up and down tell an outage at least, whenever polls meet the tunnel up and whatever comes late',
  { timeout: 600_000 },
  () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 12 }),
        arrivals,
        fc.boolean(),
        (minutes, polls, delays, isWide) => {
          const lines = [
            ...points(1, 3, 'up'),
            ...points(4, 3 + minutes, 'mixed'),
            ...points(4 + minutes, 20, 'up'),
            ...polls.map((sixth) => `poll up @${3 + sixth / 6}`),
          ];
          const script = new Script();
          script.hears(0, 'poll a up @0');
          const coming = lines.map((line, index) => {
            const observation = observationOf(line.replace(' ', ' a '));
            const wide = isWide && observation.source === 'metric' ? { ...observation, isEdgeUnknown: true } : observation;
            return { asOf: observation.at + (delays[index % delays.length] ?? 0) * MINUTE, observations: [wide] };
          });
          for (const evidence of coming.toSorted((a, b) => a.asOf - b.asOf)) script.takes(evidence);
          expect(script.announced.filter(({ to }) => to === 'down').length).toBeGreaterThan(0);
          expect(script.timeline('a')?.value).toBe('up');
        },
      ),
      { numRuns: Number(process.env['FLAP_SEQUENCES'] ?? 300), seed: 1 },
    );
  },
);

describe('in a region in which no poll meets an outage', () => {
  const PLACES = [{ gatewayId: 'vpn-1' }, { transitRouterId: 'tr-1' }] as const;
  const KEYS = ['vco-1', 'vco-2', 'tun-3', 'tun-4'];

  /** A single-tunnel connection and one of two tunnels, at a VPN gateway and at a transit router. */
  function region(): Simulator {
    return createSimulator({
      regionId: REGION,
      now: NOW + ROUND_AT,
      credentials: 'any',
      gateways: [{ id: 'vpn-1' }],
      connections: [
        ...PLACES.map((place, index) => ({ id: `vco-${index + 1}`, mode: 'single' as const, bgp: true, ...place })),
        ...PLACES.map((place, index) => ({
          id: `vco-${index + 3}`,
          bgp: true,
          tunnels: [{ id: `tun-${index + 3}` }, { id: `tun-${index + 3}b` }],
          ...place,
        })),
      ],
    });
  }

  const PAIR = ['bgp:down', 'bgp:up'];
  const linkOf = (cloud: Simulator, key: string) => (key.startsWith('tun') ? cloud.tunnel(key) : cloud.connection(key));
  /** Rounds begin at second 13. */
  const outages = [10, 11, 12, 13, 14].map((minute) => [NOW + minute * MINUTE + 25 * SECOND, NOW + minute * MINUTE + 50 * SECOND] as const);

  test.each(KEYS)('a BGP session of %s that is lost in each of five minutes is told to be', async (key) => {
    const cloud = region();
    for (const [from, until] of outages) linkOf(cloud, key).bgpDown({ at: from }).bgpUp({ at: until });
    const running = watching(cloud, { topologyPollMs: 5 * MINUTE });
    await running.rounds(30);
    // Minutes that follow each other may be told as one outage. The only poll in them may part it.
    const told = running.typesOf(key).filter((type) => type.startsWith('bgp'));
    expect([PAIR, [...PAIR, ...PAIR]]).toContainEqual(told);
    expect(running.polls.flatMap(({ disagreements }) => disagreements)).toEqual([]);
  });

  test.each(KEYS)('a tunnel of %s too, where events cannot be read', async (key) => {
    const cloud = region();
    for (const [from, until] of outages) linkOf(cloud, key).down({ at: from }).up({ at: until });
    const running = watching(cloud, { sources: ['topology', 'metrics'], topologyPollMs: 5 * MINUTE });
    await running.rounds(30);
    expect(running.typesOf(key).filter((type) => type.startsWith('tunnel'))).toEqual(['tunnel:down', 'tunnel:up']);
  });

  test.each([1, 5])(
    'a metric that gets stuck at a half tells two outages at most, and is reported, with polls each %d minutes',
    async (minutes) => {
      const cloud = dualTunnels(3, { bgp: true });
      const from = cloud.now() + 8 * MINUTE;
      const running = watching(cloud, {
        topologyPollMs: minutes * MINUTE,
        rewriting: {
          point: (row, name) =>
            name.includes('bgp') && tunnelOf(row) === 'tun-1a' && Number(row['timestamp']) >= from ? pointAt(row, 0.5) : row,
        },
      });
      await running.rounds(90);
      const told = running.typesOf('tun-1a');
      expect([PAIR, [...PAIR, ...PAIR]]).toContainEqual(told);
      expect(running.watch.snapshot().tunnels.get('tun-1a')?.bgp).toBe('up');
      expect(running.polls.flatMap(({ disagreements }) => disagreements).map(({ aspect }) => aspect)).toEqual(['bgp']);
    },
  );
});
