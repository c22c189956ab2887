import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ratesOf, sharedLimits } from '../../src/transport/limits/index.ts';
import { KeptWhileUsed } from '../../src/transport/limits/kept-while-used.ts';
import { Turns } from '../../src/transport/limits/turns.ts';
import type { Transport } from '../../src/transport/port.ts';

// Before the fake timers take its place.
const realImmediate = setImmediate;
const KEY = { accessKeyId: 'id-1', accessKeySecret: 'secret' };
const REGION = { regionId: 'cn-hangzhou' };
const provider = () => ({ getCredential: () => Promise.resolve(KEY) });
const transport = (): Transport => ({ call: () => Promise.resolve({ status: 200, body: {} }) });

describe('who shares limits', () => {
  const [own, other, road, detour] = [provider(), provider(), transport(), transport()];
  test.each([
    ['the same access key id', { ...REGION, credentials: KEY }, { ...REGION, credentials: { ...KEY } }, true],
    ['another access key id', { ...REGION, credentials: KEY }, { ...REGION, credentials: { ...KEY, accessKeyId: 'id-2' } }, false],
    ['the same provider', { ...REGION, credentials: own }, { ...REGION, credentials: own }, true],
    ['another provider', { ...REGION, credentials: own }, { ...REGION, credentials: other }, false],
    ['the default chain', REGION, REGION, true],
    ['the default chain and a key', REGION, { ...REGION, credentials: KEY }, false],
    ['another region', { ...REGION, credentials: KEY }, { regionId: 'cn-beijing', credentials: KEY }, false],
    ['another region of a provider', { ...REGION, credentials: own }, { regionId: 'cn-beijing', credentials: own }, false],
    ['another host', { ...REGION, credentials: KEY }, { ...REGION, credentials: KEY, endpoint: { cms: '127.0.0.1:1' } }, false],
    [
      'a host that is the default',
      { ...REGION, credentials: KEY },
      { ...REGION, credentials: KEY, endpoint: { cms: 'metrics.cn-hangzhou.aliyuncs.com' } },
      true,
    ],
    ['the same transport', { ...REGION, transport: road }, { ...REGION, transport: road, credentials: KEY }, true],
    ['another transport', { ...REGION, transport: road, credentials: KEY }, { ...REGION, transport: detour, credentials: KEY }, false],
  ])('%s', (_what, one, two, isShared) => {
    expect(sharedLimits(one) === sharedLimits(two)).toBe(isShared);
  });
});

describe('rates', () => {
  test.each<['cms' | 'vpc', string, number, readonly [requests: number, perMs: number][]]>([
    ['cms', 'DescribeMetricList', 40, [[40, 1_000]]],
    ['cms', 'DescribeMetricLast', 40, [[40, 1_000]]],
    ['cms', 'DescribeMetricData', 40, [[8, 1_000]]],
    ['cms', 'DescribeMetricTop', 10, [[2, 1_000]]],
    ['cms', 'PutResourceMetricRule', 40, [[40, 1_000]]],
    ['cms', 'DescribeMetricList', 0.1, [[1, 10_000]]],
    [
      'vpc',
      'DescribeVpnConnections',
      40,
      [
        [480, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'DescribeVpnConnections',
      10,
      [
        [120, 60_000],
        [5, 1_000],
      ],
    ],
    [
      'vpc',
      'DescribeSomethingNew',
      40,
      [
        [480, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'DescribeFlowLogs',
      40,
      [
        [480, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'CreateFlowLog',
      40,
      [
        [480, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'GetVpnGatewayDiagnoseResult',
      40,
      [
        [96, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'ListTagResources',
      40,
      [
        [240, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'DownloadVpnConnectionConfig',
      40,
      [
        [24, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'DiagnoseVpnGateway',
      40,
      [
        [48, 60_000],
        [20, 1_000],
      ],
    ],
    [
      'vpc',
      'CreateSslVpnClientCert',
      40,
      [
        [48, 60_000],
        [20, 1_000],
      ],
    ],
  ])('%s %s at %d a second', (product, action, requestsPerSecond, rates) => {
    expect(ratesOf(product, action, requestsPerSecond).map(({ requests, perMs }) => [requests, perMs])).toEqual(rates);
  });
});

describe('turns', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const list = (requestsPerSecond: number) => ratesOf('cms', 'DescribeMetricList', requestsPerSecond);
  const take = (turns: Turns, requestsPerSecond: number, left: number[], signal?: AbortSignal): void => {
    turns.take(list(requestsPerSecond), { signal }).then(
      (departure) => {
        left.push(performance.now());
        departure.arrived();
      },
      () => undefined,
    );
  };

  test('limits per minute hold over every sliding minute, and bursts over every second', async () => {
    const turns = new Turns();
    const left: number[] = [];
    for (let request = 0; request < 1_000; request += 1)
      void turns.take(ratesOf('vpc', 'DescribeVpnGateways', 40)).then(() => left.push(performance.now()));
    await vi.runAllTimersAsync();
    const most = (ms: number): number => Math.max(...left.map((from) => left.filter((at) => at >= from && at < from + ms).length));
    expect(left).toHaveLength(1_000);
    expect(most(1_000)).toBe(20);
    expect(most(60_000)).toBe(480);
  });

  test('each holds its own limit against the requests of all, and nobody overtakes', async () => {
    const turns = new Turns();
    const began = performance.now();
    const [high, low]: [number[], number[]] = [[], []];
    for (let request = 0; request < 6; request += 1) take(turns, 8, high);
    take(turns, 2, low);
    for (let request = 0; request < 20; request += 1) take(turns, 8, high);
    await vi.advanceTimersByTimeAsync(0);
    expect([high.length, low.length]).toEqual([6, 0]);
    await vi.advanceTimersByTimeAsync(1_100);
    expect([high.length, low.length]).toEqual([13, 1]);
    await vi.runAllTimersAsync();
    expect(high).toHaveLength(26);
    expect(low[0]! - began).toBeLessThan(1_100);
  });

  test('who gives up at the head of the queue lets those behind it go on', async () => {
    const turns = new Turns();
    const left: number[] = [];
    for (let request = 0; request < 3; request += 1) take(turns, 8, left);
    const controller = new AbortController();
    take(turns, 2, [], controller.signal);
    for (let request = 0; request < 3; request += 1) take(turns, 8, left);
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toHaveLength(3);
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toHaveLength(6);
  });

  test('what is not answered may arrive later than what leaves a second after it', async () => {
    const turns = new Turns();
    const first = await turns.take(list(1));
    const second = turns.take(list(1));
    const isLeft = vi.fn();
    void second.then(isLeft);
    await vi.advanceTimersByTimeAsync(100);
    first.arrived();
    await vi.advanceTimersByTimeAsync(990);
    expect(isLeft).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20);
    expect(isLeft).toHaveBeenCalledOnce();
    const third = vi.fn();
    void turns.take(list(1)).then(third);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(third).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(third).toHaveBeenCalledOnce();
  });

  test('what may not have left counts until a second after its answer, or after it was given up', async () => {
    const turns = new Turns();
    const first = await turns.take(list(1), { leavesNow: false });
    const second = vi.fn();
    const pending = turns.take(list(1), { leavesNow: false });
    void pending.then(second);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(second).not.toHaveBeenCalled();
    first.arrived();
    await vi.advanceTimersByTimeAsync(990);
    expect(second).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20);
    expect(second).toHaveBeenCalledOnce();
    (await pending).abandoned();
    const third = vi.fn();
    void turns.take(list(1)).then(third);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(third).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(third).toHaveBeenCalledOnce();
  });

  test('limits are forgotten once nobody uses them and the service no longer counts their requests', async () => {
    const kept = new KeptWhileUsed();
    const request = { product: 'cms', action: 'DescribeMetricList' } as const;
    await kept.get('gone').turnsOf(request).take(list(40));
    const used = kept.get('used');
    await used.turnsOf(request).take(list(40));
    await collectGarbage();
    expect(kept.get('used')).toBe(used);
    expect(kept.size).toBe(2);
    vi.advanceTimersByTime(60_001);
    kept.get('other');
    await collectGarbage();
    expect(kept.get('used')).toBe(used);
    expect(kept.size).toBe(2);
  });
});

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What a WeakRef gave lives until the job is over.
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => realImmediate(resolve));
    collect();
  }
}
