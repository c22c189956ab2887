import {
  type Alarm,
  type RecordingTransport,
  recordingTransport,
  replayTransport,
  type Transition,
  type Transport,
  VpnMonitor,
  type WatchOptions,
} from 'alicloud-vpn-monitor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARK, marking } from './remote/marking.ts';
import { type Order, type RemoteAccount, remoteAccount } from './remote/remote-account.ts';
import { askAll, furnish, underPseudonyms } from './support.ts';

const MINUTE = 60_000;
const MINUTES = 65;
const OPTIONS: WatchOptions = {
  diagnose: true,
  certificateNoticeDays: [30, 7, 1],
  alarms: [
    { on: 'tunnel:down' },
    { on: 'connection:down', for: '3m' },
    { on: 'bgp:down', for: '2m' },
    { on: 'health:failed', for: '1m' },
    { on: 'connection:degraded' },
    { on: 'tunnel:stale' },
  ],
};

/** What happens after how many seconds. */
const STORY: readonly (readonly [seconds: number, order: Order])[] = [
  [280, { tunnel: 'tun-a0original', change: 'down' }],
  [340, { fail: { action: 'DescribeMetricLast', code: 'ServiceUnavailable', times: 3 } }],
  [590, { tunnel: 'tun-a0original', change: 'up' }],
  [760, { connection: 'vco-single0original', change: 'healthFailed' }],
  [850, { fail: { action: 'DescribeVpnConnections', code: 'Throttling.User', times: 2 } }],
  [1_070, { connection: 'vco-single0original', change: 'healthOk' }],
  [1_190, { connection: 'vco-dual0original', change: 'bgpDown' }],
  [1_440, { fail: { action: 'DescribeSystemEventAttribute', kind: 'reset', times: 3 } }],
  [1_530, { connection: 'vco-dual0original', change: 'bgpUp' }],
  [1_790, { connection: 'vco-other0original', change: 'down' }],
  [1_810, { fail: { status: 503, times: 6 } }],
  [2_290, { connection: 'vco-other0original', change: 'up' }],
  [2_330, { tunnel: 'tun-c0original', change: 'down' }],
  [2_560, { tunnel: 'tun-c0original', change: 'up' }],
  [2_600, { connection: 'vco-single0original', change: 'down' }],
  [2_610, { fail: { action: 'DiagnoseVpnConnections', code: 'Forbidden.RAM', status: 403 } }],
  [2_910, { connection: 'vco-single0original', change: 'up' }],
  [2_970, { tunnel: 'tun-b0original', change: 'down' }],
  [3_070, { tunnel: 'tun-b0original', change: 'up' }],
  [3_140, { fail: { times: 40, kind: 'reset' } }],
  [3_170, { tunnel: 'tun-f0original', change: 'down' }],
  [3_320, { tunnel: 'tun-a0original', change: 'down' }],
  [3_400, { tunnel: 'tun-f0original', change: 'up' }],
  [3_470, { tunnel: 'tun-a0original', change: 'up' }],
];

type Names = (original: string) => string;

const TARGETS = {
  fleet: (monitor: VpnMonitor) => monitor.fleet(),
  gateway: (monitor: VpnMonitor, name: Names) => monitor.gateway(name('vpn-bp1original')),
  connection: (monitor: VpnMonitor, name: Names) => monitor.connection(name('vco-dual0original')),
  tunnel: (monitor: VpnMonitor, name: Names) => monitor.connection(name('vco-dual0original')).tunnel(name('tun-a0original')),
};
type Target = keyof typeof TARGETS;

/** A watch, and all that it says. */
function watching(target: Target, transport: Transport, clock: { now(): number }, name: Names = (id) => id, options: WatchOptions = {}) {
  const told = {
    transitions: [] as Transition[],
    alarms: [] as [type: string, alarm: Alarm][],
    diagnoses: [] as unknown[],
    errors: [] as unknown[],
  };
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock, maxRetries: 0, requestsPerSecond: 10_000 });
  const watch = monitor.watch(TARGETS[target](monitor, name), { ...OPTIONS, ...options });
  watch.on('transition', (transition) => void told.transitions.push(transition));
  for (const type of ['alarm:raised', 'alarm:cleared'] as const) watch.on(type, (alarm) => void told.alarms.push([type, alarm]));
  watch.on('tunnel:diagnosis', (diagnosis) => void told.diagnoses.push(diagnosis));
  watch.on('error', (error) => void told.errors.push((error as { code?: string }).code));
  return { watch, told, monitor };
}
type Told = ReturnType<typeof watching>['told'];

interface Run {
  readonly told: Told;
  readonly lines: string[];
  readonly transport: RecordingTransport;
}

/** Watches of all targets over the story, each recorded. */
async function story(account: RemoteAccount): Promise<{ readonly runs: ReadonlyMap<Target, Run>; readonly polls: readonly number[] }> {
  const begun = account.clock.now();
  const recorded = (Object.keys(TARGETS) as Target[]).map((target) => {
    const lines: string[] = [];
    const transport = recordingTransport(marking(account.transport), { write: (line) => void lines.push(line) });
    return { target, lines, transport, ...watching(target, transport, account.clock) };
  });
  const left = [...STORY];
  const polls: number[] = [];
  for (let minute = 0; minute <= MINUTES; minute++) {
    for (let next = left[0]; next && next[0] * 1_000 <= minute * MINUTE; next = left[0]) {
      left.shift();
      await account.order({ advance: begun + next[0] * 1_000 - account.clock.now() });
      // Each of the watches meets it.
      await account.order(next[1].fail ? { fail: { ...next[1].fail, times: (next[1].fail.times ?? 1) * recorded.length } } : next[1]);
    }
    await account.order({ advance: begun + minute * MINUTE - account.clock.now() });
    polls.push(account.clock.now());
    for (const { watch } of recorded) await watch.poll();
  }
  for (const { monitor } of recorded) await monitor.close();
  return { runs: new Map(recorded.map(({ target, told, lines, transport }) => [target, { told, lines, transport }])), polls };
}

/** Ids of transitions and keys of alarms are digests of what they are about; log lines are recorded by their phrases. */
function plain(told: unknown, replaced: ReadonlyMap<string, string> = new Map()): unknown {
  const text = JSON.stringify(underPseudonyms(told, replaced), (key, value: unknown) => (key === 'log' ? undefined : value));
  return JSON.parse(text.replace(/"[\da-f]{32}"/g, '"digest"'));
}

let runs: ReadonlyMap<Target, Run>;
let polls: readonly number[];
let account: RemoteAccount;

beforeAll(async () => {
  account = await remoteAccount();
  await furnish(account.transport, account);
  ({ runs, polls } = await story(account));
}, 60_000);
afterAll(async () => {
  await account[Symbol.asyncDispose]();
});

const runOf = (target: Target): Run => runs.get(target) ?? expect.fail(target);

/** The watch again, over what was recorded of a target. */
async function replayed(
  times: readonly number[],
  { of, target = of, isTimed = true }: { readonly of: Target; readonly target?: Target; readonly isTimed?: boolean },
): Promise<{ readonly told: Told; readonly unrecorded: readonly unknown[] }> {
  const {
    lines,
    transport: { replaced },
  } = runOf(of);
  let now = times[0] ?? 0;
  const clock = { now: () => now };
  const transport = replayTransport(lines, isTimed ? { clock } : {});
  const { watch, told, monitor } = watching(target, transport, clock, (id) => replaced.get(id) ?? id);
  for (now of times) await watch.poll();
  await monitor.close();
  return { told, unrecorded: transport.unrecorded };
}

describe.each(Object.keys(TARGETS) as Target[])('a watch of a %s, recorded', (target) => {
  test.each(target === 'fleet' || target === 'tunnel' ? [false, true] : [false])(
    'says the same by polls at the same times, with a clock: %s',
    async (isTimed) => {
      const { told, transport } = runOf(target);
      expect(told.transitions.length).toBeGreaterThan(7);
      expect(told.errors.length).toBeGreaterThan(2);
      const again = await replayed(polls, { of: target, isTimed });
      expect(again.unrecorded).toEqual([]);
      expect(plain(again.told)).toEqual(plain(told, transport.replaced));
    },
  );

  test('says what happened at the same time by polls half as often', async () => {
    const { told, transport } = runOf(target);
    for (const first of target === 'fleet' ? [0, 1] : [1]) {
      const again = await replayed(
        polls.filter((_, index) => index % 2 === first),
        { of: target },
      );
      expect(again.unrecorded).toEqual([]);
      expect(changes(again.told)).toEqual(changes(told, transport.replaced));
    }
  });
});

/** The changes of tunnels and connections, which events date; what polls of the topology alone show is of the time of the poll. */
function changes({ transitions }: Told, replaced: ReadonlyMap<string, string> = new Map()): unknown {
  const dated = transitions.filter(({ type }) => /^(?:tunnel|connection|health):/.test(type));
  return plain(
    [...dated].sort((a, b) => a.at - b.at).map(({ type, from, to, at, resource }) => ({ type, from, to, at, resource })),
    replaced,
  );
}

test('a watch by itself, in rounds that come soon, says the same', async () => {
  const {
    told,
    lines,
    transport: { replaced },
  } = runOf('gateway');
  let round = 0;
  const clock = { now: () => polls[Math.min(round, polls.length - 1)] ?? 0 };
  const {
    watch,
    told: again,
    monitor,
  } = watching('gateway', replayTransport(lines, { clock }), clock, (id) => replaced.get(id) ?? id, { pollMs: 2 });
  const over = new Promise<void>((resolve) => {
    watch.on('poll', () => {
      round++;
      if (round === polls.length) resolve();
    });
  });
  await watch.start();
  await over;
  await monitor.close();
  expect(plain(again.transitions.map(({ observedAt: _, ...rest }) => rest))).toEqual(
    plain(
      told.transitions.map(({ observedAt: _, ...rest }) => rest),
      replaced,
    ),
  );
});

test('a recording of a fleet is enough for a watch of one of its gateways', async () => {
  const {
    transport: { replaced },
  } = runOf('fleet');
  const again = await replayed(polls, { of: 'fleet', target: 'gateway' });
  expect(changes(again.told)).toEqual(changes(runOf('gateway').told, new Map(replaced)));
});

test('nothing that the service says besides is in the lines', () => {
  for (const { lines } of runs.values()) {
    const text = lines.join('\n');
    expect(text).not.toContain(MARK);
    expect(text).not.toMatch(/original|Bank of Example|alice|1987654321098765/);
  }
});

test('what is asked once after it is answered again', async () => {
  await account.order({ deliver: true });
  const lines: string[] = [];
  const recording = recordingTransport(marking(account.transport), { write: (line) => void lines.push(line) });
  const over = async (transport: Transport, name: Names): Promise<Record<string, unknown>> => {
    await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: account.clock, requestsPerSecond: 10_000 });
    return await askAll(monitor, name);
  };
  const said = await over(recording, (id) => id);
  const { replaced } = recording;
  for (const options of [{}, { clock: account.clock }]) {
    const transport = replayTransport(lines, options);
    const again = await over(transport, (id) => replaced.get(id) ?? id);
    expect(transport.unrecorded).toEqual([]);
    for (const [what, one] of Object.entries(said))
      expect(underPseudonyms(again[what], new Map()), what).toEqual(underPseudonyms(one, replaced));
  }
  for (const [what, one] of Object.entries(said)) expect(JSON.stringify(one).length, what).toBeGreaterThan(2);
  expect(lines.join('\n')).not.toMatch(/mark-of|original|Bank of Example|alice|1987654321098765|webhooktoken/);
});
