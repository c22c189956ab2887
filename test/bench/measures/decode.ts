import type { PageSpec } from '../programs/decode.ts';
import type { Measure, Row } from '../report.ts';
import { median } from '../stats.ts';

const RUNS = 5;
const BUDGET = 1.8;

interface Case {
  readonly label: string;
  readonly page: PageSpec;
  readonly budget?: number;
}

const CASES: readonly Case[] = [
  { label: 'one series, Average/Minimum/Maximum', page: { metric: 'tun.rx_bps', series: 1, order: 'series' }, budget: BUDGET },
  { label: 'one series, Value', page: { metric: 'net_rx.rate', series: 1, order: 'series' } },
  { label: '50 series, one after another', page: { metric: 'tun.rx_bps', series: 50, order: 'series' } },
  { label: '50 series, minute by minute', page: { metric: 'tun.rx_bps', series: 50, order: 'time' } },
  { label: 'one series, out of order', page: { metric: 'tun.rx_bps', series: 1, order: 'series', unordered: true } },
];

/** JSON text to points, beside `JSON.parse` of the same text. */
export const decode: Measure = async (stage) => {
  const rows: Row[] = [];
  for (const { label, page, budget } of CASES) {
    const runs: { parseUs: number; decodeUs: number }[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await stage.run('decode', page));
    const ratio = median(runs.map(({ parseUs, decodeUs }) => decodeUs / parseUs));
    rows.push({
      measure: `decoding 1440 points: ${label}`,
      ours: `${median(runs.map(({ decodeUs }) => decodeUs)).toFixed(0)} µs`,
      reference: `JSON.parse: ${median(runs.map(({ parseUs }) => parseUs)).toFixed(0)} µs`,
      ratio: ratio.toFixed(2),
      budget: budget === undefined ? '' : `≤ ${budget}`,
      ...(budget === undefined ? {} : { met: ratio <= budget }),
    });
  }
  return rows;
};
