// Measures the budgets of the package, each beside its reference in one run, prints the table and
// puts it into docs/performance.md. Names of measures as arguments run those alone and write nothing:
// npm run bench -- decode
import { backfill } from './measures/backfill.ts';
import { bundleSize } from './measures/bundle-size.ts';
import { coldStart } from './measures/cold-start.ts';
import { decode } from './measures/decode.ts';
import { history } from './measures/history.ts';
import { importCost } from './measures/import-cost.ts';
import { installSize } from './measures/install-size.ts';
import { requests } from './measures/requests.ts';
import { streaming } from './measures/streaming.ts';
import { watching } from './measures/watching.ts';
import { machine, type Measure, type Row, table, writeFigures } from './report.ts';
import { prepare } from './stage.ts';

const MEASURES: Readonly<Record<string, Measure>> = {
  'cold-start': coldStart,
  import: importCost,
  decode,
  backfill,
  streaming,
  history,
  requests,
  watching,
  install: installSize,
  bundle: bundleSize,
};

const asked = process.argv.slice(2);
for (const name of asked) {
  if (!(name in MEASURES)) throw new RangeError(`there is no measure ${name}; there are ${Object.keys(MEASURES).join(', ')}`);
}

using stage = await prepare();
const rows: Row[] = [];
for (const [name, measure] of Object.entries(MEASURES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`measuring ${name} …`);
  rows.push(...(await measure(stage)));
}
console.log(`\n${table(rows)}\n\n${machine()}`);
if (asked.length === 0) writeFigures(rows);
