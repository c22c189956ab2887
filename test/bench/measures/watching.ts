import type { RoundFigures } from '../programs/watch-round.ts';
import type { Measure, Row } from '../report.ts';
import { median, short } from '../stats.ts';

const RUNS = 3;
const CPU_BUDGET = 3;
const HEAP_BUDGET_KIB = 3;
const CALLS_BUDGET = 4;

/** What a watch asks and does in a round. */
export const watching: Measure = async (stage) => {
  const few = await stage.run<RoundFigures>('watch-round', { tunnels: 1_000, rounds: 41 }, ['--expose-gc']);
  const runs: RoundFigures[] = [];
  for (let run = 0; run < RUNS; run++)
    runs.push(await stage.run<RoundFigures>('watch-round', { tunnels: 10_000, rounds: 45 }, ['--expose-gc']));
  const stored = await stage.run<RoundFigures>('watch-round', { tunnels: 10_000, rounds: 21, isStored: true }, ['--expose-gc']);
  const billable = Math.max(...few.calls.map((round) => round.billable));
  const all = few.calls.reduce((sum, round) => sum + round.all, 0) / few.calls.length;
  const most = Math.max(...few.calls.map((round) => round.all));
  const cpu = (label: string, hasBudget: boolean, of: (figures: RoundFigures) => RoundFigures['round']): Row => {
    const ratio = median(runs.map((run) => of(run).ratio));
    return {
      measure: `a watch round over 10,000 tunnels${label}, time`,
      ours: `${short(median(runs.map((run) => of(run).oursMs)))} ms`,
      reference: `JSON.parse: ${short(median(runs.map((run) => of(run).parseMs)))} ms`,
      ratio: ratio.toFixed(2),
      budget: hasBudget ? `≤ ${CPU_BUDGET}` : '',
      ...(hasBudget ? { met: ratio <= CPU_BUDGET } : {}),
    };
  };
  const kib = median(runs.map((run) => run.heapBytesATunnel)) / 1024;
  return [
    {
      measure: 'watching 1,000 tunnels, state and BGP, billable calls a round',
      ours: `${billable} at most`,
      reference: '2000',
      ratio: short(billable / 2000),
      budget: `≤ ${CALLS_BUDGET}`,
      met: billable <= CALLS_BUDGET,
    },
    {
      measure: 'the same, all calls a round',
      ours: `${short(all)} on average, ${most} at most`,
      reference: '2000',
      ratio: short(all / 2000),
      budget: `≤ ${CALLS_BUDGET}`,
      met: all <= CALLS_BUDGET,
    },
    cpu(', on average', true, ({ cycle }) => cycle),
    cpu(' that lists them too, one of 20', false, ({ withTopology }) => withTopology),
    cpu(' that lists none', false, ({ round }) => round),
    {
      measure: 'the same with a store, which each round writes to, time',
      ours: `${short(stored.round.oursMs)} ms`,
      reference: `JSON.parse: ${short(stored.round.parseMs)} ms`,
      ratio: stored.round.ratio.toFixed(2),
      budget: '',
    },
    {
      measure: 'a snapshot of 10,000 tunnels',
      ours: `${short(median(runs.map((run) => run.snapshotMs)))} ms`,
      reference: '',
      ratio: '',
      budget: '',
    },
    {
      measure: 'a watch over 10,000 tunnels and their listing, heap',
      ours: `${short(kib)} KiB a tunnel`,
      reference: '',
      ratio: '',
      budget: `≤ ${HEAP_BUDGET_KIB} KiB`,
      met: kib <= HEAP_BUDGET_KIB,
    },
  ];
};
