import { join } from 'node:path';
import { install } from '../install.ts';
import type { ProcessCost } from '../programs/print.ts';
import type { Measure, Row } from '../report.ts';
import type { Stage } from '../stage.ts';
import { median, short } from '../stats.ts';

const RUNS = 40;
const BUDGET_MS = 15;
const MAJORS = ['20', '22', '24'];

/** What importing the package costs a process that does not use it, on each line of Node that is maintained. */
export const importCost: Measure = async (stage) => {
  const loaded = await stage.run<string[]>('import-package', { list: true });
  if (!loaded.some((module) => module.includes('alicloud-vpn-monitor/dist')))
    throw new Error('the import is not in the list of loaded modules');
  const heavy = loaded.filter((module) =>
    /node_modules\/@alicloud\/|\/dist\/(?:leadership-|wire-|chunk-schemas\.)|^node:(?:crypto|https?|net|tls)$/.test(module),
  );
  if (heavy.length > 0) throw new Error(`importing the package loads ${heavy.join(', ')}`);
  const own = process.versions.node.split('.', 1)[0];
  const others = MAJORS.filter((major) => major !== own);
  // The package `node` would fetch its binary in an install script; the package of the platform has it.
  using binaries = install(...others.map((major) => `node-${major}@npm:node-${process.platform}-${process.arch}@${major}`));
  const rows: Row[] = [];
  for (const major of MAJORS)
    rows.push(
      await importOn(stage, major, major === own ? process.execPath : join(binaries.folder, `node_modules/node-${major}/bin/node`)),
    );
  return rows;
};

async function importOn(stage: Stage, major: string, node: string): Promise<Row> {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = -3; round < RUNS; round++) {
    const one = await stage.run<ProcessCost>('bare', {}, [], node);
    const other = await stage.run<ProcessCost>('import-package', {}, [], node);
    if (round < 0) continue;
    bare.push(one.ms);
    ours.push(other.ms);
  }
  const above = median(ours) - median(bare);
  return {
    measure: `import of the package, above bare Node ${major}`,
    ours: `${short(above)} ms`,
    reference: `node: ${short(median(bare))} ms`,
    ratio: '',
    budget: `≤ ${BUDGET_MS} ms`,
    met: above <= BUDGET_MS,
  };
}
