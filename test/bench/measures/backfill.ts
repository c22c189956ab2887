import type { Measure, Row } from '../report.ts';
import { median } from '../stats.ts';

const RUNS = 5;
const BUDGET = 5;
const LATENCY_MS = 100;
// What is older than 31 days when the service looks is gone, so the range ends where it is published.
const HOURS = 31 * 24 - 1;

interface Reading {
  readonly ms: number;
  /** Calls but those for metadata. */
  readonly calls: number;
  readonly metadata: number;
}

/** A month of one series, beside the loop over NextToken that the generated client's users write. */
export const backfill: Measure = async (stage) => {
  await using service = await stage.service({ connections: 1, latencyMs: LATENCY_MS });
  const read = async (program: string, warm: boolean): Promise<Reading> => {
    await service.calls();
    const { tookMs, points } = await stage.run<{ tookMs: number; points: number }>(program, { ...service.info, hours: HOURS, warm });
    if (points !== HOURS * 60) throw new Error(`${program} read ${points} points where there are ${HOURS * 60}`);
    const { DescribeMetricMetaList: metadata = 0, ...others } = await service.calls();
    const calls = Object.values(others).reduce((sum, count) => sum + count, 0);
    // A warm process has asked for one page, and for metadata, before the query that is measured.
    return warm ? { ms: tookMs, calls: calls - 1, metadata: 0 } : { ms: tookMs, calls, metadata };
  };
  const rows: Row[] = [];
  for (const warm of [false, true]) {
    const ours: Reading[] = [];
    const generated: Reading[] = [];
    for (let run = 0; run < RUNS; run++) {
      ours.push(await read('read-package', warm));
      generated.push(await read('read-generated', warm));
    }
    const ratio = median(generated.map(({ ms }) => ms)) / median(ours.map(({ ms }) => ms));
    const label = warm ? '31-day backfill, a later query' : '31-day backfill, first query of a process';
    rows.push({
      measure: label,
      ours: seconds(ours),
      reference: seconds(generated),
      ratio: `${ratio.toFixed(1)} × faster`,
      budget: `≥ ${BUDGET} × faster`,
      met: ratio >= BUDGET,
    });
    const [mine, theirs] = [most(ours), most(generated)];
    rows.push({
      measure: `${label}, calls`,
      ours: mine.metadata > 0 ? `${mine.calls} + ${mine.metadata} for metadata` : `${mine.calls}`,
      reference: `${theirs.calls}`,
      ratio: (mine.calls / theirs.calls).toFixed(2),
      budget: '≤ 1, metadata aside',
      met: mine.calls <= theirs.calls && mine.metadata <= 1,
    });
  }
  return rows;
};

function seconds(readings: readonly Reading[]): string {
  return `${(median(readings.map(({ ms }) => ms)) / 1000).toFixed(2)} s`;
}

function most(readings: readonly Reading[]): Omit<Reading, 'ms'> {
  return { calls: Math.max(...readings.map(({ calls }) => calls)), metadata: Math.max(...readings.map(({ metadata }) => metadata)) };
}
