// Reads one tunnel's series as the generated client's users do: page after page, by NextToken.
import cms from '@alicloud/cms20190101';
import { input, printAndExit, processCost } from './print.ts';
import type { ReadSpec } from './read-package.ts';

const { regionId, endpoint, credentials, now, gatewayId, tunnels, hours, warm } = input() as ReadSpec;
const { tunnelId } = tunnels[0]!;
const client = new cms.default({ ...credentials, regionId, endpoint: endpoint.cms, protocol: endpoint.protocol } as never);

async function read(start: number, end: number): Promise<number> {
  let points = 0;
  let nextToken: string | undefined;
  do {
    const request = new cms.DescribeMetricListRequest({
      namespace: 'acs_vpn',
      metricName: 'tun.rx_bps',
      period: '60',
      dimensions: JSON.stringify([{ instanceId: gatewayId, tunnelId }]),
      startTime: String(start),
      endTime: String(end),
      length: '1440',
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const { body } = await client.describeMetricList(request);
    const rows = JSON.parse(body?.datapoints ?? '[]') as { Average: number }[];
    for (const row of rows) if (row.Average >= 0) points++;
    nextToken = body?.nextToken === '' ? undefined : body?.nextToken;
  } while (nextToken !== undefined);
  return points;
}

if (warm) await read(now - 120_000, now);
const start = performance.now();
const end = now - 60_000;
const points = await read(end - hours * 3_600_000, end);
printAndExit({ ...processCost(), tookMs: performance.now() - start, points });
