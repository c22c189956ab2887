import type { Measure } from '../report.ts';
import { short } from '../stats.ts';

const POINTS = 5_000_000;
const BUDGET_MIB = 48;
// A month holds 44,640 points of a series, and a connection has two tunnels.
const CONNECTIONS = Math.ceil(POINTS / 44_000 / 2);

/** What a very long loop leaves on the heap. */
export const streaming: Measure = async (stage) => {
  await using service = await stage.service({ connections: CONNECTIONS });
  const { points, heapMiB, buffersMiB, seconds } = await stage.run<{ points: number; heapMiB: number; buffersMiB: number; seconds: number }>(
    'stream',
    { ...service.info, points: POINTS },
    ['--expose-gc'],
  );
  if (points !== POINTS) throw new Error(`the loop read ${points} points where it wanted ${POINTS}`);
  return [
    {
      measure: 'streaming 5,000,000 points, heap growth',
      ours: `${short(heapMiB)} MiB (and ${short(buffersMiB)} MiB of buffers)`,
      reference: `${short(seconds)} s`,
      ratio: '',
      budget: `≤ ${BUDGET_MIB} MiB`,
      met: heapMiB <= BUDGET_MIB,
    },
  ];
};
