import type { HistoryFigures } from '../programs/history.ts';
import type { Measure, Row } from '../report.ts';
import { short } from '../stats.ts';

const CONNECTIONS = 500;
const OUTAGES = 20;
const BUDGET_MIB = 64;
// Beyond what the service takes, and as fast as the machine happens to be.
const REQUESTS_PER_SECOND = 100_000;

// Points of 60 s are five times as many, and five times as long under way; what stays on the heap is much the same.
const PERIOD = 300;

/** What the history of a region leaves on the heap, beside a fold by hand over the same points. */
export const history: Measure = async (stage) => {
  await using service = await stage.service({ connections: CONNECTIONS, outages: OUTAGES });
  const spec = { ...service.info, period: PERIOD, requestsPerSecond: REQUESTS_PER_SECOND };
  const ours = await stage.run<HistoryFigures>('history', spec, ['--expose-gc']);
  const byHand = await stage.run<HistoryFigures>('history-by-hand', spec, ['--expose-gc']);
  const there = 2 * CONNECTIONS * OUTAGES;
  if (ours.outages !== there) throw new Error(`the history has ${ours.outages} outages where there were ${there}`);
  const rows: readonly Row[] = [
    {
      measure: 'history of 1,000 tunnels, 31 days, 8.9 million points of 300 s, heap growth',
      ours: `${short(ours.heapMiB)} MiB`,
      reference: `by hand: ${short(byHand.heapMiB)} MiB`,
      ratio: '',
      budget: `≤ ${BUDGET_MIB} MiB`,
      met: ours.heapMiB <= BUDGET_MIB,
    },
    {
      measure: 'the same, time',
      ours: `${short(ours.seconds)} s`,
      reference: `${short(byHand.seconds)} s`,
      ratio: short(ours.seconds / byHand.seconds),
      budget: '',
    },
    {
      measure: 'the same, outages found',
      ours: `${ours.outages} of ${there}`,
      reference: `by hand: ${byHand.outages}`,
      ratio: '',
      budget: '',
    },
  ];
  return rows;
};
