// A Cloud Monitor and a VPC service of its own: it shares nothing with the package, nor with its simulator. Answers the truth it was given by `POST /truth`.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers';
import { URL } from 'node:url';
import { chance, publishedPoint } from './published.mjs';

let truth;
let counts = {};
let kept = new Map();

const lists = {
  DescribeMetricMetaList: () => ({
    Resources: { Resource: truth.metadata },
    TotalCount: String(truth.metadata.length),
    PageNumber: 1,
    PageSize: 100,
  }),
  DescribeMetricList: metricList,
  DescribeSystemEventMetaList: () => ({
    Data: {
      Resource: [...new Set(truth.events.map(({ Name }) => Name)), 'ipsec_tunnel_nego_failed', 'ipsec_tunnel_nego_success'].map((Name) => ({
        Product: 'vpngw',
        Name,
        Level: 'WARN',
        EventType: 'StatusNotification',
      })),
    },
  }),
  DescribeSystemEventAttribute: systemEvents,
  DescribeVpnConnections: (query) => paged(query, truth.connections, (VpnConnection) => ({ VpnConnections: { VpnConnection } })),
  DescribeVpnAttachments: (query) => paged(query, truth.attachments, (VpnAttachments) => ({ VpnAttachments })),
  DescribeVpnGateways: (query) => paged(query, truth.gateways, (VpnGateway) => ({ VpnGateways: { VpnGateway } })),
};

function paged(query, all, body) {
  const wanted = all.filter((row) =>
    ['VpnConnectionId', 'VpnGatewayId'].every((key) => !query.get(key) || row[key] === undefined || row[key] === query.get(key)),
  );
  const [page, size] = [Number(query.get('PageNumber') ?? 1), Number(query.get('PageSize') ?? 10)];
  return { ...body(wanted.slice((page - 1) * size, page * size)), TotalCount: wanted.length, PageNumber: page, PageSize: size };
}

function metricList(query) {
  const { odd } = truth;
  const [start, end, periodMs, length] = [
    Number(query.get('StartTime')),
    Number(query.get('EndTime')),
    Number(query.get('Period')) * 1000,
    Number(query.get('Length') ?? 1000),
  ];
  const filter = query.get('Dimensions') ? [JSON.parse(query.get('Dimensions'))].flat() : [{}];
  const series = truth.series.filter(
    (one) =>
      one.metric === query.get('MetricName') &&
      filter.some((entry) => Object.entries(entry).every(([key, value]) => key === 'userId' || one.dimensions[key] === value)),
  );
  const key = ['MetricName', 'StartTime', 'EndTime', 'Period', 'Dimensions'].map((name) => query.get(name)).join(' ');
  let rows = kept.get(key);
  if (!rows) kept.set(key, (rows = rowsOf(series, { start, end, periodMs })));
  const from = Number(/\d+/.exec(query.get('NextToken') ?? '')?.[0] ?? 0);
  const most = Math.min(length, odd.mostRows ?? length);
  const Datapoints = rows.slice(from, from + most);
  const next =
    from + most < rows.length
      ? `token-${from + most}`
      : odd.lastToken === 'same' && query.get('NextToken')
        ? query.get('NextToken')
        : odd.lastToken === 'blank'
          ? ' '
          : undefined;
  return {
    Datapoints:
      odd.datapoints === 'list' ? Datapoints : Datapoints.length === 0 && odd.datapoints === 'blank' ? '' : JSON.stringify(Datapoints),
    Period: query.get('Period'),
    ...(next !== undefined && { NextToken: next }),
  };
}

function rowsOf(series, { start, end, periodMs }) {
  const { odd } = truth;
  const rows = [];
  const isIn = (at) => (odd.countsStart ? at >= start && at < end : at > start && at <= end);
  for (let at = Math.floor(start / periodMs) * periodMs; at <= end + 2 * periodMs; at += periodMs) {
    for (const one of series) {
      const point = publishedPoint(one, at, periodMs, odd);
      if (odd.junk && isIn(at) && chance('junk', one.id, at) < 0.3)
        rows.push(
          {
            ...row(one, { timestamp: at - periodMs / 2, value: 1 }, odd),
            [odd.statistic ?? 'Average']: [1e308, -1, 'NaN', null, '', 2, {}, [], 'up', -1e-9][Math.floor(chance('which', at) * 10)],
          },
          ...[null, 'row', 7, {}, { timestamp: 'soon', Average: 1 }].slice(0, Math.floor(chance('how many', at) * 6)),
        );
      if (point && isIn(point.timestamp))
        rows.push(row(one, point, odd), ...(chance('twice', one.id, at) < (odd.doubled ?? 0) ? [row(one, point, odd)] : []));
    }
  }
  const order = new Map(rows.map((one) => [one, chance(JSON.stringify(one))]));
  return odd.unordered ? rows.sort((a, b) => order.get(a) - order.get(b)) : rows;
}

function row({ dimensions }, point, odd) {
  const timestamp = odd.fraction ? point.timestamp + odd.fraction : point.timestamp;
  const value = point.value === 0 && odd.junk ? -0 : point.value;
  const isText = odd.text === true;
  const statistic = odd.statistic ?? 'Average';
  return {
    ...dimensions,
    userId: isText ? '1234567890123456' : 1234567890123456,
    timestamp: isText ? String(timestamp) : timestamp,
    [statistic]: isText ? (Object.is(value, -0) ? '-0' : value.toFixed(6)) : value,
  };
}

function systemEvents(query) {
  const { odd } = truth;
  const [start, end] = [Number(query.get('StartTime')), Number(query.get('EndTime'))];
  const [page, asked] = [Number(query.get('PageNumber') ?? 1), Number(query.get('PageSize') ?? 10)];
  const size = Math.min(asked, odd.eventPage ?? asked);
  const rows = truth.events
    .filter(({ Time }) => Number(Time) >= start && Number(Time) <= end)
    .flatMap((one) => (chance('twice', one.Id) < (odd.doubled ?? 0) ? [one, one] : [one]));
  rows.sort(odd.unordered ? (a, b) => chance(a.Id) - chance(b.Id) : (a, b) => b.Time - a.Time);
  return { SystemEvents: { SystemEvent: rows.slice((page - 1) * size, page * size) } };
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://service');
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (pathname === '/truth') {
      truth = JSON.parse(Buffer.concat(chunks).toString());
      kept = new Map();
      counts = {};
      return response.end('{}');
    }
    if (pathname === '/counts') return response.end(JSON.stringify(counts));
    if (truth.date !== false) response.setHeader('date', new Date(truth.now).toUTCString());
    const action = request.headers['x-acs-action'] ?? searchParams.get('Action');
    counts[action] = (counts[action] ?? 0) + 1;
    const failure = truth.failures?.find((one) => one.action === action && counts[action] > one.after);
    if (failure?.hang) return undefined;
    const answer = (status, body) => {
      response.statusCode = status;
      response.end(JSON.stringify({ RequestId: `request-${counts[action]}`, Code: String(status), Success: status === 200, ...body }));
    };
    if (failure) return answer(failure.status, { Code: failure.code, Message: 'refused by the test' });
    const list = lists[action];
    if (!list) return answer(404, { Code: 'InvalidAction.NotFound', Message: action });
    return truth.slowMs ? setTimeout(() => answer(200, list(searchParams)), truth.slowMs) : answer(200, list(searchParams));
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
