import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createCaller,
  credentialProvider,
  type CredentialSource,
  httpsTransport,
  openApiTransport,
  type ServiceCaller,
  sharedLimits,
  type Transport,
} from '../../src/transport/index.ts';

const SCRIPT = fileURLToPath(new URL('../support/counting-service.ts', import.meta.url));
const KEY = { accessKeyId: 'id', accessKeySecret: 'secret' };
let service: ChildProcess;
let host: string;
const start = async (everyMs = 0): Promise<void> => {
  service = spawn(process.execPath, ['--import', 'tsx', SCRIPT, String(everyMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(service.stdout!, 'data')) as [Buffer];
  host = `127.0.0.1:${port.toString().trim()}`;
};
const stop = async (): Promise<void> => {
  service.stdin!.end();
  if (service.exitCode === null) await once(service, 'exit');
};
beforeAll(() => start());
afterAll(stop);

interface Count {
  readonly requests: number;
  readonly busiestSecond: number;
}
const counted = async (action: string): Promise<Count | undefined> =>
  ((await (await fetch(`http://${host}/`)).json()) as Record<string, Count>)[action];
const ask = (callers: readonly ServiceCaller[], action: string, times: number): Promise<unknown> =>
  Promise.all(Array.from({ length: times }, (_, index) => callers[index % callers.length]!.call({ product: 'cms', action, params: {} })));
const transportTo = (credentials: CredentialSource): Transport =>
  httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: host, protocol: 'http' } });
const limits = () => sharedLimits({ regionId: 'cn-hangzhou', credentials: { ...KEY }, endpoint: { cms: host } });

/** Nothing of the case before is counted in the next one's seconds. */
const settle = (): Promise<void> => sleep(1_100);

test('150 queries at once at a limit of 40', async () => {
  const transport = transportTo(KEY);
  await ask([createCaller({ transport, limits: limits() })], 'DescribeMetricList', 150);
  const count = await counted('DescribeMetricList');
  expect(count?.requests).toBe(150);
  expect(count?.busiestSecond).toBeLessThanOrEqual(45);
  await settle();
});

test('DescribeMetricTop at a limit of 10', async () => {
  const transport = transportTo(KEY);
  await ask([createCaller({ transport, limits: limits(), requestsPerSecond: 10 })], 'DescribeMetricTop', 8);
  expect(await counted('DescribeMetricTop')).toEqual({ requests: 8, busiestSecond: 2 });
});

test('150 queries at once, with a provider of credentials that takes two seconds', async () => {
  const pending = sleep(2_000);
  const transport = transportTo({ getCredential: () => pending.then(() => KEY) });
  await ask([createCaller({ transport, limits: limits() })], 'DescribeMetricList', 150);
  const count = await counted('DescribeMetricList');
  expect(count?.requests).toBe(150);
  expect(count?.busiestSecond).toBeLessThanOrEqual(45);
  await settle();
});

test('150 queries at once, of two callers of one account with transports of their own, one of which takes no turns', async () => {
  const turning = transportTo(KEY);
  const plain: Transport = openApiTransport({
    regionId: 'cn-hangzhou',
    credentials: credentialProvider(KEY),
    endpoint: { cms: host, protocol: 'http' },
  });
  const callers = [turning, plain].map((transport) => createCaller({ transport, limits: limits() }));
  await ask([callers[0]!], 'DescribeMetricLast', 1);
  await ask(callers, 'DescribeMetricList', 150);
  const count = await counted('DescribeMetricList');
  expect(count?.requests).toBe(150);
  expect(count?.busiestSecond).toBeLessThanOrEqual(45);
  expect(callers.map((caller) => caller.usage().callsByOperation['DescribeMetricList'])).toEqual([75, 75]);
  await settle();
});

test('150 queries at once, of a service that stalls and then answers all that wait together', async () => {
  await stop();
  await start(2_500);
  const transport = transportTo(KEY);
  await ask([createCaller({ transport, limits: limits() })], 'DescribeMetricList', 150);
  const count = await counted('DescribeMetricList');
  expect(count?.requests).toBe(150);
  expect(count?.busiestSecond).toBeLessThanOrEqual(45);
});
