import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Measure } from '../report.ts';

const LIMIT = 40;
const MOST = 45;
const QUERIES = 200;
const SERVICE = join(import.meta.dirname, '../../support/counting-service.ts');

/** How many requests come to the service in its busiest second when a program asks for much at once. */
export const requests: Measure = async (stage) => {
  const service = spawn(process.execPath, ['--import', 'tsx', SERVICE], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [port] = (await once(service.stdout, 'data')) as [Buffer];
    const host = `127.0.0.1:${port.toString().trim()}`;
    await stage.run('burst', { host, queries: QUERIES, requestsPerSecond: LIMIT });
    const { DescribeMetricLast: count } = (await (await fetch(`http://${host}/`)).json()) as {
      readonly DescribeMetricLast: { readonly requests: number; readonly busiestSecond: number };
    };
    if (count.requests < QUERIES) throw new Error(`${String(count.requests)} requests came where ${String(QUERIES)} were to come`);
    return [
      {
        measure: `requests in the busiest second at the service, ${String(QUERIES)} queries at once, limit ${String(LIMIT)}`,
        ours: String(count.busiestSecond),
        reference: `${String(count.requests)} in all`,
        ratio: '',
        budget: `≤ ${String(MOST)}`,
        met: count.busiestSecond <= MOST,
      },
    ];
  } finally {
    service.stdin.end();
  }
};
