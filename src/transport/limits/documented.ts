import type { Product } from '../endpoints.ts';

/** So many requests of one operation are taken in one span of time. */
export interface Limit {
  readonly requests: number;
  readonly perMs: number;
}

const perSecond = (requests: number): Limit => ({ requests, perMs: 1_000 });
const perMinute = (requests: number): Limit => ({ requests, perMs: 60_000 });

type Row = readonly [action: RegExp, limit: Limit];

// The limits on the operations' help pages of Alibaba Cloud (2025 and 2026). Each counts by account, region and operation, RAM users
// included. The first row that fits holds. "Assumed": the page names no limit that can be read.
const ROWS = /* @__PURE__ */ ((): Readonly<Record<Product, readonly Row[]>> => ({
  cms: [
    [/^DescribeMetric(Data|Top)$/, perSecond(10)],
    [/^DescribeMetric(List|Last)$/, perSecond(50)],
    // Assumed.
    [/^/, perSecond(50)],
  ],
  vpc: [
    [/^GetVpnGatewayDiagnoseResult$/, perMinute(120)],
    [/^ListTagResources$/, perMinute(300)],
    [/^DownloadVpnConnectionConfig$/, perMinute(30)],
    // Documented of DescribeVpnConnection(s), DescribeVpnGateway, DescribeVpnAttachments, DescribeVpnConnectionLogs, DescribeVcoRouteEntries,
    // DescribeVpnPbrRouteEntries and DescribeCustomerGateways; assumed of DescribeVpnGateways and the others.
    [/^Describe/, perMinute(600)],
    [/FlowLog/i, perMinute(600)],
    // Assumed, also of Diagnose*.
    [/^/, perMinute(60)],
  ],
  // Assumed.
  cbn: [[/^/, perMinute(60)]],
}))();

/** What the service takes of an operation, from everybody under the account together. */
export function documentedLimit(product: Product, action: string): Limit {
  const [, limit] = ROWS[product].find(([pattern]) => pattern.test(action)) ?? [undefined, perMinute(60)];
  return limit;
}
