import type { PreflightFeature } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { callsOf, fullAccount, monitorOf, operation } from './account.ts';
import { pagesOf, type Rewrite, rewriting } from './rewriting.ts';

const rows = (count: number): readonly { readonly id: number }[] => Array.from({ length: count }, (_, id) => ({ id }));
const byToken =
  (count: number, most: number): Rewrite =>
  (body, params) => {
    const from = Number(params['NextToken'] ?? 0);
    const size = Math.min(Number(params['MaxResults']), most);
    const { NextToken: _, ...others } = body;
    return {
      ...others,
      TransitRouterAttachments: rows(count).slice(from, from + size),
      ...(from + size < count && { NextToken: String(from + size) }),
    };
  };

/** How each list is given whose answers do not count it, and the feature that asks for it. */
const LISTS: readonly [action: string, feature: PreflightFeature, asked: number, list: (count: number, most: number) => Rewrite][] = [
  ['DescribeAlertLogList', 'alerts', 100, (count, most) => pagesOf(rows(count), most, (page) => ({ AlertLogList: page.rows }))],
  [
    'DescribeVpnConnectionLogs',
    'diagnosis',
    50,
    (count, most) =>
      pagesOf(
        rows(count).map(({ id }) => `line ${id}`),
        most,
        (page) => ({ Data: { Logs: page.rows }, Count: page.rows.length, PageSize: undefined }),
      ),
  ],
  [
    'DescribeSystemEventAttribute',
    'events',
    100,
    (count, most) => pagesOf(rows(count), most, (page) => ({ SystemEvents: { SystemEvent: page.rows } })),
  ],
  [
    'DescribeVpnRouteEntries',
    'routes',
    50,
    (count, most) => pagesOf(rows(count), most, (page) => ({ VpnRouteEntries: { VpnRouteEntry: page.rows }, TotalCount: undefined })),
  ],
  // A count that cannot be right counts nothing.
  [
    'DescribeVcoRouteEntries',
    'routes',
    50,
    (count, most) => pagesOf(rows(count), most, (page) => ({ VcoRouteEntries: page.rows, TotalCount: 0 })),
  ],
  ['ListTransitRouterVpnAttachments', 'flow-logs', 50, byToken],
];

const capOf = async (action: string, feature: PreflightFeature, rewrite: Rewrite): Promise<readonly unknown[]> => {
  const cloud = fullAccount({ credentials: 'any' });
  const report = await monitorOf(cloud, rewriting(cloud, { [action]: rewrite })).preflight({ features: [feature] });
  const codes = report.findings.filter(({ code }) => code === 'page-capped');
  expect(codes).toHaveLength(operation(report, action).pageSize ? 1 : 0);
  return [operation(report, action).pageSize, callsOf(cloud)[action]];
};

test.each(LISTS)('%s, whose answers do not count it: pages that are cut are seen', async (action, feature, asked, list) => {
  for (const most of [10, 20, 25]) expect(await capOf(action, feature, list(120, most)), String(most)).toEqual([{ asked, given: most }, 2]);
});

test.each(LISTS)(
  '%s, whose answers do not count it: a list that is short is asked for once, and is no cut page',
  async (action, feature, _, list) => {
    for (const count of [0, 1, 9, 13, 49])
      expect(await capOf(action, feature, list(count, Infinity)), String(count)).toEqual([undefined, 1]);
    expect((await capOf(action, feature, list(20, Infinity)))[0]).toBeUndefined();
  },
);

test('a row that comes again on the next page, since a newer one has come meanwhile, is no cut page', async () => {
  const pushed: Rewrite = (body, { PageNumber }) => ({
    ...body,
    SystemEvents: { SystemEvent: PageNumber === 1 ? rows(10) : rows(10).slice(9) },
  });
  expect(await capOf('DescribeSystemEventAttribute', 'events', pushed)).toEqual([undefined, 2]);
});

test('nothing is diagnosed twice, whatever the service counts', async () => {
  expect(await capOf('DiagnoseVpnConnections', 'diagnosis', (body) => ({ ...body, TotalCount: 7 }))).toEqual([undefined, 1]);
});
