// Decodes one page again and again, in turns with JSON.parse of the same text.
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { metricSpec } from '../../../src/catalog/index.ts';
import { descriptionsFrom } from '../../../src/metadata/metric-description.ts';
import { PointDecoder } from '../../../src/metrics/run/point-decoder.ts';
import type { SeriesSelection } from '../../../src/metrics/series-selection.ts';
import { median } from '../stats.ts';
import { input, printAndExit } from './print.ts';

/** Which page. */
export interface PageSpec {
  readonly metric: 'tun.rx_bps' | 'net_rx.rate';
  readonly series: number;
  readonly order: 'series' | 'time';
  readonly unordered?: boolean;
}

const { metric, series, order, unordered = false } = input() as PageSpec;
const LENGTH = 1440;
const ROUNDS = 120;
const PAGES_A_ROUND = 10;

const now = Date.UTC(2026, 0, 31, 12);
const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now,
  credentials: 'any',
  data: { order, unordered },
  gateways: [{}],
  connections: Array.from({ length: Math.ceil(series / 2) }, () => ({})),
});

function ask(action: string, params: Readonly<Record<string, string>>): Record<string, unknown> {
  const answer = cloud.handle({
    method: 'POST',
    url: `/?${new URLSearchParams({ Namespace: 'acs_vpn', ...params }).toString()}`,
    headers: { 'x-acs-action': action, 'x-acs-version': '2019-01-01' },
    body: '',
  });
  if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(`${action} was not answered`);
  return JSON.parse(answer.body) as Record<string, unknown>;
}

const spec = metricSpec(metric)!;
const rows = (
  ask('DescribeMetricMetaList', { PageNumber: '1', PageSize: '100' })['Resources'] as { Resource: Parameters<typeof descriptionsFrom>[0] }
).Resource;
const description = descriptionsFrom(rows)(spec);
const gatewayId = cloud.gateways[0]!.id;
const selections: SeriesSelection[] =
  spec.resource === 'gateway'
    ? [{ spec, resource: { attachedTo: 'vpn-gateway', gatewayId } }]
    : cloud.connections
        .flatMap(({ id, tunnelIds }) =>
          tunnelIds.map((tunnelId) => ({ spec, resource: { attachedTo: 'vpn-gateway', gatewayId, connectionId: id, tunnelId } as const })),
        )
        .slice(0, series);
const end = now - 3_600_000;
const page = ask('DescribeMetricList', {
  MetricName: description.wireName,
  Period: '60',
  Length: String(LENGTH),
  Dimensions: JSON.stringify(selections.map(({ resource }) => description.codec.encode(resource))),
  StartTime: String(end - Math.ceil(LENGTH / series) * 60_000),
  EndTime: String(end),
})['Datapoints'] as string;

const parse = (): number => (JSON.parse(page) as unknown[]).length;
// A decoder of its own for each page: one that had seen the page would drop it.
const decode = (): number => new PointDecoder(description, selections).decode(JSON.parse(page) as unknown[]).length;

function microseconds(task: () => number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < PAGES_A_ROUND; i++) {
    if (task() !== LENGTH) throw new Error(`a page of ${LENGTH} points gave ${task()}`);
  }
  return Number(process.hrtime.bigint() - start) / 1000 / PAGES_A_ROUND;
}

const parsed: number[] = [];
const decoded: number[] = [];
for (let round = -20; round < ROUNDS; round++) {
  const one = microseconds(parse);
  const other = microseconds(decode);
  if (round < 0) continue;
  parsed.push(one);
  decoded.push(other);
}
printAndExit({ parseUs: median(parsed), decodeUs: median(decoded), kilobytes: page.length / 1000 });
