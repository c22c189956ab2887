import { type ApiRequest, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

const NOW = Date.UTC(2026, 0, 31, 12);
const ACTION = 'DescribeSystemEventAttribute';
const row = (index: number, more: object = {}): object => ({
  Id: `e${String(index)}`,
  Name: 'ipsec_tunnel_nego_failed',
  Product: 'vpngw',
  Level: 'WARN',
  ResourceId: 'tun-1',
  Time: NOW - 1000 - index,
  Content: '{}',
  ...more,
});

/** A monitor whose events are those of `page`, and what it sent for them. */
function monitorOf(page: (params: ApiRequest['params']) => object) {
  const sent: ApiRequest['params'][] = [];
  const warnings: unknown[] = [];
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    clock: { now: () => NOW },
    maxRetries: 0,
    requestsPerSecond: 10_000,
    logger: { warn: (message, fields) => warnings.push({ message, fields }) },
    transport: {
      call: ({ action, params }) => {
        if (action !== ACTION)
          return Promise.resolve({
            status: 200,
            body: {
              Code: 200,
              Success: true,
              Data: {
                Resource: [
                  { Product: 'vpngw', Name: 'ipsec_tunnel_nego_failed' },
                  { Product: 'vpngw', Name: 'CertKeyExpired' },
                ],
              },
            },
          });
        sent.push(params);
        return Promise.resolve({ status: 200, body: { Code: '200', Success: 'true', ...page(params) } });
      },
    },
  });
  const read = async (): Promise<string[]> => (await monitor.events().toArray({ limit: 100_000 })).map(({ id }) => id);
  return { monitor, sent, warnings, read };
}

/** Pages that hold `cap` rows at most; `offset` says by which size the service counts them. */
function capped(rows: readonly object[], cap: number, offset: 'asked' | 'given', total: boolean) {
  return ({ PageNumber, PageSize }: ApiRequest['params']) => {
    const [page, size] = [Number(PageNumber), Number(PageSize)];
    const given = Math.min(cap, size);
    const first = (page - 1) * (offset === 'asked' ? size : given);
    return { ...(total && { Total: String(rows.length) }), SystemEvents: { SystemEvent: rows.slice(first, first + given) } };
  };
}
const newestFirst = (count: number): object[] => Array.from({ length: count }, (_, index) => row(index));
const oldestFirst = (count: number): string[] => Array.from({ length: count }, (_, index) => `e${String(count - 1 - index)}`);

test.each([50, 20, 27, 99, 10, 100])(
  'a service that puts %i events on a page at most loses none, whichever way it counts pages',
  async (cap) => {
    for (const offset of ['asked', 'given'] as const) {
      for (const total of [false, true]) {
        for (const count of [0, 1, cap - 1, cap, cap + 1, 130]) {
          const { read } = monitorOf(capped(newestFirst(count), cap, offset, total));
          expect(await read()).toEqual(oldestFirst(count));
        }
      }
    }
  },
);

test('what a page holds is learned: later questions ask for as many', async () => {
  const { read, sent } = monitorOf(capped(newestFirst(130), 50, 'given', false));
  await read();
  sent.length = 0;
  expect(await read()).toEqual(oldestFirst(130));
  expect(sent.map(({ PageNumber, PageSize }) => [PageNumber, PageSize])).toEqual([
    [1, 50],
    [2, 50],
    [3, 50],
  ]);
});

test('where pages are not cut, a question is one call: a few looks at the next page at most', async () => {
  const { read, sent } = monitorOf(capped(newestFirst(27), 100, 'given', false));
  for (let times = 0; times < 20; times++) await read();
  expect(sent.length).toBeLessThanOrEqual(23);
  sent.length = 0;
  await read();
  expect(sent.map(({ PageNumber, PageSize }) => [PageNumber, PageSize])).toEqual([[1, 100]]);
});

test('a poll with a few events takes no look', async () => {
  const { read, sent } = monitorOf(capped(newestFirst(9), 100, 'given', false));
  await read();
  expect(sent).toHaveLength(1);
});

test('a total that says that this is all saves the look', async () => {
  const { read, sent } = monitorOf(capped(newestFirst(50), 100, 'given', true));
  await read();
  expect(sent).toHaveLength(1);
});

test.each(['the same rows', 'the same rows in another order', 'a few of the same rows'])(
  '%s on every page end with protocol',
  async (what) => {
    const rows = newestFirst(200);
    const { read, sent } = monitorOf(({ PageNumber }) => {
      const page = Number(PageNumber);
      const picked =
        what === 'the same rows'
          ? rows.slice(0, 100)
          : page <= 2
            ? rows.slice((page - 1) * 100, page * 100)
            : Array.from({ length: 100 }, (_, index) => rows[(index * 7 + page * 31) % 200]);
      return { SystemEvents: { SystemEvent: picked } };
    });
    await expect(read()).rejects.toMatchObject({ code: 'protocol', action: ACTION });
    expect(sent.length).toBeLessThan(10);
  },
);

/** Written as text: `JSON.stringify` cannot write it. */
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

test('rows that are nested too deeply or are none at all are left out and counted', async () => {
  const odd = [
    { ...row(1, { Id: undefined }), Content: nested(10_000) },
    row(2, { Extra: nested(10_000) }),
    nested(10_000),
    { Id: nested(10_000), Name: nested(10_000), Time: nested(10_000) },
    { Name: { toString: 1 }, Time: NOW },
    null,
    7,
    'text',
    [],
    [{ toString: 1 }],
    { Id: 'no-name' },
    row(3, { Time: '0x1F' }),
    { Name: 'CertKeyExpired', Large: 12n, Time: 'never' },
  ];
  const { read, warnings } = monitorOf(() => ({ SystemEvents: { SystemEvent: [row(0), ...odd] } }));
  expect(await read()).toEqual(['e0']);
  expect(warnings).toEqual([{ message: expect.stringContaining('left out') as string, fields: { count: odd.length } }]);
});

test('content that is nested deeply inside its text does no harm', async () => {
  const Content = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const { monitor } = monitorOf(() => ({
    SystemEvents: {
      SystemEvent: [
        row(0, { Content }),
        row(1, { Content: '['.repeat(10_000) }),
        row(2, { Id: undefined, Content: JSON.stringify({ text: Content }) }),
      ],
    },
  }));
  const events = await monitor.events().toArray({ limit: 9 });
  expect(events).toHaveLength(3);
  expect(() => JSON.stringify(events)).not.toThrow();
});

test('pages of nothing but rows that cannot be read end with protocol', async () => {
  const { read, sent } = monitorOf(() => ({ SystemEvents: { SystemEvent: Array.from({ length: 100 }, () => nested(10_000)) } }));
  await expect(read()).rejects.toMatchObject({ code: 'protocol' });
  expect(sent.length).toBeLessThan(10);
});
