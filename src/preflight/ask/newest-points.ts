import { type MetricName, METRICS, type MetricSpec } from '../../catalog/index.ts';
import { VpnMonitorError } from '../../errors.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import { type DescribeMetric, idOf } from '../../metadata/index.ts';
import { MetricQuery, type SeriesSelection } from '../../metrics/index.ts';
import type { PreflightMetric } from '../model.ts';
import { answered } from './answered.ts';
import { type Candidate, surelyHas, thoseWith } from './candidates.ts';
import { paramsOf, targetAmong } from './metric-target.ts';
import type { Trial } from './trial.ts';

/** What was found out about a metric by asking for its newest point. */
export type Newest = Pick<PreflightMetric, 'sample' | 'newestAt' | 'ageMs' | 'widened' | 'wireName'>;

/** As many as one filter takes: so it shows whether the service cuts the answer. */
const MOST_TOGETHER = 50;

interface Sampled {
  readonly spec: MetricSpec;
  readonly having: readonly Candidate[];
}

/** The newest point of each metric, of the resource that is the likeliest to have one. One call a metric, where nothing has to be tried. */
export async function newestPoints(
  trial: Trial,
  describe: DescribeMetric,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<MetricName, Newest>> {
  const sampled = METRICS.map((spec): Sampled => ({ spec, having: thoseWith(spec, candidates) }))
    .filter(({ having }) => having.length > 0)
    .sort((one, other) => other.having.length - one.having.length);
  const found = new Map<MetricName, Newest>();
  const [first, ...others] = sampled;
  if (!first) {
    await askAccount(trial, describe);
    return found;
  }
  const take = async ({ spec, having }: Sampled, together: number): Promise<void> => {
    found.set(spec.name, await newestOf(trial, describe, { spec, having: having.slice(0, together) }));
  };
  // The others are in vain where two fail, one after the other. One may for a reason of its own.
  const rest = await take(first, MOST_TOGETHER).then(
    () => others,
    async (error: unknown) => {
      if (!mayBeOfOne(error)) throw error;
      const [second, ...left] = others;
      if (second) await take(second, MOST_TOGETHER);
      return left;
    },
  );
  await answered(rest.map((one) => take(one, 1)));
  return found;
}

/** Whether another metric may be answered. */
function mayBeOfOne(error: unknown): boolean {
  const ofAll: readonly string[] = ['auth', 'forbidden', 'quota-exhausted', 'throttled', 'config'] satisfies VpnMonitorError['code'][];
  return VpnMonitorError.isInstance(error) && !ofAll.includes(error.code);
}

/** Nothing is known to ask about: one question about the whole account shows whether it may be asked. */
async function askAccount(trial: Trial, describe: DescribeMetric): Promise<void> {
  const target = targetAmong(describe, []);
  if (target) await trial.ask('DescribeMetricLast', { ...paramsOf(target), Length: '10' });
}

async function newestOf(trial: Trial, describe: DescribeMetric, { spec, having }: Sampled): Promise<Newest> {
  const { scopes } = trial.parts;
  const description = describe(spec);
  const selections = having.map(({ resource }): SeriesSelection => ({ spec, resource }));
  const query = new MetricQuery(scopes, () => Promise.resolve({ selections })).signal(trial.signal);
  const points = await query.latest().catch((error: unknown) => {
    // The service does not have the metric, or not as it is asked for.
    if (VpnMonitorError.isInstance(error) && (error.code === 'not-found' || error.code === 'invalid-request')) return [];
    throw error;
  });
  const [first] = having;
  const sample = first?.resource;
  const id = sample && idOf(sample, spec.resource);
  const point = points.find(({ resource }) => idOf(resource, spec.resource) === id);
  const wireName = scopes.memory.name(description);
  // That one has no points of what it may not have says nothing.
  if (!point || !sample)
    return {
      sample: first && surelyHas(spec, first) ? id : undefined,
      newestAt: undefined,
      ageMs: undefined,
      widened: undefined,
      wireName,
    };
  const exact = description.codec.names(spec.resource) ? JSON.stringify(description.codec.encode(sample)) : undefined;
  const brought = trial.newestFilled('DescribeMetricLast', ({ MetricName }) => MetricName === wireName);
  const entries = recordsUnder(brought?.['Dimensions'], []);
  const widened = !entries.some((entry) => JSON.stringify(entry) === exact);
  return { sample: id, newestAt: point.timestamp, ageMs: trial.clock.now() - point.timestamp, widened, wireName };
}
