import { describe, expect, test } from 'vitest';
import type { VpnSystemEvent } from '../../src/events/index.ts';
import { Past, type ReportedChange } from '../../src/history/run/past.ts';
import type { PastSettings } from '../../src/history/run/settings.ts';
import type { MetricPoint } from '../../src/metrics/index.ts';
import { MINUTE } from '../watch/support/watched.ts';
import { event, point, pointsOf, tunnelEvent } from './evidence.ts';
import { lineOf, member, SETTINGS } from './support.ts';

interface Heard {
  readonly points?: readonly MetricPoint[];
  readonly events?: readonly VpnSystemEvent[];
  readonly until?: number;
}

function told(
  { points = [], events = [], until = 60 }: Heard,
  settings: Partial<PastSettings> = {},
  mode: 'dual' | 'single' = 'dual',
): string[] {
  const past = new Past([member(mode)], 0, { ...SETTINGS, ...settings });
  const changes: ReportedChange[] = [];
  for (const one of points) past.takePoint(one);
  for (const one of events) past.takeEvent(one);
  while (past.nextStep(until * MINUTE) !== undefined) changes.push(...past.step());
  changes.push(...past.finish(until * MINUTE));
  return changes.map(lineOf);
}

const U30 = 'u'.repeat(30);

describe('a single tunnel', () => {
  test('datapoints date a change to their period', () => {
    expect(told({ points: pointsOf('vco-1', 'uuuuudddddu'), until: 11 }, {}, 'single')).toEqual([
      'vco-1 ipsec: up > down @5',
      'connection: up > down @5',
      'vco-1 ipsec: down > up @10',
      'connection: down > up @10',
    ]);
  });

  test('an event dates it to the instant, and says which phase failed', () => {
    const events = [
      event('ipsec_phase1_nego_failed', { connectionId: 'vco-1' }, 5.3),
      event('ipsec_phase2_nego_success', { connectionId: 'vco-1' }, 9.5),
    ];
    expect(
      told({ points: pointsOf('vco-1', 'uuuuumdddmuuu'), events, until: 13 }, {}, 'single').filter((one) => one.startsWith('vco-1')),
    ).toEqual(['vco-1 ipsec: up > down @5.3 phase1', 'vco-1 ipsec: down > up @9.5']);
  });

  test('a mixed minute with the same on both sides is an outage', () => {
    expect(told({ points: pointsOf('vco-1', 'uuuumuuuu'), until: 9 }, {}, 'single')).toEqual([
      'vco-1 ipsec: up > down @4',
      'connection: up > down @4',
      'vco-1 ipsec: down > up @5',
      'connection: down > up @5',
    ]);
  });

  test('what is heard first is no change, but an event is', () => {
    expect(told({ points: pointsOf('vco-1', 'ddd'), until: 3 }, {}, 'single')).toEqual([]);
    expect(told({ events: [event('ipsec_phase1_nego_failed', { connectionId: 'vco-1' }, 5)], until: 6 }, {}, 'single')).toEqual([
      'vco-1 ipsec: unknown > down @5 phase1',
      'connection: unknown > down @5',
    ]);
  });

  test('silence is unknown, and the connection goes on where it was', () => {
    const points = [...pointsOf('vco-1', 'uuuuu'), ...pointsOf('vco-1', 'uuu', 30), ...pointsOf('vco-1', 'ddd', 50)];
    expect(told({ points }, {}, 'single')).toEqual([
      'vco-1 ipsec: up > unknown @15',
      'vco-1 ipsec: unknown > up @29',
      'vco-1 ipsec: up > unknown @42',
      'vco-1 ipsec: unknown > down @49',
      'connection: unknown > down @49',
    ]);
  });

  test('a gap that is no longer than what may be missing is no silence', () => {
    expect(told({ points: [...pointsOf('vco-1', 'uuuuu'), ...pointsOf('vco-1', 'uuu', 16)], until: 18 }, {}, 'single')).toEqual([]);
    expect(told({ points: [...pointsOf('vco-1', 'uuuuu'), ...pointsOf('vco-1', 'uuu', 17)], until: 19 }, {}, 'single')).toHaveLength(2);
  });

  test('confirm leaves short outages out', () => {
    const points = pointsOf('vco-1', 'uuuuduuuuddduu');
    expect(told({ points, until: 14 }, { confirm: { down: 2, up: 1 } }, 'single').filter((one) => one.startsWith('vco-1'))).toEqual([
      'vco-1 ipsec: up > down @9',
      'vco-1 ipsec: down > up @12',
    ]);
  });

  test('health comes from events, and lasts until the next one', () => {
    const events = [
      event('ipsec_health_check_failed', { connectionId: 'vco-1' }, 5),
      event('ipsec_health_check_success', { connectionId: 'vco-1' }, 55),
    ];
    const lines = told({ points: pointsOf('vco-1', U30 + U30), events }, {}, 'single');
    expect(lines).toEqual(['vco-1 health: unknown > down @5', 'vco-1 health: down > up @55']);
  });

  test('a metric that is both for days holds nothing but its beginning', () => {
    const past = new Past([member('single')], 0, SETTINGS);
    const days = 3 * 1440;
    for (const one of pointsOf('vco-1', `uuu${'m'.repeat(days)}uuu`)) past.takePoint(one);
    const changes: ReportedChange[] = [];
    while (past.nextStep((days + 6) * MINUTE) !== undefined) changes.push(...past.step());
    changes.push(...past.finish((days + 6) * MINUTE));
    expect(changes.filter(({ tunnel }) => tunnel).map(lineOf)).toEqual([
      'vco-1 ipsec: up > down @3',
      `vco-1 ipsec: down > up @${days + 3}`,
    ]);
  });
});

describe('two tunnels', () => {
  test('some down is degraded, the active one a failover, both down is down', () => {
    const points = [...pointsOf('tun-a', 'uuuuuddddddddduuuu'), ...pointsOf('tun-b', 'uuuuuuuudddduuuuuu')];
    expect(told({ points, until: 18 }).filter((one) => one.startsWith('connection') || one.startsWith('failover'))).toEqual([
      'connection: up > degraded @5',
      'failover: tun-a > tun-b @5',
      'connection: degraded > down @8',
      'connection: down > degraded @12',
      'failover: tun-a > tun-b @12',
      'connection: degraded > up @14',
    ]);
  });

  test('one that comes back while the other goes leaves no moment without a tunnel', () => {
    const points = [...pointsOf('tun-a', 'uuuuudddduuuuuu'), ...pointsOf('tun-b', 'uuuuuuuuuddduuu')];
    expect(told({ points, until: 15 }).filter((one) => one.startsWith('connection'))).toEqual([
      'connection: up > degraded @5',
      'connection: degraded > up @12',
    ]);
  });

  test('outages that overlap by no more than their dates are uncertain are apart', () => {
    const points = [...pointsOf('tun-a', 'uuuuuddd.uuuuuuuu'), ...pointsOf('tun-b', 'uuuuuuuuuuuuuuuuu')];
    const events = [tunnelEvent('tun-b', 'down', 8.5), tunnelEvent('tun-b', 'up', 13.5)];
    expect(told({ points, events, until: 17 }).filter((one) => one.startsWith('connection'))).toEqual([
      'connection: up > degraded @5',
      'connection: degraded > up @13.5',
    ]);
  });

  test('BGP says nothing of the connection', () => {
    const points = [...pointsOf('tun-a', U30), ...pointsOf('tun-b', U30), ...pointsOf('tun-a', 'uuuuudddduuuuuuu', 1, 'bgpState')];
    expect(told({ points, until: 30 })).toEqual(['tun-a bgp: up > down @5', 'tun-a bgp: down > up @9']);
  });

  test('BGP that was silent comes back without a word where it is what it was', () => {
    const points = [
      ...pointsOf('tun-a', U30 + U30),
      ...pointsOf('tun-b', U30 + U30),
      ...pointsOf('tun-a', 'uuuuu', 1, 'bgpState'),
      ...pointsOf('tun-a', 'uuddd', 40, 'bgpState'),
    ];
    expect(told({ points })).toEqual(['tun-a bgp: up > down @41']);
  });
});

describe('timestamps that name the start of a period', () => {
  test('are found out by what events date', () => {
    const minutes = Array.from({ length: 600 }, (_, index) => index + 1);
    const downAt = [50, 100, 150, 200, 250, 300, 400].map((minute) => minute + 0.5);
    // Each point speaks for the minute after its timestamp.
    const shareUp = (from: number): number =>
      1 - downAt.reduce((sum, at) => sum + Math.max(0, Math.min(from + 1, at + 10) - Math.max(from, at)), 0);
    const points = minutes.map((minute) => point('vco-1', minute, shareUp(minute)));
    const eventful = downAt.slice(0, -1);
    const events = eventful.flatMap((at) => [
      event('ipsec_phase1_nego_failed', { connectionId: 'vco-1' }, at),
      event('ipsec_phase2_nego_success', { connectionId: 'vco-1' }, at + 10),
    ]);
    const lines = told({ points, events, until: 600 }, {}, 'single').filter((one) => one.startsWith('vco-1'));
    // The outage without events: its mixed minute is 400, which before it was learned is taken for the one before or after.
    expect(lines.slice(-2)).toEqual(['vco-1 ipsec: up > down @401', 'vco-1 ipsec: down > up @411']);
    expect(lines).toHaveLength(2 * downAt.length);
  });
});
