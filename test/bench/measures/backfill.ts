import type { Measure, Row } from '../report.ts';
import { median } from '../stats.ts';

const RUNS = 5;
const BUDGET = 5;
const LATENCY_MS = 100;
// What is older than 31 days when the service looks is gone, so the range ends where it is published.
const HOURS = 31 * 24 - 1;

interface Reading {
  readonly ms: number;
  readonly list: number;
  readonly other: number;
}

/** A month of one series, beside the loop over NextToken that the generated client's users write. */
export const backfill: Measure = async (stage) => {
  await using service = await stage.service({ connections: 1, latencyMs: LATENCY_MS });
  const read = async (program: string, warm: boolean): Promise<Reading> => {
    await service.calls();
    const { tookMs, points } = await stage.run<{ tookMs: number; points: number }>(program, { ...service.info, hours: HOURS, warm });
    if (points !== HOURS * 60) throw new Error(`${program} read ${points} points where there are ${HOURS * 60}`);
    const { DescribeMetricList = 0, ...others } = await service.calls();
    const other = Object.values(others).reduce((sum, count) => sum + count, 0);
    // A warm process has asked for one page, and for metadata, before the query that is measured.
    return { ms: tookMs, list: DescribeMetricList - (warm ? 1 : 0), other: warm ? 0 : other };
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
      ours: mine.other > 0 ? `${mine.list} + ${mine.other} for metadata` : `${mine.list}`,
      reference: `${theirs.list}`,
      ratio: ((mine.list + mine.other) / theirs.list).toFixed(2),
      budget: '≤ 1',
      met: mine.list + mine.other <= theirs.list,
    });
  }
  return rows;
};

function seconds(readings: readonly Reading[]): string {
  return `${(median(readings.map(({ ms }) => ms)) / 1000).toFixed(2)} s`;
}

function most(readings: readonly Reading[]): { readonly list: number; readonly other: number } {
  return { list: Math.max(...readings.map(({ list }) => list)), other: Math.max(...readings.map(({ other }) => other)) };
}
