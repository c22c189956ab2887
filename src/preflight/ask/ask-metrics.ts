import { type MetricName, METRICS, type MetricSpec } from '../../catalog/index.ts';
import { PROBE_NAME } from '../../internal/probe-name.ts';
import { text } from '../../internal/records.ts';
import { type DescribeMetric, NAMESPACE } from '../../metadata/index.ts';
import type { PreflightMetric } from '../model.ts';
import type { Candidate } from './candidates.ts';
import { paramsOf, targetAmong } from './metric-target.ts';
import { type Newest, newestPoints } from './newest-points.ts';
import type { Trial } from './trial.ts';

/** Points in one answer at most. */
const PAGE_LENGTH = 1_440;
const EXPORT_LENGTH = 1_000;
const SHORT_MS = 600_000;
/** By what the service can rank. */
const RANKS = ['Average', 'Minimum', 'Maximum'];

/** How the service lists and serves the documented metrics. */
export async function askMetrics(
  trial: Trial,
  describe: DescribeMetric | undefined,
  candidates: readonly Candidate[],
): Promise<readonly PreflightMetric[]> {
  if (!describe) return [];
  const [newest] = await Promise.all([
    trial.attempt('DescribeMetricLast', () => newestPoints(trial, describe, candidates)),
    trial.attempt('DescribeMetricList', () => askList(trial, describe, candidates)),
    trial.attempt('DescribeMetricTop', () => askTop(trial, describe, candidates)),
    askExport(trial, describe, candidates),
  ]);
  const isKnown = trial.isWhole('DescribeMetricMetaList');
  return METRICS.map((spec) => metricOf(spec, describe, isKnown, newest));
}

/** A page of one series: of as many points as it takes, so that it shows whether the service cuts pages. */
async function askList(trial: Trial, describe: DescribeMetric, candidates: readonly Candidate[]): Promise<void> {
  const target = targetAmong(describe, candidates);
  if (!target) return;
  const now = trial.clock.now();
  const spanMs = target.resource ? PAGE_LENGTH * target.period * 1_000 : SHORT_MS;
  const params = { ...paramsOf(target), StartTime: String(now - spanMs), EndTime: String(now), Length: String(PAGE_LENGTH) };
  await trial.askToken('DescribeMetricList', params, PAGE_LENGTH);
}

async function askTop(trial: Trial, describe: DescribeMetric, candidates: readonly Candidate[]): Promise<void> {
  // Metrics that offer only `Value` cannot be ranked.
  const target =
    targetAmong(describe, candidates, (_, { statistics }) => statistics.some((name) => RANKS.includes(name))) ??
    targetAmong(describe, candidates);
  if (!target) return;
  const Orderby = target.description.statistics.find((name) => RANKS.includes(name)) ?? 'Average';
  await trial.ask('DescribeMetricTop', { ...paramsOf(target), Orderby, OrderDesc: 'False', Length: '10' });
}

async function askExport(trial: Trial, describe: DescribeMetric, candidates: readonly Candidate[]): Promise<void> {
  const target = targetAmong(describe, candidates);
  if (!target) return;
  const { description, resource, period } = target;
  const metric = { Namespace: NAMESPACE, Metric: description.wireName };
  const now = trial.clock.now();
  const Matchers = Object.entries(resource ? description.codec.encode(resource) : {}).map(([Label, Value]) => ({
    Label,
    Operator: 'EQUALS',
    Value,
  }));
  const window = { Period: period, StartTime: now - SHORT_MS, EndTime: now, ...(Matchers.length > 0 && { Matchers }) };
  const cursor = await trial.attempt('Cursor', async () =>
    text((await trial.ask('Cursor', { ...metric, ...window })).answer.body['Cursor']),
  );
  if (cursor === undefined) trial.expectRefusal('BatchExport');
  await trial.attempt('BatchExport', () => trial.ask('BatchExport', { ...metric, Cursor: cursor ?? PROBE_NAME, Length: EXPORT_LENGTH }));
}

function metricOf(
  spec: MetricSpec,
  describe: DescribeMetric,
  isKnown: boolean,
  newest: ReadonlyMap<MetricName, Newest> | undefined,
): PreflightMetric {
  const { name: metric, resource, attachedTo } = spec;
  const { isListed, wireName, codec, statistics, periods } = describe(spec);
  const nothing: Newest = { sample: undefined, newestAt: undefined, ageMs: undefined, widened: undefined, wireName };
  return {
    metric,
    resource,
    attachedTo,
    listed: isKnown ? isListed : undefined,
    dimensions: codec.keys,
    statistics,
    periods,
    ...(newest?.get(metric) ?? nothing),
  };
}
