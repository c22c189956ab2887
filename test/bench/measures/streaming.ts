import type { Measure, Row } from '../report.ts';
import { short } from '../stats.ts';

const POINTS = 5_000_000;
const BUDGET_MIB = 32;
// A month holds 44,640 points of a series, and a connection has two tunnels.
const CONNECTIONS = Math.ceil(POINTS / 44_000 / 2);

const RATES = [
  { label: 'at the default rate', limit: {} },
  // Beyond what the service takes, and as fast as the machine happens to be.
  { label: 'without a rate limit', limit: { requestsPerSecond: 100_000 } },
] as const;

/** What a very long loop leaves on the heap. */
export const streaming: Measure = async (stage) => {
  const rows: Row[] = [];
  for (const { label, limit } of RATES) {
    await using service = await stage.service({ connections: CONNECTIONS });
    const { points, heapMiB, buffersMiB, seconds } = await stage.run<{
      points: number;
      heapMiB: number;
      buffersMiB: number;
      seconds: number;
    }>('stream', { ...service.info, points: POINTS, ...limit }, ['--expose-gc']);
    if (points !== POINTS) throw new Error(`the loop read ${points} points where it wanted ${POINTS}`);
    rows.push({
      measure: `streaming 5,000,000 points ${label}, heap growth`,
      ours: `${short(heapMiB)} MiB, ${short(buffersMiB)} of buffers`,
      reference: `took ${short(seconds)} s`,
      ratio: '',
      budget: `≤ ${BUDGET_MIB} MiB`,
      met: heapMiB <= BUDGET_MIB,
    });
  }
  return rows;
};
