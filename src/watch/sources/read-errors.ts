import type { MetricSpec } from '../../catalog/index.ts';
import { reworded, VpnMonitorError } from '../../errors.ts';
import type { FailedSeries } from './series-group.ts';
import type { StateSeries } from './state-series.ts';

// Of one metric in one round.
const MOST_ERRORS = 8;

/**
 * What is reported of the requests of one metric that failed in a round. Where nothing was read one error
 * stands for all of them; else each says which series could not be read.
 */
export function errorsOf(spec: MetricSpec, failed: readonly FailedSeries<StateSeries>[], isAnswered: boolean): readonly unknown[] {
  return isAnswered ? failed.slice(0, MOST_ERRORS).map((one) => namedError(spec, one)) : failed.slice(0, 1).map(({ error }) => error);
}

function namedError({ name }: MetricSpec, { series, error }: FailedSeries<StateSeries>): unknown {
  if (!VpnMonitorError.isInstance(error)) return error;
  const first = series[0]?.id ?? 'a resource';
  const which = series.length === 1 ? first : `${series.length} resources (${first} and others)`;
  return reworded(error, `${name} of ${which} could not be read while it could of others: ${error.message}`, { cause: error });
}
