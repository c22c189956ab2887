import type { Transition, Transport, WatchSource } from 'alicloud-vpn-monitor';
import { describe, expect, test, vi } from 'vitest';
import { Engine } from '../../../src/watch/engine.ts';
import type { Backfill } from '../../../src/watch/sources/backfill.ts';
import { directTransport } from '../../support/direct-transport.ts';
import { account, changed, hear, MemoryStore, minutes, monitorOf } from '../support/watched.ts';

const limit = { mostObservations: Infinity };

vi.mock('../../../src/watch/sources/backfill.ts', async (original) => {
  const actual = await original<typeof import('../../../src/watch/sources/backfill.ts')>();
  class LimitedBackfill extends actual.Backfill {
    constructor(...[engine, roster, now]: ConstructorParameters<typeof Backfill>) {
      super(engine, roster, now, limit.mostObservations);
    }
  }
  return { ...actual, Backfill: LimitedBackfill };
});

const evaluated = vi.spyOn(Engine.prototype, 'evaluatePart');

type Cloud = ReturnType<typeof account>;
interface Row {
  readonly VpnConnectionId: string;
}
type Body = { readonly VpnConnections: { readonly VpnConnection: readonly Row[] } };

/** The region, of whose connections some are listed. */
function listing(cloud: Cloud, filter: (row: Row) => boolean): Transport {
  return changed(directTransport(cloud), ({ action }, answer) => {
    if (action !== 'DescribeVpnConnections') return answer;
    const body = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as Body;
    const rows = body.VpnConnections.VpnConnection.filter(filter);
    return { ...answer, body: { ...body, TotalCount: rows.length, VpnConnections: { VpnConnection: rows } } };
  });
}

/** Every seven hours a tunnel fails, each time for longer; in between another for less than a period, a health check, and a whole connection. */
function troubled(cloud: Cloud, days: number): void {
  for (let hour = 0; hour < days * 24; hour++) {
    cloud.advance('1220s');
    if (hour % 7 === 0) cloud.tunnel(hour % 2 === 0 ? 'tun-1' : 'tun-2').down();
    if (hour % 7 === 1) cloud.connection('vco-router').down();
    if (hour % 7 === 3) cloud.connection('vco-single').healthFailed();
    if (hour % 7 === 5) cloud.connection('vco-dual').down();
    cloud.advance(`${7 + hour}s`);
    if (hour % 7 === 1) cloud.connection('vco-router').up();
    cloud.advance(`${5 + (hour % 20)}m`);
    if (hour % 7 === 0) cloud.tunnel(hour % 2 === 0 ? 'tun-1' : 'tun-2').up();
    if (hour % 7 === 3) cloud.connection('vco-single').healthOk();
    if (hour % 7 === 5) cloud.connection('vco-dual').up();
    cloud.advance('15m');
  }
}

interface Absence {
  readonly days: number;
  readonly mostObservations: number;
  readonly sources?: readonly WatchSource[] | undefined;
  /** A connection that is there only after the absence. */
  readonly isNew?: string;
}

/** What a restart announces after an absence. */
async function announcedAfter({
  days,
  mostObservations,
  sources,
  isNew,
}: Absence): Promise<{ readonly announced: readonly string[]; readonly parts: number }> {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = (filter: (row: Row) => boolean) => {
    const monitor = monitorOf(cloud, { transport: listing(cloud, filter) });
    const watch = monitor.watch(monitor.fleet(), { store, ...(sources && { sources }) });
    return { watch, heard: hear(watch) };
  };
  const first = start((row) => row.VpnConnectionId !== isNew);
  await first.watch.poll();
  await minutes(cloud, first.watch, 3);
  await first.watch.stop();
  troubled(cloud, days);
  limit.mostObservations = mostObservations;
  evaluated.mockClear();
  const { watch, heard } = start(() => true);
  await watch.poll();
  await minutes(cloud, watch, 3);
  expect(heard.errors).toEqual([]);
  expect(new Set(heard.transitions.map(({ id }) => id)).size).toBe(heard.transitions.length);
  for (const about of new Set(heard.transitions.map(subjectOf))) {
    const times = heard.transitions.filter((one) => subjectOf(one) === about).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  const announced = heard.transitions.map(
    (one) =>
      `${new Date(one.at).toISOString()} ${one.type} ${subjectOf(one)} ${one.from} ${one.to} by ${one.source}${one.late ? ' late' : ''}`,
  );
  return { announced: announced.toSorted(), parts: evaluated.mock.calls.length };
}

function subjectOf({ resource, type }: Transition): string {
  return `${type.split(':')[0] ?? ''} ${resource.tunnelId ?? resource.connectionId ?? ''}`;
}

describe.each<readonly [string, readonly WatchSource[] | undefined]>([
  ['all sources', undefined],
  ['metrics alone', ['metrics']],
  ['metrics and topology', ['metrics', 'topology']],
])('an absence of three days, with %s', (_, sources) => {
  test.each([[300], [1_000], [7_000]])(
    'announces the same evaluated in parts of %d datapoints as at once: nothing is lost, late or announced otherwise',
    async (mostObservations) => {
      const [atOnce, inParts] = [
        await announcedAfter({ days: 3, mostObservations: Infinity, sources }),
        await announcedAfter({ days: 3, mostObservations, sources }),
      ];
      expect([atOnce.parts, inParts.parts > 2]).toEqual([0, true]);
      expect(atOnce.announced.length).toBeGreaterThan(100);
      expect(atOnce.announced.filter((line) => line.endsWith(' late'))).toEqual([]);
      expect(inParts.announced).toEqual(atOnce.announced);
    },
  );
});

test('what is first seen after an absence has no past that is announced, in parts either', async () => {
  const [atOnce, inParts] = [
    await announcedAfter({ days: 3, mostObservations: Infinity, isNew: 'vco-dual' }),
    await announcedAfter({ days: 3, mostObservations: 300, isNew: 'vco-dual' }),
  ];
  expect([atOnce.parts, inParts.parts > 2]).toEqual([0, true]);
  expect(inParts.announced.filter((line) => line.includes('tun-') || line.includes('vco-dual'))).toEqual([]);
  expect(inParts.announced).toEqual(atOnce.announced);
});
