import { replayTransport } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

const START = Date.UTC(2026, 0, 31, 10);
const MINUTE = 60_000;
const entry = (index: number) => ({ instanceId: 'vpn-0001', tunnelId: `tun-${String(index).padStart(4, '0')}` });
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => entry(from + index));
const minutes = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => START + (from + 1 + index) * MINUTE);

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly of?: readonly object[] | undefined;
  readonly token?: string;
  readonly action?: string;
}

const paramsOf = ({ from, to, of, token }: Asked) => ({
  Namespace: 'acs_vpn',
  MetricName: 'tun.state',
  Period: '60',
  StartTime: String(START + from * MINUTE),
  EndTime: String(START + to * MINUTE),
  Length: '1440',
  ...(of && { Dimensions: JSON.stringify(of) }),
  ...(token !== undefined && { NextToken: token }),
});

function line(asked: Asked, rows: readonly object[], next = '', at = 1): string {
  return JSON.stringify({
    v: 1,
    at,
    tookMs: 1,
    product: 'cms',
    action: asked.action ?? 'DescribeMetricList',
    params: paramsOf(asked),
    answer: { status: 200, body: { Code: '200', Datapoints: JSON.stringify(rows), NextToken: next } },
  });
}

const rowsOf = (of: readonly object[], times: readonly number[]) =>
  times.flatMap((timestamp) => of.map((one) => ({ timestamp, ...one, Value: 1 })));

async function ask(lines: readonly string[], asked: Asked): Promise<{ readonly tunnelId: string; readonly timestamp: number }[]> {
  const { body } = await replayTransport(lines).call(
    { product: 'cms', action: asked.action ?? 'DescribeMetricList', params: paramsOf(asked) },
    { signal: new AbortController().signal, timeoutMs: 1 },
  );
  return JSON.parse((body as { Datapoints: string }).Datapoints) as { tunnelId: string; timestamp: number }[];
}

const batches = [
  line({ from: 0, to: 60, of: entries(0, 50) }, rowsOf(entries(0, 50), minutes(0, 60))),
  line({ from: 0, to: 60, of: entries(50, 60) }, rowsOf(entries(50, 60), minutes(0, 60))),
];

test('a question of the whole account is answered from batches of more series than fit into one', async () => {
  const rows = await ask(batches, { from: 10, to: 15 });
  expect(new Set(rows.map(({ tunnelId }) => tunnelId)).size).toBe(60);
  expect(rows).toHaveLength(300);
  const ofOne = rows.filter(({ tunnelId }) => tunnelId === 'tun-0055').map(({ timestamp }) => timestamp);
  expect(ofOne).toEqual(minutes(10, 15));
});

test('it is not where one of the series lacks the window, nor from few series, of which nobody knows whether they are all', async () => {
  const short = line({ from: 0, to: 12, of: [entry(60)] }, rowsOf([entry(60)], minutes(0, 12)));
  expect(await ask([...batches, short], { from: 5, to: 10 })).toHaveLength(305);
  await expect(ask([...batches, short], { from: 10, to: 15 })).rejects.toMatchObject({ code: 'config', retryable: false });
  await expect(ask([line({ from: 0, to: 60, of: entries(0, 50) }, [])], { from: 10, to: 15 })).rejects.toMatchObject({ code: 'config' });
});

test('where the account was asked for another time, the batches count', async () => {
  const wide = line({ from: 60, to: 90 }, rowsOf(entries(0, 60), minutes(60, 90)));
  expect(await ask([...batches, wide], { from: 10, to: 15 })).toHaveLength(300);
  expect(await ask([...batches, wide], { from: 70, to: 72 })).toHaveLength(120);
  expect(await ask([...batches, wide], { from: 58, to: 62, of: [entry(7)] })).toHaveLength(4);
});

test('an answer from several ones is of the time at which it could first be given', async () => {
  const dated = (minute: number): string => {
    const made = JSON.parse(
      line({ from: minute - 5, to: minute, of: [entry(1)] }, rowsOf([entry(1)], minutes(minute - 5, minute)), '', minute),
    ) as { answer: object };
    return JSON.stringify({ ...made, answer: { ...made.answer, date: new Date(START + minute * MINUTE).toUTCString() } });
  };
  const { headers } = await replayTransport([5, 6, 7, 8, 9, 10].map(dated)).call(
    { product: 'cms', action: 'DescribeMetricList', params: paramsOf({ from: 2, to: 7, of: [entry(1)] }) },
    { signal: new AbortController().signal, timeoutMs: 1 },
  );
  expect(headers?.['date']).toBe(new Date(START + 7 * MINUTE).toUTCString());
  const cut = await replayTransport([5, 6, 7, 8, 9, 10].map(dated)).call(
    {
      product: 'cms',
      action: 'DescribeMetricList',
      params: { ...paramsOf({ from: 3, to: 7, of: [entry(1)] }), StartTime: String(START + 150_000) },
    },
    { signal: new AbortController().signal, timeoutMs: 1 },
  );
  expect(cut.headers?.['date']).toBe(new Date(START + 7 * MINUTE).toUTCString());
});

test('points that came late are in their place', async () => {
  const [of, times] = [[entry(1)], minutes(0, 8)];
  const polls = [
    line(
      { from: 0, to: 5, of },
      rowsOf(
        of,
        times.slice(0, 5).filter((_, index) => index !== 3),
      ),
      '',
      1,
    ),
    line({ from: 2, to: 8, of }, rowsOf(of, times.slice(2)), '', 2),
  ];
  for (const lines of [polls, [...polls].reverse()])
    expect((await ask(lines, { from: 0, to: 8, of })).map(({ timestamp }) => timestamp)).toEqual(times);
});

test('so are the newest points of the whole account', async () => {
  const newest = [entries(0, 50), entries(50, 60)].map((of) =>
    line({ from: 0, to: 60, of, action: 'DescribeMetricLast' }, rowsOf(of, [START + 60 * MINUTE])),
  );
  expect(await ask(newest, { from: 0, to: 60, action: 'DescribeMetricLast' })).toHaveLength(60);
});

test('points of a window come from the newest ones that were asked for, where none is left out between them', async () => {
  const of = [entry(1)];
  const last = (minute: number, newest = minute): string => {
    const { Namespace, MetricName, Period, Length, Dimensions } = paramsOf({ from: 0, to: 0, of });
    const body = { Code: '200', Datapoints: JSON.stringify(rowsOf(of, [START + newest * MINUTE])) };
    return JSON.stringify({
      v: 1,
      at: minute,
      tookMs: 1,
      product: 'cms',
      action: 'DescribeMetricLast',
      params: { Namespace, MetricName, Period, Length, Dimensions },
      answer: { status: 200, date: new Date(START + minute * MINUTE).toUTCString(), body },
    });
  };
  const lines = [last(1), last(2), last(3), last(4, 3), last(6)];
  const times = async (from: number, to: number): Promise<unknown> =>
    (await ask(lines, { from, to, of })).map(({ timestamp }) => (timestamp - START) / MINUTE);
  expect(await times(0, 3)).toEqual([1, 2, 3]);
  // At that time nothing newer was published.
  expect(await times(1, 4)).toEqual([2, 3]);
  await expect(times(1, 6)).rejects.toMatchObject({ code: 'config' });
});

test('pages of a chain are joined, whatever their order, and a chain without its end is no answer', async () => {
  const times = minutes(0, 60);
  const asked = { from: 0, to: 60, of: [entry(1)] };
  const pages = [
    line(asked, rowsOf([entry(1)], times.slice(0, 20)), 'token-0001'),
    line({ ...asked, token: 'token-0001' }, rowsOf([entry(1)], times.slice(20, 40)), 'token-0002'),
    line({ ...asked, token: 'token-0002' }, rowsOf([entry(1)], times.slice(40))),
  ] as const;
  for (const lines of [pages, [...pages].reverse()])
    expect((await ask(lines, { from: 5, to: 55, of: [entry(1)] })).map(({ timestamp }) => timestamp)).toEqual(times.slice(5, 55));
  await expect(ask(pages.slice(0, 2), { from: 5, to: 10, of: [entry(1)] })).rejects.toMatchObject({ code: 'config' });
  expect(await ask(pages.slice(0, 2), asked)).toHaveLength(20);
});

test('thousands of recorded windows are found again in little time', async () => {
  const of = [entry(1)];
  const lines = Array.from({ length: 3_000 }, (_, index) =>
    line({ from: index, to: index + 5, of }, rowsOf(of, minutes(index, index + 5))),
  );
  const began = performance.now();
  expect(await ask(lines, { from: 100, to: 2_900, of })).toHaveLength(2_800);
  expect(performance.now() - began).toBeLessThan(3_000);
});

const eventParams = (from: number, to: number, PageNumber = 1, PageSize = 100) => ({
  Product: 'vpn',
  StartTime: String(START + from * MINUTE),
  EndTime: String(START + to * MINUTE),
  PageNumber,
  PageSize,
});
const happened = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    Id: `event-${String(to - index).padStart(4, '0')}`,
    Name: 'ipsec_tunnel_nego_failed',
    Time: START + (to - index) * MINUTE,
  }));
const eventLine = (params: object, rows: readonly object[]): string =>
  JSON.stringify({
    v: 1,
    at: 1,
    tookMs: 1,
    product: 'cms',
    action: 'DescribeSystemEventAttribute',
    params,
    answer: { status: 200, body: { Code: '200', SystemEvents: { SystemEvent: rows } } },
  });

async function events(lines: readonly string[], from: number, to: number): Promise<number> {
  const { body } = await replayTransport(lines).call(
    { product: 'cms', action: 'DescribeSystemEventAttribute', params: eventParams(from, to) },
    { signal: new AbortController().signal, timeoutMs: 1 },
  );
  return (body as { SystemEvents: { SystemEvent: unknown[] } }).SystemEvents.SystemEvent.length;
}

test('pages of events are joined, whatever their order and size, and are no answer without the last one', async () => {
  const pages = [
    eventLine(eventParams(0, 250), happened(150, 250)),
    eventLine(eventParams(0, 250, 2), happened(50, 150)),
    eventLine(eventParams(0, 250, 3), happened(0, 50)),
  ] as const;
  for (const lines of [pages, [...pages].reverse()]) expect(await events(lines, 20, 230)).toBe(211);
  for (const missing of [0, 1, 2])
    await expect(
      events(
        pages.filter((_, index) => index !== missing),
        20,
        30,
      ),
    ).rejects.toMatchObject({ code: 'config' });
  const capped = [
    eventLine(eventParams(0, 50), happened(30, 50)),
    eventLine(eventParams(0, 50, 2, 20), happened(10, 30)),
    eventLine(eventParams(0, 50, 3, 20), happened(0, 10)),
  ] as const;
  for (const lines of [capped, [...capped].reverse()]) expect(await events(lines, 5, 45)).toBe(41);
  await expect(events(capped.slice(0, 2), 5, 45)).rejects.toMatchObject({ code: 'config' });
});

const logLine = (page: number, minutesOfLog: readonly number[]): string =>
  JSON.stringify({
    v: 1,
    at: 1,
    tookMs: 1,
    product: 'vpc',
    action: 'DescribeVpnConnectionLogs',
    params: {
      RegionId: 'cn-hangzhou',
      VpnConnectionId: 'vco-0001',
      From: START / 1_000,
      To: START / 1_000 + 3_600,
      PageNumber: page,
      PageSize: 50,
    },
    answer: {
      status: 200,
      body: {
        Data: { Logs: minutesOfLog.map((minute) => `2026-01-31 18:${String(minute % 60).padStart(2, '0')}:30 [DEBUG]: text-${minute}`) },
        IsCompleted: true,
        PageSize: 50,
      },
    },
  });

test('so are pages of a negotiation log', async () => {
  const pages = [
    logLine(
      1,
      Array.from({ length: 50 }, (_, minute) => minute),
    ),
    logLine(2, [50, 51, 52]),
  ] as const;
  const ask = async (lines: readonly string[]): Promise<number> => {
    const params = {
      RegionId: 'cn-hangzhou',
      VpnConnectionId: 'vco-0001',
      From: START / 1_000 + 2_400,
      To: START / 1_000 + 3_600,
      PageNumber: 1,
      PageSize: 50,
    };
    const { body } = await replayTransport(lines).call(
      { product: 'vpc', action: 'DescribeVpnConnectionLogs', params },
      { signal: new AbortController().signal, timeoutMs: 1 },
    );
    return (body as { Data: { Logs: unknown[] } }).Data.Logs.length;
  };
  for (const lines of [pages, [...pages].reverse()]) expect(await ask(lines)).toBe(13);
  await expect(ask(pages.slice(0, 1))).rejects.toMatchObject({ code: 'config' });
});
