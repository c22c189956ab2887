import { EVENTS } from '../../catalog/index.ts';
import { isRecord } from '../../internal/records.ts';
import { wireRow } from '../metadata.ts';
import type { Operation } from '../service/context.ts';
import { badParameter } from '../service/fault.ts';
import { integer } from '../service/params.ts';

// The service lists every product unless a namespace is named, so a reader must filter.
const OTHER_PRODUCTS = [
  {
    MetricName: 'CPUUtilization',
    Namespace: 'acs_ecs_dashboard',
    Dimensions: 'userId,instanceId',
    Statistics: 'Average,Minimum,Maximum',
    Periods: '60,300',
    Unit: '%',
    Labels: '[{"name":"productCategory","value":"ecs"}]',
  },
];

/** The metrics of the account's region, a page at a time. */
export const describeMetricMetaList: Operation = (params, service, requestId) => {
  const page = integer(params, 'PageNumber', 1, 1, 100_000_000);
  const size = integer(params, 'PageSize', 30, 1, 10_000);
  const labels = parseLabels(params['Labels']);
  const rows = [...OTHER_PRODUCTS, ...service.metadata]
    .map(wireRow)
    .filter((row) => !params['Namespace'] || row['Namespace'] === params['Namespace'])
    .filter((row) => !params['MetricName'] || row['MetricName'] === params['MetricName'])
    .filter((row) => labels.every((label) => row['Labels']?.includes(label)));
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    Success: true,
    TotalCount: String(rows.length),
    Resources: { Resource: rows.slice((page - 1) * size, page * size) },
  });
};

function parseLabels(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return [];
  let labels: unknown;
  try {
    labels = JSON.parse(text);
  } catch {
    labels = undefined;
  }
  if (!Array.isArray(labels)) throw badParameter('The parameter Labels is invalid: it is not a JSON list.');
  return labels.filter(isRecord).map((label) => JSON.stringify({ name: label['name'], value: label['value'] }));
}

/** The system events that every product defines. No paging. */
export const describeSystemEventMetaList: Operation = (_params, service, requestId) => {
  const product = service.options.events?.product ?? 'vpngw';
  const rows = EVENTS.map((event) => ({
    Product: product,
    Name: event.name,
    NameDesc: event.description,
    'NameDesc.En': event.description,
    EventType: event.type,
    Level: event.level,
    Status: event.outcome === 'expired' ? 'Expire' : event.outcome === 'failed' ? '0' : '1',
    StatusDesc: event.outcome,
  }));
  const other = {
    Product: 'ECS',
    Name: 'Instance:StateChange',
    NameDesc: 'Instance state changed',
    'NameDesc.En': 'Instance state changed',
    EventType: 'StatusNotification',
    Level: 'INFO',
    Status: 'Normal',
    StatusDesc: 'Normal',
  };
  return JSON.stringify({ RequestId: requestId, Code: 200, Success: true, Message: 'success', Data: { Resource: [other, ...rows] } });
};
