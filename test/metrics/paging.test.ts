import { type ApiRequest, type MetricPoint, VpnMonitor } from 'alicloud-vpn-monitor';
import { describe, expect, test } from 'vitest';
import { metadataAnswer, metricAnswer } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const row = (minute: number, tunnelId = 'tun-1'): object => ({
  timestamp: NOW - (60 - minute) * MINUTE,
  instanceId: 'vpn-1',
  tunnelId,
  Average: minute,
});

/** A monitor whose metric answers are those of `answer`, with how many were asked for. */
function monitorOf(answer: (request: ApiRequest, count: number) => object) {
  const state = { calls: 0 };
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    clock: { now: () => NOW },
    maxRetries: 0,
    requestsPerSecond: 100_000,
    transport: {
      call: (request) =>
        Promise.resolve({
          status: 200,
          body:
            request.action === 'DescribeMetricMetaList'
              ? metadataAnswer(['tun.rx_bps', 'userId,instanceId,tunnelId', 'Average'])
              : answer(request, ++state.calls),
        }),
    },
  });
  const query = monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric('inboundRate');
  return { monitor, state, query };
}
const collect = async (points: AsyncIterable<MetricPoint>, most = Infinity): Promise<number[]> => {
  const values: number[] = [];
  for await (const { value } of points) if (values.push(value) >= most) break;
  return values;
};
const pages =
  (...all: readonly (readonly object[])[]) =>
  ({ params }: ApiRequest): object => {
    const at = Number(params['NextToken'] ?? 0);
    return metricAnswer(all[at] ?? [], at + 1 < all.length ? { NextToken: String(at + 1) } : {});
  };

describe('order', () => {
  test('a later page that is older comes in its place', async () => {
    const { query } = monitorOf(pages([row(50), row(51)], [row(10), row(11)], [row(30)]));
    expect(await collect(query)).toEqual([10, 11, 30, 50, 51]);
    const sizes: number[] = [];
    for await (const { points } of query.pages()) sizes.push(points.length);
    expect(sizes).toEqual([2, 2, 1]);
    const followed = await collect(query.last('1h').follow({ pollMs: 1, lagMs: 0 }), 5);
    expect(followed).toEqual([10, 11, 30, 50, 51]);
  });

  test('what came before a failure comes in order, too', async () => {
    const { query } = monitorOf((request) => {
      if (request.params['NextToken'] === '2') throw Object.assign(new Error('no'), { statusCode: 403, code: 'NoPermission' });
      return pages([row(50)], [row(10)], [row(20)])(request);
    });
    const values: number[] = [];
    await expect(
      (async () => {
        for await (const { value } of query) values.push(value);
      })(),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(values).toEqual([10, 50]);
  });

  test('a slice that brings what is older than it begins yields nothing out of order', async () => {
    const { query } = monitorOf(({ params }) =>
      metricAnswer([
        row(10),
        { ...row(0), timestamp: Number(params['EndTime']) - MINUTE },
        { ...row(0), timestamp: Number(params['StartTime']) - MINUTE },
      ]),
    );
    let newest = -Infinity;
    for await (const { timestamp } of query.last('3d')) {
      expect(timestamp).toBeGreaterThan(newest);
      newest = timestamp;
    }
  });
});

describe('pages without end', () => {
  test.each([
    ['known rows', (count: number) => [row(1 + (count % 3))]],
    ['the same page', () => [row(1), row(2)]],
    ['no rows', () => []],
    ['rows of another tunnel', () => [row(1, 'tun-9')]],
  ])('new tokens with %s end with protocol', async (_, rows) => {
    for (const ask of ['range', 'latest', 'follow'] as const) {
      const { query, state } = monitorOf((_request, count) => metricAnswer(rows(count), { NextToken: `t${String(count)}` }));
      const asked = ask === 'latest' ? query.latest() : collect(ask === 'range' ? query : failing(query.follow({ pollMs: 3_600_000 })));
      if (ask !== 'follow') await expect(asked).rejects.toMatchObject({ code: 'protocol' });
      else await expect(asked).resolves.toBeDefined();
      expect(state.calls).toBeLessThan(100);
    }
  });

  test('a chain of many small pages is read to its end', async () => {
    const { query } = monitorOf(pages(...Array.from({ length: 59 }, (_, minute) => [row(minute + 1)])));
    expect(await collect(query)).toHaveLength(59);
  });
});

/** What a stream has brought until it waits for its next poll. */
async function* failing(stream: AsyncGenerator<MetricPoint>): AsyncGenerator<MetricPoint> {
  setTimeout(() => void stream.return(undefined), 200);
  yield* stream;
}

describe('export', () => {
  const result = (minute: number): object => ({
    Timestamp: NOW - (60 - minute) * MINUTE,
    Dimensions: [
      { Label: 'instanceId', Value: 'vpn-1' },
      { Label: 'tunnelId', Value: 'tun-1' },
    ],
    Measurements: { Average: minute },
  });
  const exporting = (cursor: object, batch: (count: number) => object) =>
    monitorOf(({ action }, count) => ({ Code: 200, Success: true, ...(action === 'Cursor' ? cursor : batch(count)) }));

  test.each([
    ['an answer without a first cursor', {}, () => ({ HasNext: false, DataResults: [] }), 'Cursor'],
    ['HasNext without a cursor', { Cursor: 'C' }, () => ({ HasNext: true, DataResults: [result(1)] }), 'BatchExport'],
    [
      'HasNext as text without a cursor',
      { Cursor: 'C' },
      () => ({ HasNext: 'True', Cursor: null, DataResults: [result(1)] }),
      'BatchExport',
    ],
    ['an answer without results', { Cursor: 'C' }, () => ({ HasNext: false, Cursor: null }), 'BatchExport'],
    [
      'known results under new cursors',
      { Cursor: 'C' },
      (count: number) => ({ HasNext: true, Cursor: `C${String(count)}`, DataResults: [result(1)] }),
      'BatchExport',
    ],
    [
      'no results under new cursors',
      { Cursor: 'C' },
      (count: number) => ({ HasNext: true, Cursor: `C${String(count)}`, DataResults: [] }),
      'BatchExport',
    ],
  ])('%s is refused', async (_, cursor, batch, action) => {
    const { query, state } = exporting(cursor, batch);
    await expect(collect(query.export())).rejects.toMatchObject({ code: 'protocol', action });
    expect(state.calls).toBeLessThan(100);
  });

  test.each([
    ['HasNext is false', { HasNext: false, Cursor: 'more' }],
    ['HasNext is the text of it', { HasNext: 'False', Cursor: 'more' }],
    ['there is neither HasNext nor a cursor', { Cursor: null }],
  ])('it ends where %s', async (_, end) => {
    const { query } = exporting({ Cursor: 'C' }, () => ({ ...end, DataResults: [result(1)] }));
    expect(await collect(query.export())).toEqual([1]);
  });
});
