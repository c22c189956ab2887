import type { ProcessCost } from '../programs/print.ts';
import type { Measure, Row } from '../report.ts';
import { median, short } from '../stats.ts';

const RUNS = 25;
const TIME_BUDGET = 0.25;
const MEMORY_BUDGET = 0.42;

/** Process start to the first 1440 points, above what Node itself takes. */
export const coldStart: Measure = async (stage) => {
  await using service = await stage.service({ connections: 1 });
  const day = { ...service.info, hours: 24 };
  const sides = {
    bare: () => stage.run<ProcessCost>('bare'),
    live: () => read('read-package', day),
    catalog: () => read('read-package', { ...day, metadata: 'catalog' }),
    generated: () => read('read-generated', day),
  };
  async function read(program: string, input: object): Promise<ProcessCost> {
    const result = await stage.run<ProcessCost & { points: number }>(program, input);
    if (result.points !== 1440) throw new Error(`${program} read ${result.points} points where there are 1440`);
    return result;
  }
  const names = Object.keys(sides) as (keyof typeof sides)[];
  const costs: Record<keyof typeof sides, ProcessCost[]> = { bare: [], live: [], catalog: [], generated: [] };
  for (let round = -2; round < RUNS; round++) {
    for (const name of names) {
      const cost = await sides[name]();
      // The first rounds warm the disk cache and the service.
      if (round >= 0) costs[name].push(cost);
    }
  }
  const above = (name: keyof typeof sides, of: keyof ProcessCost): number =>
    median(costs[name].map((cost) => cost[of])) - median(costs.bare.map((cost) => cost[of]));
  const row = (label: string, side: 'live' | 'catalog', of: keyof ProcessCost, unit: string, budget?: number): Row => {
    const ours = above(side, of);
    const reference = above('generated', of);
    return {
      measure: label,
      ours: `${short(ours)} ${unit}`,
      reference: `${short(reference)} ${unit}`,
      ratio: (ours / reference).toFixed(2),
      budget: budget === undefined ? '' : `≤ ${budget}`,
      ...(budget === undefined ? {} : { met: ours / reference <= budget }),
    };
  };
  return [
    row('cold start to 1440 points, time', 'live', 'ms', 'ms', TIME_BUDGET),
    row('cold start to 1440 points, memory', 'live', 'maxRssMiB', 'MiB', MEMORY_BUDGET),
    row("the same with metadata: 'catalog', time", 'catalog', 'ms', 'ms'),
    row("the same with metadata: 'catalog', memory", 'catalog', 'maxRssMiB', 'MiB'),
  ];
};
