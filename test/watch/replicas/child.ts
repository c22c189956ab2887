// One of two processes that watch the same, with one store in Redis.
import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type StateStore, type TunnelWatch, VpnMonitor } from '../../../src/index.ts';
import { type RedisStore, redisStore } from '../../../src/redis/index.ts';
import { SharedClock } from '../kill/shared-clock.ts';
import { type Line, machineMs, type Order, type Orders } from './log.ts';

type Entry = Line extends infer L ? (L extends Line ? Omit<L, 'run' | 't'> : never) : never;

const { run, place, regionId, endpoint, credentials, client, redisPort, clockFile, logFile, pollMs, lockMs } = JSON.parse(
  process.argv[2] ?? '',
) as Orders;

let order: Order | undefined;
let left = 0;
const log = openSync(logFile, 'a');
function write(entry: Entry): void {
  writeSync(log, `${JSON.stringify({ run, t: machineMs(), ...entry })}\n`);
  if (entry.mark === order?.mark && --left === 0) actAfter(order, order.turns);
}

function actAfter({ signal }: Order, turns: number): void {
  if (turns > 0)
    setImmediate(() => {
      actAfter({ signal } as Order, turns - 1);
    });
  else {
    order = undefined;
    if (signal === 'SIGSTOP') write({ mark: 'stopping' });
    process.kill(process.pid, signal);
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    order = JSON.parse(line) as Order;
    left = order.count;
  })
  // Whoever started this is gone: nobody reads the log any more.
  .on('close', () => process.exit());

const shared = SharedClock.open(clockFile, place);
const LEAST_APART_MS = 8000;
let inRound = false;
let watched: TunnelWatch | undefined;
const clock = {
  now(): number {
    // The first thing that a round does is to ask for the time; on standby there are none.
    if (!inRound && watched?.role === 'active') {
      shared.beginRound(LEAST_APART_MS);
      inRound = true;
      write({ mark: 'round' });
    }
    return shared.now();
  },
};
function endRound(): void {
  inRound = false;
  shared.endRound();
}

async function openStore(): Promise<RedisStore> {
  // Tried again soon, as a partition here lasts less than a second.
  if (client === 'ioredis') {
    const { Redis } = await import('ioredis');
    return redisStore(
      new Redis(redisPort, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null }).on('error', () => undefined),
    );
  }
  const { createClient } = await import('redis');
  const opened = createClient({ url: `redis://127.0.0.1:${redisPort}`, socket: { reconnectStrategy: () => 20 } }).on(
    'error',
    () => undefined,
  );
  void opened.connect();
  return redisStore(opened);
}

function observed(inner: RedisStore): StateStore {
  return {
    get: (key) => inner.get(key),
    lock: (key, ttlMs) => inner.lock(key, ttlMs),
    async set(key, value) {
      write({ mark: 'set' });
      await inner.set(key, value);
      write({ mark: 'kept' });
    },
  };
}

const monitor = new VpnMonitor({ regionId, endpoint, credentials, clock });
const watch = (watched = monitor.watch(monitor.fleet(), {
  pollMs,
  lockMs,
  store: observed(await openStore()),
  alarms: [
    { on: 'tunnel:down' },
    { on: 'tunnel:down', for: '1m' },
    { on: 'connection:down' },
    { on: 'bgp:down', for: '2m' },
    { on: 'health:failed', for: '30s' },
  ],
}));
watch.on('error', (error) => {
  write({ mark: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
});
watch.on('transition', (transition) => {
  const { id, type, at, observedAt, late = false, to } = transition;
  if (transition.type === 'certificate:expired' || transition.type === 'certificate:expiring') return;
  const { connectionId, tunnelId } = transition.resource;
  write({
    mark: 'told',
    id,
    type,
    resource: tunnelId ?? connectionId,
    connectionId,
    to,
    at,
    observedAt,
    late,
    text: JSON.stringify(transition),
  });
});
for (const change of ['raised', 'cleared'] as const) {
  watch.on(`alarm:${change}`, ({ key, on, resource, transition }) => {
    write({ mark: 'paged', change, key, on, resource: resource.tunnelId ?? resource.connectionId, transition: transition.id });
  });
}
watch.on('role', ({ role }) => {
  if (role === 'standby') endRound();
  write({ mark: 'role', role });
});
watch.on('poll', () => {
  endRound();
  write({ mark: 'poll' });
});
write({ mark: 'loaded' });
await watch.start();
