import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import { type Answer, answersOf } from './answers.ts';

/** A row of datapoints, as it was recorded. */
export interface RecordedPoint {
  /** The name of its metric, as it was asked for. */
  readonly metric: string;
  readonly timestamp: number;
  readonly periodMs: number;
  readonly row: Readonly<Record<string, unknown>>;
  /** When it was answered, and by which operation. */
  readonly readAt: number;
  readonly action: string;
}

const ACTIONS = ['DescribeMetricList', 'DescribeMetricLast', 'DescribeMetricData', 'DescribeMetricTop'] as const;

/** Every datapoint of the recording. */
export function recordedPoints(calls: readonly RecordedCall[]): readonly RecordedPoint[] {
  const read = ACTIONS.flatMap((action) => answersOf(calls, action).flatMap((answer) => pointsOf(answer, action)));
  return [...read, ...answersOf(calls, 'BatchExport').flatMap(exportedPoints)];
}

function pointsOf({ at, params, body }: Answer, action: string): readonly RecordedPoint[] {
  const metric = text(params['MetricName']);
  const period = finiteNumber(body['Period']) ?? finiteNumber(params['Period']) ?? 60;
  if (metric === undefined) return [];
  return recordsUnder(body['Datapoints'], []).flatMap((row) => {
    const timestamp = finiteNumber(row['timestamp']);
    return timestamp === undefined ? [] : [{ metric, timestamp, periodMs: period * 1_000, row, readAt: at, action }];
  });
}

function exportedPoints({ at, params, body }: Answer): readonly RecordedPoint[] {
  return recordsUnder(body['DataResults'], []).flatMap((result) => {
    const metric = text(result['Metric']) ?? text(params['Metric']);
    const timestamp = finiteNumber(result['Timestamp']);
    if (metric === undefined || timestamp === undefined) return [];
    const dimensions = Object.fromEntries(recordsUnder(result['Dimensions'], []).map((one) => [String(one['Label']), one['Value']]));
    const measured = isRecord(result['Measurements']) ? result['Measurements'] : {};
    return [
      {
        metric,
        timestamp,
        periodMs: (finiteNumber(result['Period']) ?? finiteNumber(params['Period']) ?? 60) * 1_000,
        row: { ...dimensions, ...measured },
        readAt: at,
        action: 'BatchExport',
      },
    ];
  });
}
