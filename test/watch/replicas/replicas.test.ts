import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createSimulator } from '../../../src/testing/index.ts';
import { History } from '../kill/history.ts';
import { bundleChild } from '../kill/mortal.ts';
import { randomFrom } from '../kill/random.ts';
import { hasRedis, startRedis } from '../kill/redis.ts';
import { SharedClock } from '../kill/shared-clock.ts';
import { Breaking } from './breaking.ts';
import { type Line, machineMs } from './log.ts';
import { Proxy } from './proxy.ts';
import { Place, until } from './replica.ts';
import { verdictOf } from './verdict.ts';

// More faults for a thorough run; the seed decides what happens to the fleet and to whom, and real time when it hits.
const FAULTS = Number(process.env['REPLICA_FAULTS'] ?? 3);
const SEED = Number(process.env['REPLICA_SEED'] ?? Date.now() % 1e6);
const POLL_MS = 30;
const LOCK_MS = Number(process.env['REPLICA_LOCK_MS'] ?? 500);
// So much simulated time passes in so much real time.
const STEP_MS = 2000;
const TICK_MS = 10;
const KINDS = ['kill', 'pause', 'partition'] as const;
// What a round and a busy machine take, beside the time of the lock and the third of it after which a standby asks again.
const SLACK_MS = 1500;

test.skipIf(!hasRedis())(
  'killed, stopped and cut off at any moment, two processes with one store tell each change once (skipped without redis-server)',
  { timeout: 90_000 + FAULTS * 6000 },
  async () => {
    const random = randomFrom(SEED);
    const folder = await mkdtemp(join(tmpdir(), 'vpn-watch-replicas-'));
    await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
    await using child = await bundleChild(fileURLToPath(new URL('child.ts', import.meta.url)));
    await using redis = await startRedis();
    const cloud = createSimulator({
      regionId: 'cn-hangzhou',
      now: '2026-03-01T00:00:00Z',
      seed: SEED,
      gateways: [{}],
      connections: [
        { mode: 'dual' },
        { mode: 'dual', bgp: true },
        { mode: 'single', healthCheck: true },
        { mode: 'single', bgp: true, healthCheck: true, transitRouterId: 'tr-replicas' },
      ],
      events: { publicationDelayMs: 90_000 },
    });
    await using server = await cloud.listen();
    const clockFile = join(folder, 'clock');
    using clock = SharedClock.create(clockFile);
    clock.move(() => cloud.now());

    let runs = 0;
    const logOf = (run: number): string => join(folder, `log-${run}`);
    const placeOf = async (place: number, client: 'redis' | 'ioredis'): Promise<Place> => {
      const proxy = await Proxy.to(redis.port);
      return new Place(place, child.script, proxy, () => {
        const run = ++runs;
        return {
          run,
          place,
          regionId: cloud.regionId,
          endpoint: server.endpoint,
          credentials: server.credentials,
          client,
          redisPort: proxy.port,
          clockFile,
          logFile: logOf(run),
          pollMs: POLL_MS,
          lockMs: LOCK_MS,
        };
      });
    };
    await using one = await placeOf(0, 'redis');
    await using other = await placeOf(1, 'ioredis');
    const places = [one, other] as const;

    // Nothing has happened yet, so a checkpoint that is not there yet loses nothing.
    one.start();
    other.start();
    await until('a first save', () => places.some((place) => place.count('kept') > 0));
    const history = new History(cloud, random);
    const ticking = setInterval(() => {
      clock.move((isInRound) => {
        history.advance(isInRound ? TICK_MS : history.isEnding ? 5 * STEP_MS : STEP_MS);
        return cloud.now();
      });
    }, TICK_MS);
    using __ = {
      [Symbol.dispose]: () => {
        clearInterval(ticking);
      },
    };

    const breaking = new Breaking({
      places,
      random,
      lockMs: LOCK_MS,
      endRound: (place) => {
        clock.endRound(place);
      },
    });
    for (let count = 0; count < FAULTS; count++) await breaking.next(KINDS[count % KINDS.length] ?? 'kill');

    history.end();
    await until('the end of all trouble', () => history.isOver);
    const over = cloud.now();
    await until('silence', () => cloud.now() > over + 20 * 60_000, 60_000);
    const since = machineMs();
    await until('the last rounds', () => places.some((place) => place.count('poll', since) > 3));
    clearInterval(ticking);
    for (const place of places) await place.process.kill();

    const lines = Array.from({ length: runs }, (_, run) =>
      readFileSync(logOf(run + 1), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line),
    )
      .flat()
      .sort((a, b) => a.t - b.t);
    const { faults, takeOvers } = breaking;
    const { lost, wrong, ...figures } = verdictOf(lines, faults, cloud);
    const sorted = takeOvers.toSorted((a, b) => a - b);
    const longest = sorted.at(-1) ?? 0;
    if (process.env['REPLICA_REPORT']) {
      const counts = Object.fromEntries(
        (['kill', 'pause', 'partition'] as const).map((kind) => [
          kind,
          `${faults.filter((fault) => fault.kind === kind).length} (${faults.filter((fault) => fault.kind === kind && fault.wasActive).length} of the active)`,
        ]),
      );
      const takeOver = {
        count: sorted.length,
        median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
        longest: Math.round(longest),
      };
      process.stderr.write(
        `${JSON.stringify({ seed: SEED, lockMs: LOCK_MS, faults: counts, ...figures, errors: lines.filter(({ mark }) => mark === 'error').length, takeOver, lost: lost.length, wrong: wrong.length })}\n`,
      );
    }
    expect({ seed: SEED, lost, wrong }).toEqual({ seed: SEED, lost: [], wrong: [] });
    expect(longest).toBeLessThan(LOCK_MS * (4 / 3) + SLACK_MS);
  },
);
