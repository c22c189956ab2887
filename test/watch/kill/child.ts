// A process that watches, writes down what it is told, and does not expect to live long.
import { openSync, writeSync } from 'node:fs';
import { VpnMonitor } from '../../../src/index.ts';
import type { StateStore } from '../../../src/watch/state-store.ts';
import type { Line, Orders } from './log.ts';
import { SharedClock } from './shared-clock.ts';
import { openStore } from './stores.ts';

type Entry = Line extends infer L ? (L extends Line ? Omit<L, 'run'> : never) : never;

const { run, regionId, endpoint, credentials, store, clockFile, logFile, pollMs, dieAt } = JSON.parse(process.argv[2] ?? '') as Orders;
// Whoever started this is gone: nobody reads the log any more.
process.stdin.resume().once('end', () => process.exit());

const log = openSync(logFile, 'a');
let left = dieAt?.count ?? Infinity;
function write(entry: Entry): void {
  writeSync(log, `${JSON.stringify({ run, ...entry })}\n`);
  if (entry.mark === dieAt?.mark && --left === 0) dieAfter(dieAt.turns);
}

function dieAfter(turns: number): void {
  if (turns === 0) process.kill(process.pid, 'SIGKILL');
  else setImmediate(dieAfter, turns - 1);
}

// Simulated time.
const LEAST_APART_MS = 8000;
const shared = SharedClock.open(clockFile);
let inRound = false;
const clock = {
  now(): number {
    // The first thing that a round does is to ask for the time.
    if (!inRound) {
      shared.beginRound(LEAST_APART_MS);
      write({ mark: 'round' });
    }
    inRound = true;
    return shared.now();
  },
};

function observed(inner: StateStore): StateStore {
  return {
    get: (key) => inner.get(key),
    async set(key, value) {
      write({ mark: 'set' });
      await inner.set(key, value);
      write({ mark: 'kept' });
    },
  };
}

const monitor = new VpnMonitor({ regionId, endpoint, credentials, clock });
const watch = monitor.watch(monitor.fleet(), {
  pollMs,
  store: observed(await openStore(store)),
  alarms: [
    { on: 'tunnel:down' },
    { on: 'tunnel:down', for: '1m' },
    { on: 'connection:down' },
    { on: 'bgp:down', for: '2m' },
    { on: 'health:failed', for: '30s' },
  ],
});
watch.on('error', (error) => {
  write({ mark: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
});
watch.on('transition', (transition) => {
  const { id, type, at, observedAt, late = false } = transition;
  const { connectionId, resource } =
    transition.type === 'certificate:expired' || transition.type === 'certificate:expiring'
      ? { connectionId: undefined, resource: transition.resource.certificateId }
      : { connectionId: transition.resource.connectionId, resource: transition.resource.tunnelId ?? transition.resource.connectionId };
  write({ mark: 'told', id, type, resource, connectionId, to: transition.to, at, observedAt, late, text: JSON.stringify(transition) });
});
for (const change of ['raised', 'cleared'] as const) {
  watch.on(`alarm:${change}`, ({ key, on, resource, transition }) => {
    write({ mark: 'paged', change, key, on, resource: resource.tunnelId ?? resource.connectionId, transition: transition.id });
  });
}
watch.on('poll', () => {
  inRound = false;
  shared.endRound();
  write({ mark: 'poll' });
});
write({ mark: 'loaded' });
await watch.start();
