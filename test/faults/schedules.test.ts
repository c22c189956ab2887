import { expect, test } from 'vitest';
import { runSchedule, warmUp } from './support/schedule.ts';

/** `FAULT_SCHEDULES` sets how many, `FAULT_SEED` where they begin: the seed of a failed one repeats it alone with `FAULT_SCHEDULES=1`. */
const SCHEDULES = Number(process.env['FAULT_SCHEDULES'] ?? 250);
const BASE_SEED = Number(process.env['FAULT_SEED'] ?? 1);

test(`whatever fails, points come once each and true, or an error does (${SCHEDULES} schedules)`, async () => {
  process.stdout.write(`fault schedules: ${SCHEDULES} from FAULT_SEED=${BASE_SEED}\n`);
  await warmUp();
  const failed: string[] = [];
  const counts = { range: 0, backfill: 0, follow: 0, points: 0, late: 0, threw: 0, whole: 0 };
  const faults = new Map<string, number>();
  for (let seed = BASE_SEED; seed < BASE_SEED + SCHEDULES; seed++) {
    let outcome;
    try {
      outcome = await runSchedule(seed);
    } catch (error) {
      failed.push(`FAULT_SEED=${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      continue;
    }
    const { mode, question, problem, points, late, threw } = outcome;
    if (problem !== undefined) failed.push(`FAULT_SEED=${seed} (${mode}, ${question}): ${problem}`);
    counts[mode]++;
    counts.points += points;
    counts.late += late;
    counts[threw ? 'threw' : 'whole']++;
    for (const [kind, hits] of outcome.faults) faults.set(kind, (faults.get(kind) ?? 0) + hits);
  }
  if (process.env['FAULT_FIGURES'] !== undefined)
    process.stdout.write(`${JSON.stringify({ ...counts, faults: Object.fromEntries(faults) })}\n`);
  expect(failed.length, `${failed.length} of ${SCHEDULES} schedules failed:\n${failed.slice(0, 20).join('\n')}`).toBe(0);
  if (SCHEDULES < 200) return;
  // Schedules that stopped meeting what they are for would pass as well.
  for (const count of Object.values(counts)) expect(count, JSON.stringify(counts)).toBeGreaterThan(SCHEDULES / 25);
  expect([...faults.keys()].sort()).toEqual([
    '500',
    '502',
    '503',
    'Throttling.User',
    'blank token',
    'broken-json',
    'empty',
    'hang',
    'html',
    'repeated token',
    'reset',
    'success-false',
  ]);
}, 1_800_000);
