import type { ProcessCost } from '../programs/print.ts';
import type { Measure } from '../report.ts';
import { median, short } from '../stats.ts';

const RUNS = 40;
const BUDGET_MS = 20;

/** What importing the package costs a process that does not use it. */
export const importCost: Measure = async (stage) => {
  const loaded = await stage.run<string[]>('import-package', { list: true });
  if (!loaded.some((module) => module.includes('alicloud-vpn-monitor/dist'))) throw new Error('the import is not in the list of loaded modules');
  const heavy = loaded.filter((module) => /node_modules\/(?:@alicloud|zod)\/|\/dist\/rounds-/.test(module));
  if (heavy.length > 0) throw new Error(`importing the package loads ${heavy.join(', ')}`);
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = -3; round < RUNS; round++) {
    const one = await stage.run<ProcessCost>('bare');
    const other = await stage.run<ProcessCost>('import-package');
    if (round < 0) continue;
    bare.push(one.ms);
    ours.push(other.ms);
  }
  const above = median(ours) - median(bare);
  return [
    {
      measure: 'import of the package, above bare node',
      ours: `${short(above)} ms`,
      reference: `node: ${short(median(bare))} ms`,
      ratio: '',
      budget: `≤ ${BUDGET_MS} ms`,
      met: above <= BUDGET_MS,
    },
  ];
};
