import type { PollReport, Usage } from 'alicloud-vpn-monitor';
import { clockTime, transitionLine } from '../src/cli/text/index.ts';
import { paint } from './paint.ts';
import type { Comparison, Expected } from './truth.ts';

/** The result of a run of the demo. */
export interface Run {
  readonly expected: readonly Expected[];
  readonly comparison: Comparison;
  readonly errors: readonly unknown[];
  readonly reports: readonly PollReport[];
  readonly usage: Usage;
}

/** The summary as text: reported changes against true ones, and what the watch cost. */
export function summary({ expected, comparison, errors, reports, usage }: Run): string {
  const { missed, wrong, offBy, delays } = comparison;
  const isRight = missed.length === 0 && wrong.length === 0;
  const verdict = `${expected.length - missed.length} of ${expected.length} true changes reported, ${wrong.length} reported that were not true.`;
  const failing = reports.filter(({ failed }) => failed.length > 0);
  const roundOf = (report: PollReport | undefined): string =>
    Object.entries(report?.calls ?? {})
      .map(([action, times]) => `${action} ${times}`)
      .join(', ');
  return [
    paint(isRight ? 'green' : 'red', verdict),
    ...missed.map(({ at, type, id }) => `  missed: ${clockTime(at)}  ${type}  ${id}`),
    ...wrong.map((transition) => `  not true: ${transitionLine(transition, paint)}`),
    `Reported times are off by ${seconds(median(offBy))} s in the median, ${seconds(Math.max(...offBy))} s at most. Changes were known ${seconds(median(delays))} s after they were true in the median, ${seconds(Math.max(...delays))} s at most.`,
    `${failing.length} rounds with a failure, which was reported ${errors.length === 1 ? 'once' : `${errors.length} times`}; in them ${failing.reduce((sum, { transitions }) => sum + transitions, 0)} transitions were reported. The first: ${String(errors[0])}`,
    `A round of the watch: ${roundOf(reports.at(-1))}.`,
    `In total ${usage.attempts} calls, ${usage.billableCalls} of them metric queries: a rate of ${usage.projectedPerMonth.toLocaleString('en')} of the ${usage.freePerMonth.toLocaleString('en')} free ones a month, the table’s rates included.`,
  ].join('\n');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
