import { expect, test } from 'vitest';
import { compare } from './support/soak/compare.ts';
import { CALM } from './support/soak/disturbances.ts';
import type { SoakPlan } from './support/soak/plan.ts';
import { runSoak } from './support/soak/run.ts';

/**
 * `SOAK_TUNNEL_DAYS` sets how much is watched, `SOAK_SEED` where the seeds begin, `SOAK_TUNNELS` and
 * `SOAK_HOURS` how large one run is on average. The seed of a failed run repeats it alone with
 * `SOAK_TUNNEL_DAYS=1` and the same sizes.
 */
const TUNNEL_DAYS = Number(process.env['SOAK_TUNNEL_DAYS'] ?? 60);
const BASE_SEED = Number(process.env['SOAK_SEED'] ?? 1);
const SIZE = { tunnels: Number(process.env['SOAK_TUNNELS'] ?? 30), hours: Number(process.env['SOAK_HOURS'] ?? 8) };

test(`a watch announces what is true, each change once (${TUNNEL_DAYS} tunnel-days)`, async () => {
  process.stdout.write(`watch soak: ${TUNNEL_DAYS} tunnel-days from SOAK_SEED=${BASE_SEED}\n`);
  const failed: string[] = [];
  const sum = {
    runs: 0,
    tunnelDays: 0,
    rounds: 0,
    tunnelRounds: 0,
    calls: 0,
    exact: 0,
    shown: 0,
    inverted: 0,
    announced: 0,
    late: 0,
    stale: 0,
    connections: 0,
    failovers: 0,
    exactConnections: 0,
    countedConnections: 0,
    crossed: 0,
    restarts: 0,
    announcedAgain: 0,
  };
  const begun = performance.now();
  for (let seed = BASE_SEED; sum.tunnelDays < TUNNEL_DAYS; seed++) {
    const record = await runSoak(seed, SIZE);
    const { plan, rounds } = record;
    const outcome = compare(record);
    for (const problem of outcome.problems.slice(0, 5)) failed.push(`SOAK_SEED=${seed} (${described(plan)}): ${problem}`);
    sum.runs++;
    sum.tunnelDays += (plan.tunnels * (plan.endAt - plan.startAt)) / 86_400_000;
    sum.rounds += rounds.length;
    sum.tunnelRounds += rounds.length * plan.tunnels;
    sum.calls += rounds.reduce((total, { report: { calls } }) => total + Object.values(calls).reduce((a, b) => a + b, 0), 0);
    sum.restarts += record.crashes;
    sum.announcedAgain += record.announcedAgain.length;
    for (const key of [
      'exact',
      'shown',
      'inverted',
      'announced',
      'late',
      'stale',
      'connections',
      'failovers',
      'exactConnections',
      'countedConnections',
      'crossed',
    ] as const)
      sum[key] += outcome[key];
    if (process.env['SOAK_FIGURES'] !== undefined)
      process.stdout.write(
        `SOAK_SEED=${seed} ${described(plan)} ${plan.tunnels} tunnels, ${rounds.length} rounds, announced ${outcome.announced}, ${outcome.problems.length} problems, ${Math.round(performance.now() - begun)} ms\n`,
      );
    if (failed.length > 20) break;
  }
  const ms = performance.now() - begun;
  process.stdout.write(
    `${JSON.stringify({ ...sum, tunnelDays: Math.round(sum.tunnelDays), seconds: Math.round(ms / 1000), usPerTunnelRound: Math.round((ms * 1000) / sum.tunnelRounds) })}\n`,
  );
  expect(failed.length, failed.join('\n')).toBe(0);
}, 3_600_000);

/** The sources of a run, and what disturbs it. */
function described({ sources, disturbances, stamp }: SoakPlan): string {
  const { clock, ...others } = disturbances;
  const disturbed = Object.entries(others)
    .filter(([name, value]) => value !== CALM[name as keyof typeof CALM])
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    sources.join('+'),
    ...(stamp === 'start' ? ['stamped at the start'] : []),
    ...(clock.length > 0 ? [`clock ${clock.map(({ aheadMs }) => Math.round(aheadMs / 1000)).join(' ')} s`] : []),
    ...disturbed,
  ].join(', ');
}
