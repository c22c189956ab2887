import { describe, expect, test, vi } from 'vitest';
import type { Transition, Transport, WatchSource } from 'alicloud-vpn-monitor';
import type { CatchUp } from '../../src/watch/catch-up.ts';
import { Judge } from '../../src/watch/judge.ts';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, MemoryStore, minutes, monitorOf } from './support/watched.ts';

const limit = { mostReadings: Infinity };

vi.mock('../../src/watch/catch-up.ts', async (original) => {
  const actual = await original<typeof import('../../src/watch/catch-up.ts')>();
  class LimitedCatchUp extends actual.CatchUp {
    constructor(...[judge, roster, now]: ConstructorParameters<typeof CatchUp>) {
      super(judge, roster, now, limit.mostReadings);
    }
  }
  return { ...actual, CatchUp: LimitedCatchUp };
});

const judged = vi.spyOn(Judge.prototype, 'part');

type Cloud = ReturnType<typeof account>;
interface Row { readonly VpnConnectionId: string }
type Body = { readonly VpnConnections: { readonly VpnConnection: readonly Row[] } };

/** The account, of whose connections some are listed. */
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
  readonly mostReadings: number;
  readonly sources?: readonly WatchSource[] | undefined;
  /** A connection that is there only after the absence. */
  readonly isNew?: string;
}

/** What a restart tells after an absence. */
async function toldAfter({ days, mostReadings, sources, isNew }: Absence): Promise<{ readonly told: readonly string[]; readonly parts: number }> {
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
  limit.mostReadings = mostReadings;
  judged.mockClear();
  const { watch, heard } = start(() => true);
  await watch.poll();
  await minutes(cloud, watch, 3);
  expect(heard.errors).toEqual([]);
  expect(new Set(heard.transitions.map(({ id }) => id)).size).toBe(heard.transitions.length);
  for (const about of new Set(heard.transitions.map(subjectOf))) {
    const times = heard.transitions.filter((one) => subjectOf(one) === about).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  const told = heard.transitions.map((one) => `${new Date(one.at).toISOString()} ${one.type} ${subjectOf(one)} ${one.from} ${one.to} by ${one.source}${one.late ? ' late' : ''}`);
  return { told: told.toSorted(), parts: judged.mock.calls.length };
}

function subjectOf({ resource, type }: Transition): string {
  return `${type.split(':')[0] ?? ''} ${resource.tunnelId ?? resource.connectionId ?? ''}`;
}

describe.each<readonly [string, readonly WatchSource[] | undefined]>([
  ['all sources', undefined],
  ['metrics alone', ['metrics']],
  ['metrics and topology', ['metrics', 'topology']],
])('an absence of three days, with %s', (_, sources) => {
  test.each([[300], [1_000], [7_000]])('tells the same judged in parts of %d datapoints as judged at once: nothing is lost, late or told otherwise', async (mostReadings) => {
    const [atOnce, inParts] = [await toldAfter({ days: 3, mostReadings: Infinity, sources }), await toldAfter({ days: 3, mostReadings, sources })];
    expect([atOnce.parts, inParts.parts > 2]).toEqual([0, true]);
    expect(atOnce.told.length).toBeGreaterThan(100);
    expect(atOnce.told.filter((line) => line.endsWith(' late'))).toEqual([]);
    expect(inParts.told).toEqual(atOnce.told);
  });
});

test('what is first seen after an absence has no past that is told, in parts either', async () => {
  const [atOnce, inParts] = [await toldAfter({ days: 3, mostReadings: Infinity, isNew: 'vco-dual' }), await toldAfter({ days: 3, mostReadings: 300, isNew: 'vco-dual' })];
  expect([atOnce.parts, inParts.parts > 2]).toEqual([0, true]);
  expect(inParts.told.filter((line) => line.includes('tun-') || line.includes('vco-dual'))).toEqual([]);
  expect(inParts.told).toEqual(atOnce.told);
});
