import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator } from '../../../src/testing/index.ts';
import { History } from './history.ts';
import type { Line, Orders } from './log.ts';
import { bundleChild, Mortal, readLog } from './mortal.ts';
import { randomFrom } from './random.ts';
import { hasRedis, startRedis } from './redis.ts';
import { SharedClock } from './shared-clock.ts';
import type { StoreSpec } from './stores.ts';
import { verdictOf } from './verdict.ts';

// More kills for a thorough run; the seed decides what happens to the fleet, and real time when a kill hits.
const KILLS = Number(process.env['KILLS'] ?? 4);
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1e6);
const POLL_MS = 30;
// So much simulated time passes in so much real time.
const STEP_MS = 4000;
const TICK_MS = 10;
const TIMEOUT_MS = 60_000 + KILLS * 3000;

let child: Awaited<ReturnType<typeof bundleChild>>;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(async () => {
  await child[Symbol.asyncDispose]();
});

test(
  'killed at any moment, a watch with a file loses nothing and repeats no more than the round that died',
  { timeout: TIMEOUT_MS },
  async () => {
    await killOverAndOver(SEED, (folder) => ({ kind: 'file', folder }));
  },
);

test('killed at any moment, a watch with a Keyv over files loses nothing', { timeout: TIMEOUT_MS }, async () => {
  await killOverAndOver(SEED + 1, (folder) => ({ kind: 'keyv-file', folder }));
});

test.skipIf(!hasRedis())(
  'killed at any moment, a watch with a Keyv over Redis loses nothing (skipped without redis-server)',
  { timeout: TIMEOUT_MS },
  async () => {
    await using redis = await startRedis();
    await killOverAndOver(SEED + 2, () => ({ kind: 'keyv-redis', url: redis.url }));
  },
);

async function killOverAndOver(seed: number, storeIn: (folder: string) => StoreSpec): Promise<void> {
  const random = randomFrom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const folder = await mkdtemp(join(tmpdir(), 'vpn-watch-killed-'));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T00:00:00Z',
    seed,
    gateways: [{}],
    connections: [
      { mode: 'dual' },
      { mode: 'dual', bgp: true },
      { mode: 'single', healthCheck: true },
      { mode: 'single', bgp: true, healthCheck: true, transitRouterId: 'tr-killed' },
    ],
    // Polls of the topology then know of a change before its event can be read.
    events: { publicationDelayMs: 90_000 },
  });
  await using server = await cloud.listen();
  const clockFile = join(folder, 'clock');
  using clock = SharedClock.create(clockFile);
  clock.move(() => cloud.now());

  let runs = 0;
  const logOf = (run: number): string => join(folder, `log-${run}`);
  const start = (dieAt?: Orders['dieAt']): Mortal => {
    const [run, store] = [++runs, storeIn(join(folder, 'store'))];
    writeFileSync(logOf(run), '');
    return new Mortal(child.script, {
      run,
      regionId: cloud.regionId,
      endpoint: server.endpoint,
      credentials: server.credentials,
      store,
      clockFile,
      logFile: logOf(run),
      pollMs: POLL_MS,
      dieAt,
    });
  };
  const lines = (run = runs): readonly Line[] => readLog(logOf(run));
  const count = (mark: Line['mark']): number => lines().filter((line) => line.mark === mark).length;

  // Nothing has happened yet, so a checkpoint that is not there yet loses nothing.
  for (let early = 0; early < 2; early++) {
    await using mortal = start();
    await mortal.until('start', () => count(early === 0 ? 'loaded' : 'round') > 0);
    await mortal.kill();
    clock.endRound();
  }
  const startedAt = performance.now();
  {
    await using mortal = start();
    await mortal.until('first save', () => count('kept') > 0);
    await mortal.kill();
    clock.endRound();
  }
  const startMs = performance.now() - startedAt;

  const history = new History(cloud, random);
  const advance = (ms: number): void => {
    clock.move((isInRound) => {
      history.advance(isInRound ? TICK_MS : ms);
      return cloud.now();
    });
  };
  const ticking = setInterval(() => {
    advance(history.isEnding ? 10 * STEP_MS : STEP_MS);
  }, TICK_MS);
  using __ = {
    [Symbol.dispose]() {
      clearInterval(ticking);
    },
  };

  const moments: Record<string, number> = {};
  for (let kills = 0; kills < KILLS; kills++) {
    // Half of the kills come at a time of the parent's, half at a line of the child's or some turns of its event loop later.
    const marks = ['round', 'told', 'told', 'paged', 'set', 'set', 'kept', 'poll'] as const;
    const dieAt =
      random() < 0.5 ? undefined : { mark: marks[below(marks.length)] ?? 'told', count: 1 + below(4), turns: below(2) * below(8) };
    await using mortal = start(dieAt);
    const lifeMs = random() < 0.3 ? random() * startMs : startMs * 0.7 + random() * 300;
    const until = performance.now() + (dieAt ? startMs + 1000 : lifeMs);
    while (mortal.isAlive && performance.now() < until) await sleep(Math.min(2, until - performance.now()));
    await mortal.kill();
    clock.endRound();
    const moment = momentOf(lines());
    moments[moment] = (moments[moment] ?? 0) + 1;
    // Now and then nobody starts it again for long.
    if (random() < 0.1) {
      for (let steps = below(900); steps > 0; steps--) advance(STEP_MS);
    }
    await sleep(random() * 60);
  }
  expect(KILLS).toBe(Object.values(moments).reduce((a, b) => a + b, 0));

  history.end();
  {
    await using mortal = start();
    await mortal.until('end of all trouble', () => history.isOver);
    const over = cloud.now();
    await mortal.until('silence', () => cloud.now() > over + 20 * 60_000);
    const polls = count('poll');
    await mortal.until('last rounds', () => count('poll') > polls + 3);
    clearInterval(ticking);
    await mortal.kill();
  }
  const { lost, wrong, ...figures } = verdictOf(Array.from({ length: runs }, (_, run) => lines(run + 1)).flat(), cloud);
  if (process.env['KILL_REPORT'])
    process.stderr.write(
      `${JSON.stringify({ seed: SEED, startMs: Math.round(startMs), moments, ...figures, lost: lost.length, wrong: wrong.length })}\n`,
    );
  expect({ seed: SEED, lost, wrong }).toEqual({ seed: SEED, lost: [], wrong: [] });
}

/** Where a process was when it died, by what it wrote last. */
function momentOf(lines: readonly Line[]): string {
  const last = lines.at(-1)?.mark;
  switch (last) {
    case undefined:
    case 'loaded':
      return 'start';
    case 'set':
      return 'saving';
    case 'kept':
      return 'saved';
    case 'told':
    case 'paged':
      return 'telling';
    case 'poll':
      return 'idle';
    case 'error':
    case 'round':
      return lines.some(({ mark }) => mark === 'poll') ? 'round' : 'first round';
  }
}
