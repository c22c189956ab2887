import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiRequest, LogOptions, VpnMonitor } from 'alicloud-vpn-monitor';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { account, all, answered, logText, MINUTE, NOW, on } from './asking.ts';

const ACTION = 'DescribeVpnConnectionLogs';
const END = NOW / 1_000;
type Params = ApiRequest['params'];

afterEach(() => {
  vi.useRealTimers();
});

/** A service that has these lines of the only path of `vco-single`, in seconds. */
function having(lines: readonly { readonly second: number; readonly text: string }[], more: (page: Params) => object = () => ({})) {
  const one = answered(account(), ACTION, (params) => {
    const [page, size] = [Number(params['PageNumber']), Number(params['PageSize'])];
    const found = lines.filter(({ second }) => second >= Number(params['From']) && second <= Number(params['To'])).map(({ text }) => text);
    const Logs = found.slice((page - 1) * size, page * size);
    return { RequestId: 'R', PageNumber: page, PageSize: size, Count: Logs.length, IsCompleted: true, Data: { Logs }, ...more(params) };
  });
  return { ...one, read: (options: LogOptions = {}) => all(one.monitor.connection('vco-single').logs(options)) };
}

describe('what is asked', () => {
  const ask = (more: object) => ({ RegionId: 'cn-hangzhou', From: END - 600, To: END, PageNumber: 1, PageSize: 50, ...more });
  const CASES: readonly (readonly [what: string, logsOf: (monitor: VpnMonitor) => AsyncIterable<unknown>, expected: readonly object[]])[] =
    [
      ['a single tunnel', (m) => m.gateway('vpn-1').connection('vco-single').logs(), [ask({ VpnConnectionId: 'vco-single' })]],
      [
        'both tunnels',
        (m) => m.gateway('vpn-1').connection('vco-dual').logs(),
        [ask({ VpnConnectionId: 'vco-dual', TunnelId: 'tun-1' }), ask({ VpnConnectionId: 'vco-dual', TunnelId: 'tun-2' })],
      ],
      [
        'one of them, by an option',
        (m) => m.connection('vco-dual').logs({ tunnelId: 'tun-2' }),
        [ask({ VpnConnectionId: 'vco-dual', TunnelId: 'tun-2' })],
      ],
      [
        'a tunnel',
        (m) => m.gateway('vpn-1').connection('vco-dual').tunnel('tun-2').logs(),
        [ask({ VpnConnectionId: 'vco-dual', TunnelId: 'tun-2' })],
      ],
      ['an attachment', (m) => m.attachment('vco-alone').logs({ last: '5m' }), [ask({ VpnConnectionId: 'vco-alone' })]],
      [
        'a tunnel of one',
        (m) => m.attachment('vco-router').tunnel('tun-3').logs({ last: 1_000 }),
        [ask({ VpnConnectionId: 'vco-router', TunnelId: 'tun-3' })],
      ],
      [
        'a tunnel by its number',
        (m) => m.connection('vco-router').tunnel(1).logs(),
        [ask({ VpnConnectionId: 'vco-router', TunnelId: 'tun-3' })],
      ],
      ['a tunnel that is looked up', (m) => m.tunnel('tun-1').logs(), [ask({ VpnConnectionId: 'vco-dual', TunnelId: 'tun-1' })]],
      [
        'a range of 25 minutes',
        (m) => m.connection('vco-single').logs({ from: NOW - 25 * MINUTE, to: new Date(NOW) }),
        [30, 20, 10].map((minutes) => ask({ VpnConnectionId: 'vco-single', From: END - minutes * 60, To: END - minutes * 60 + 600 })),
      ],
      [
        'a range to now',
        (m) => m.connection('vco-single').logs({ from: '2026-01-31T11:55:00Z' }),
        [ask({ VpnConnectionId: 'vco-single' })],
      ],
    ];

  test.each(CASES)('of %s', async (_what, logsOf, expected) => {
    const { monitor, asked } = on(account());
    const lines = logsOf(monitor);
    expect(asked(ACTION)).toEqual([]);
    await all(lines);
    expect(asked(ACTION)).toEqual(expected);
  });

  test.each([
    [{ last: '181d' }, RangeError, 'longer than the 180 days'],
    [{ from: NOW - 181 * 86_400_000 }, RangeError, 'too long ago'],
    [{ from: NOW + 3_600_000 }, RangeError, 'lies in the future'],
    [{ from: NOW, to: NOW - 1 }, RangeError, 'must not be after to'],
    [{ from: 'yesterday' }, TypeError, 'from "yesterday" is not a point in time'],
    [{ from: NOW - 1, last: '1h' }, TypeError, 'not both'],
    [{ to: NOW }, TypeError, 'say where the range begins'],
    [{ last: '10' }, TypeError, 'not a duration'],
    [{ last: null }, TypeError, 'last null is not a duration'],
    [{ last: '1h', from: null }, TypeError, 'not both'],
    [{ last: 0 }, RangeError, 'at least a millisecond'],
    [{ utcOffset: '8' }, RangeError, "utcOffset '8'"],
    [{ tunnelId: 'vco-1' }, TypeError, 'must begin with tun-'],
    [{ tunelId: 'tun-1' }, TypeError, 'did you mean tunnelId'],
    [{ signal: {} }, TypeError, 'AbortSignal'],
    ['10m', TypeError, 'logs() takes an object of options'],
  ] as const)('nothing, with %j', (options, kind, message) => {
    const { monitor, requests } = on(account());
    expect(() => monitor.connection('vco-dual').logs(options as never)).toThrow(kind);
    expect(() => monitor.connection('vco-dual').logs(options as never)).toThrow(message);
    expect(requests).toEqual([]);
  });

  test('a tunnel takes no tunnelId, and what does not exist is said', async () => {
    const { monitor, asked } = on(account());
    expect(() => monitor.tunnel('tun-1').logs({ tunnelId: 'tun-2' } as never)).toThrow("logs() has no option 'tunnelId'");
    await expect(all(monitor.connection('vco-dual').logs({ tunnelId: 'tun-9' }))).rejects.toMatchObject({ code: 'not-found' });
    await expect(all(monitor.gateway('vpn-2').connection('vco-dual').logs())).rejects.toMatchObject({ code: 'not-found' });
    expect(asked(ACTION)).toEqual([]);
  });
});

test('lines of both tunnels, joined by time, each with its tunnel', async () => {
  const cloud = account();
  cloud.tunnel('tun-2').down({ at: NOW - 3 * MINUTE, reason: 'NoResponse' });
  cloud
    .tunnel('tun-1')
    .down({ at: NOW - 2 * MINUTE, reason: 'PfsMismatch' })
    .up({ at: NOW - MINUTE });
  const lines = await all(on(cloud).monitor.connection('vco-dual').logs());
  const changes = lines.filter(({ level }) => level !== 'DEBUG');
  expect(changes.map(({ at, tunnelId, level, reasons }) => [at! - NOW, tunnelId, level, ...reasons])).toEqual([
    [-3 * MINUTE, 'tun-2', 'INFO', 'NoResponse'],
    [-2 * MINUTE, 'tun-1', 'PROTO_ERR', 'PfsMismatch'],
    [-MINUTE, 'tun-1', 'INFO'],
  ]);
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort((a, b) => a! - b!));
  expect(lines.length).toBe(9);
  expect(new Set(lines.map(({ connectionId }) => connectionId))).toEqual(new Set(['vco-dual']));
  expect(Object.isFrozen(lines[0])).toBe(true);
});

test('a single-tunnel connection has lines without a tunnel', async () => {
  const lines = await all(on(account()).monitor.connection('vco-single').logs({ last: '1h' }));
  expect(lines).toHaveLength(13);
  expect(lines.every((line) => !('tunnelId' in line))).toBe(true);
});

describe('pages', () => {
  const many = Array.from({ length: 120 }, (_, index) => ({
    second: END - 500 + Math.floor(index / 2),
    text: logText(NOW - 500_000 + Math.floor(index / 2) * 1_000, 'the same'),
  }));

  test('of fifty until a short one; what repeats within a page stays', async () => {
    const { read, asked } = having(many);
    expect((await read()).map(({ raw }) => raw)).toEqual(many.map(({ text }) => text));
    expect(asked(ACTION).map(({ PageNumber }) => PageNumber)).toEqual([1, 2, 3]);
  });

  test('of as many as the service gives', async () => {
    const { read, asked } = having(many.slice(0, 25), ({ PageNumber }) => ({
      PageSize: 10,
      Data: {
        Logs: many
          .slice(0, 25)
          .slice((Number(PageNumber) - 1) * 10, Number(PageNumber) * 10)
          .map(({ text }) => text),
      },
    }));
    expect(await read()).toHaveLength(25);
    expect(asked(ACTION)).toHaveLength(3);
  });

  test('of as many as the service gives, though it does not say how many', async () => {
    const { read, asked } = having(many, ({ PageNumber }) => ({
      PageSize: undefined,
      Data: { Logs: many.slice((Number(PageNumber) - 1) * 20, Number(PageNumber) * 20).map(({ text }) => text) },
    }));
    expect(await read()).toHaveLength(120);
    expect(asked(ACTION)).toHaveLength(7);
    const few = having(many.slice(0, 9), () => ({ PageSize: undefined }));
    expect(await few.read()).toHaveLength(9);
    expect(few.asked(ACTION)).toHaveLength(1);
  });

  test('with blank lines, which are no loss', async () => {
    const { read, log } = having([], () => ({ Data: { Logs: ['', logText(NOW - 60_000, 'x'), '  \r\n'] } }));
    expect(await read()).toHaveLength(1);
    expect(log.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('the same again and again are an error, fifty of one line are not', async () => {
    const stuck = having([], () => ({ Data: { Logs: Array.from({ length: 50 }, (_, index) => logText(NOW - 60_000, `x ${index}`)) } }));
    await expect(stuck.read()).rejects.toMatchObject({ code: 'protocol', action: ACTION });
    expect(stuck.asked(ACTION).length).toBeLessThan(6);
    const storm = Array.from({ length: 460 }, () => ({ second: END - 60, text: logText(NOW - 60_000, 'sending retransmit 1') }));
    expect(await having(storm).read()).toHaveLength(460);
  });

  test('that are empty, in every way that JSON has, and the sample of the documentation', async () => {
    const sample = JSON.parse(
      readFileSync(join(import.meta.dirname, '../fixtures/vpc/DescribeVpnConnectionLogs-assembled.json'), 'utf8'),
    ) as object;
    for (const answer of [
      { Data: '', Count: 0 },
      { Data: null, IsCompleted: 'true' },
      { Data: { Logs: '' } },
      { Data: { Logs: null } },
      { Data: {} },
      sample,
    ]) {
      expect(await having([], () => ({ Count: undefined, IsCompleted: true, ...answer })).read()).toEqual([]);
    }
    for (const answer of [
      { Data: undefined, Count: undefined, IsCompleted: undefined },
      { Data: '', Count: 3 },
    ]) {
      await expect(having([], () => answer).read()).rejects.toMatchObject({ code: 'protocol', action: ACTION });
    }
  });

  test('with one text for all lines, and numbers among them', async () => {
    const text = logText(NOW - 60_000, 'x');
    expect(await having([], () => ({ Data: { Logs: `${text}\n${text}\n` } })).read()).toHaveLength(2);
    expect((await having([], () => ({ Data: { Logs: [text, 5, null, {}] } })).read()).map(({ raw }) => raw)).toEqual([text, '5']);
  });
});

test.each([
  ['both ends', (second: number, from: number, to: number) => second >= from && second <= to],
  ['the beginning alone', (second: number, from: number, to: number) => second >= from && second < to],
  ['the end alone', (second: number, from: number, to: number) => second > from && second <= to],
] as const)(
  'each line of a range that has ended comes once, those of its first and last second too, where the service counts %s of a window in',
  async (_what, isIn) => {
    const lines = Array.from({ length: 1_300 }, (_, index) => ({
      second: END - 1_900 + index,
      text: logText((END - 1_900 + index) * 1_000, 'x'),
    }));
    const { read } = having([], (page) => {
      const found = lines.filter(({ second }) => isIn(second, Number(page['From']), Number(page['To'])));
      return {
        Data: { Logs: found.slice((Number(page['PageNumber']) - 1) * 50, Number(page['PageNumber']) * 50).map(({ text }) => text) },
      };
    });
    for (const length of [0, 1, 300, 597, 598, 599, 600, 601, 1_198, 1_199, 1_200]) {
      const [from, to] = [END - 1_850, END - 1_850 + length];
      const found = await read({ from: from * 1_000, to: to * 1_000 });
      expect(found.map(({ at }) => at! / 1_000)).toEqual(Array.from({ length: length + 1 }, (_, index) => from + index));
    }
  },
);

describe('lines that are not complete', () => {
  test('are asked for again after a pause, and come once', async () => {
    const cloud = account({ logs: { incompleteAnswers: 1 } });
    cloud.connection('vco-single').down({ at: NOW - 10_000 });
    const { monitor, asked, log } = on(cloud);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const reading = all(monitor.connection('vco-single').logs());
    await vi.advanceTimersByTimeAsync(1_100);
    expect((await reading).filter(({ level }) => level === 'PROTO_ERR')).toHaveLength(1);
    expect(asked(ACTION)).toHaveLength(2);
    expect(log.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('come all the same where they stay so, with a warning', async () => {
    const { monitor, asked, log } = on(account({ logs: { incompleteAnswers: 99 } }));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const reading = all(monitor.connection('vco-single').logs());
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await reading).length).toBeGreaterThan(0);
    expect(asked(ACTION)).toHaveLength(4);
    expect(log.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      expect.stringContaining('not complete yet'),
    ]);
  });

  test('and are old are asked for once more each, with one warning for all', async () => {
    const { read, asked, log } = having([], () => ({ IsCompleted: 'false' }));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const reading = read({ from: NOW - 4 * 3_600_000, to: NOW - 3.5 * 3_600_000 });
    await vi.advanceTimersByTimeAsync(4_100);
    expect(await reading).toEqual([]);
    expect(asked(ACTION)).toHaveLength(8);
    expect(log.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  test('are waited for no longer than the reader wants', async () => {
    const { monitor } = on(account({ logs: { incompleteAnswers: 99 } }));
    const stop = new AbortController();
    const reading = all(monitor.connection('vco-dual').logs({ signal: stop.signal }));
    setTimeout(() => {
      stop.abort(new Error('enough'));
    }, 30);
    const begun = performance.now();
    await expect(reading).rejects.toThrow('enough');
    const left = monitor.connection('vco-dual').logs();
    const waiting = left.next();
    setTimeout(() => void left.return(undefined), 30);
    expect(await waiting).toEqual({ done: true, value: undefined });
    const closing = all(monitor.connection('vco-dual').logs());
    setTimeout(() => void monitor.close(), 30);
    await expect(closing).rejects.toThrow('the monitor was closed');
    expect(performance.now() - begun).toBeLessThan(900);
    await expect(all(monitor.connection('vco-dual').logs())).rejects.toMatchObject({ code: 'config' });
  });
});

test('lines in another zone than the option says come all the same, with a warning that names the zone', async () => {
  const utc = (second: number) => ({
    second,
    text: `${new Date(second * 1_000).toISOString().slice(0, 19).replace('T', ' ')} vco-single [X]: y`,
  });
  const lines = [utc(END - 400), utc(END - 200), utc(END - 5)];
  const { read, log } = having(lines);
  expect((await read({ last: '5m' })).map(({ at }) => at)).toEqual([NOW - 200_000 - 8 * 3_600_000, NOW - 5_000 - 8 * 3_600_000]);
  expect(log.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
    expect.stringContaining("utcOffset '+00:00'"),
  ]);
  const right = having(lines);
  expect((await right.read({ utcOffset: '+00:00' })).map(({ at }) => at)).toEqual([NOW - 400_000, NOW - 200_000, NOW - 5_000]);
  expect(right.log.filter(({ level }) => level === 'warn')).toEqual([]);
});

test('a reader that leaves after the first line asks for no further window', async () => {
  const { monitor, asked } = on(account());
  for await (const line of monitor.connection('vco-single').logs({ last: '1d' })) {
    expect(line.connectionId).toBe('vco-single');
    break;
  }
  expect(asked(ACTION).length).toBeLessThan(3);
});

test('where one tunnel fails the other is not waited for, and what came before it stays read', async () => {
  const { monitor } = answered(account(), ACTION, (params) =>
    params['TunnelId'] === 'tun-1'
      ? Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 })
      : { Data: { Logs: [] }, IsCompleted: false },
  );
  const begun = performance.now();
  await expect(all(monitor.connection('vco-dual').logs())).rejects.toMatchObject({ code: 'forbidden' });
  expect(performance.now() - begun).toBeLessThan(900);
});

test('a clock that is an hour ahead is corrected before the range is taken', async () => {
  const cloud = account();
  cloud.connection('vco-single').down({ at: NOW - MINUTE });
  const { monitor } = on(cloud, { clock: { now: () => cloud.now() + 3_600_000 } });
  expect((await all(monitor.connection('vco-single').logs())).filter(({ level }) => level === 'PROTO_ERR')).toHaveLength(1);
});
