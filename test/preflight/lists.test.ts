import type { PreflightReport } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { callsOf, fullAccount, monitorOf } from './account.ts';
import { type Rewrite, rewriting } from './rewriting.ts';

type Row = Readonly<Record<string, unknown>>;

const found = ({ findings }: PreflightReport): unknown[] =>
  findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);

/** The list of metrics, or that of events, as a service gives it that changes its rows. */
const ofMetrics =
  (change: (rows: readonly Row[], page: { readonly number: number; readonly size: number }) => Record<string, unknown>): Rewrite =>
  (body, params) => {
    const { TotalCount: _, ...others } = body;
    const { Resource } = body['Resources'] as { readonly Resource: readonly Row[] };
    return { ...others, ...change(Resource, { number: Number(params['PageNumber']), size: Number(params['PageSize']) }) };
  };

async function preflightOf(
  rewrites: Readonly<Record<string, Rewrite>>,
): Promise<{ readonly report: PreflightReport; readonly calls: Readonly<Record<string, number>> }> {
  const cloud = fullAccount({ credentials: 'any', metadata: 'documented' });
  let whole: Record<string, unknown> = {};
  const ofWhole: Rewrite = (body, params) => {
    if (params['PageNumber'] === 1) whole = body;
    return rewrites['DescribeMetricMetaList']?.(whole, params) ?? body;
  };
  const report = await monitorOf(cloud, rewriting(cloud, { ...rewrites, DescribeMetricMetaList: ofWhole })).preflight();
  return { report, calls: callsOf(cloud) };
}

test.each([
  [10, 4],
  [20, 2],
  [25, 2],
  [100, 1],
])('a list of metrics that is not counted, on pages of %i, is read to its end', async (most, calls) => {
  const cut = ofMetrics((rows, { number, size }) => ({
    Resources: { Resource: rows.slice((number - 1) * Math.min(size, most), number * Math.min(size, most)) },
  }));
  const { report, calls: counts } = await preflightOf({ DescribeMetricMetaList: cut });
  expect(report.metrics.filter(({ listed }) => listed !== true)).toEqual([]);
  expect(report.findings.map(({ code }) => code)).toEqual(most < 100 ? ['page-capped'] : []);
  expect(counts['DescribeMetricMetaList']).toBe(calls);
});

test('a list that is not counted and the same on every page is asked for twice', async () => {
  const { report, calls } = await preflightOf({
    DescribeMetricMetaList: ofMetrics((rows) => ({ Resources: { Resource: rows.slice(0, 30) } })),
  });
  expect(found(report)).toEqual(['note metric-not-listed: The service does not list vpn_connection_tun.state, but answers it.']);
  expect(calls['DescribeMetricMetaList']).toBe(2);
});

test('a metric that is listed without statistics is listed', async () => {
  const bare = ofMetrics((rows) => ({
    Resources: { Resource: rows.map((row) => (row['MetricName'] === 'net_rx.rate' ? { ...row, Statistics: null } : row)) },
    TotalCount: '31',
  }));
  const { report } = await preflightOf({ DescribeMetricMetaList: bare });
  expect(found(report)).toEqual([
    'warning metric-statistics: The service lists no statistics for net_rx.rate, and neither Average nor Value.',
  ]);
});

test('several metrics that are not listed, and answered all the same', async () => {
  const fewer = ofMetrics((rows) => ({
    Resources: { Resource: rows.filter(({ MetricName }) => !/^net_/.test(String(MetricName))) },
    TotalCount: '29',
  }));
  const { report } = await preflightOf({ DescribeMetricMetaList: fewer });
  expect(found(report)).toEqual([
    'note metric-not-listed: The service does not list 2 metrics (net_rx.rate and net_tx.rate), but answers them.',
  ]);
});

test('events that are listed without a product are listed', async () => {
  const nameless: Rewrite = (body) =>
    JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'Product' ? undefined : value))) as Record<string, unknown>;
  const { report } = await preflightOf({ DescribeSystemEventMetaList: nameless });
  expect(report.events.filter(({ listed }) => listed !== true)).toEqual([]);
  expect(found(report)).toEqual(['warning event-product: The service lists events of VPN Gateway without a product.']);
});
