import { text } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import type { MetadataRow } from '../metadata.ts';
import type { SimulatorOptions } from '../options.ts';
import { type Answer, answersOf, isSoftRefusal } from './answers.ts';
import type { RecordedPoint } from './points.ts';

const METRIC_QUERIES = ['DescribeMetricList', 'DescribeMetricLast', 'DescribeMetricData', 'DescribeMetricTop'];

/** The forms of answers, where the recording shows another than the simulator's own. */
export function answerFormsOf(
  calls: readonly RecordedCall[],
  points: readonly RecordedPoint[],
  metadata: readonly MetadataRow[] | undefined,
): Partial<SimulatorOptions> {
  const answers = METRIC_QUERIES.flatMap((action) => answersOf(calls, action));
  const userId = userIdOf(points);
  return {
    ...(answers.some(({ body }) => Array.isArray(body['Datapoints'])) && { datapoints: 'array' }),
    ...(userId !== undefined && { userId }),
    ...(calls.some(isSoftBadRequest) && { badRequests: 'soft' }),
    ...(answers.some((answer) => namesUnknownKey(answer, metadata)) && { unknownDimensions: 'ignore' }),
    ...(answersOf(calls, 'Cursor').length > 0 && { enterprise: true }),
    ...(calls.some(({ answer }) => answer) && !calls.some(({ answer }) => answer?.date !== undefined) && { date: false }),
  };
}

function userIdOf(points: readonly RecordedPoint[]): SimulatorOptions['userId'] {
  const typesIn = (isLast: boolean): ReadonlySet<string> =>
    new Set(
      points
        .filter(
          ({ action, row }) => (action === 'DescribeMetricLast') === isLast && row['userId'] !== undefined && action !== 'BatchExport',
        )
        .map(({ row }) => typeof row['userId']),
    );
  const [last, rest] = [typesIn(true), typesIn(false)];
  // Text in lists is what `mixed` sends too, which sends numbers with the newest points alone.
  if (rest.has('number')) return 'number';
  return last.has('string') ? 'text' : undefined;
}

function isSoftBadRequest(call: RecordedCall): boolean {
  return (
    call.product === 'cms' && isSoftRefusal(call) && /^(?:400|ParameterInvalid|Missing\w*)$/.test(text(call.answer?.body?.['Code']) ?? '')
  );
}

/** Whether it was answered although it asked by a key that the metric does not have. */
function namesUnknownKey({ params }: Answer, metadata: readonly MetadataRow[] | undefined): boolean {
  const keys = metadata
    ?.find((row) => row.MetricName === params['MetricName'])
    ?.Dimensions.split(',')
    .map((key) => key.trim());
  if (!keys) return false;
  return recordsUnder(params['Dimensions'], []).some((entry) => Object.keys(entry).some((key) => key !== 'userId' && !keys.includes(key)));
}
