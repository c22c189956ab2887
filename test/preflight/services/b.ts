// Run as a process of its own: a service that refuses a page of its metrics, once or (with the argument `for-good`) always, has keys, a metric and events of its own,
// takes no filter by tunnel, sends counts as text, and whose clock is 40 s behind this machine's.
import { METRICS } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { type OwnMetrics, ownMetrics } from './own-metrics.ts';
import { type Answer, type Differ, refusal, serve } from './serve.ts';

const isForGood = process.argv[2] === 'for-good';
const METADATA_PAGE = 25;
const EVENTS = { ipsec_phase1_nego_failed: 'IpsecPhase1NegoFailed', vpn_connection_hc_failed: 'vpn_connection_check_failed' };

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  metadata: 'documented',
  credentials: 'any',
  gateways: [{ id: 'vpn-1', clients: [{ user: 'a' }] }],
  connections: [
    { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', bgp: true },
    { id: 'vco-dual', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
    { id: 'vco-router-single', transitRouterId: 'tr-1', mode: 'single', bgp: true },
    { id: 'vco-router-dual', transitRouterId: 'tr-1', bgp: true, tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
  ],
});

const own: OwnMetrics = (name) => {
  if (name === 'tun.bgp_state') return undefined;
  const { attachedTo, dimensions } = METRICS.find((metric) => metric.name === name)!;
  return {
    name,
    keys: Object.fromEntries(
      dimensions.map((key) => [key, attachedTo === 'transit-router' && key === 'instanceId' ? 'vpnConnectionId' : key]),
    ),
  };
};
const metrics = ownMetrics(
  METRICS.map(({ name }) => name),
  own,
);

let refusals = 0;
const differ: Differ = (question, next) => {
  const { action, params } = question;
  if (action === 'DescribeMetricMetaList')
    return metadataPage(
      Number(params['PageNumber']),
      Number(params['PageSize']),
      metrics(question, () => next({ ...params, PageNumber: '1', PageSize: '100' })),
    );
  const isByTunnel = params['MetricName']?.startsWith('tun.') === true && params['Dimensions']?.includes('tunnelId') === true;
  return isByTunnel ? refusal(400, 'ParameterInvalid', 'The parameter Dimensions is invalid.') : metrics(question, next);
};

function metadataPage(page: number, asked: number, { status, body }: Answer): Answer {
  if (page === 2 && (isForGood || refusals++ === 0))
    return isForGood
      ? refusal(400, 'ParameterInvalid', 'The parameter PageNumber is invalid.')
      : refusal(503, 'ServiceUnavailable', 'Not now.');
  const { Resource } = body['Resources'] as { readonly Resource: readonly unknown[] };
  const size = Math.min(asked, METADATA_PAGE);
  return { status, body: { ...body, Resources: { Resource: Resource.slice((page - 1) * size, page * size) } } };
}

/** Counts as text, and the service's own names of events. */
function worded({ status, body }: Answer): Answer {
  const named = Object.entries(EVENTS).reduce(
    (text, [documented, name]) => text.replaceAll(`"${documented}"`, `"${name}"`),
    JSON.stringify(body),
  );
  const worded = JSON.parse(named, (key, value: unknown) =>
    key === 'TotalCount' && typeof value === 'number' ? String(value) : value,
  ) as Answer['body'];
  return { status, body: worded };
}

serve(
  cloud,
  (question, next) => worded(differ(question, next)),
  () => new Date(Date.now() - 40_000),
);
