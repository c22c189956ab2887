import { type Answer, type Differ, refusal } from './serve.ts';

/** How a service has a documented metric. */
export interface OwnMetric {
  readonly name: string;
  /** Its dimension keys by the documented ones. */
  readonly keys: Readonly<Record<string, string>>;
  /** Its statistics, where they are not those of the account. */
  readonly statistics?: readonly string[];
}

/** How a service has a documented metric; `undefined` where it does not. */
export type OwnMetrics = (documented: string) => OwnMetric | undefined;

type Row = Readonly<Record<string, unknown>>;

const QUERIES = ['DescribeMetricList', 'DescribeMetricLast', 'DescribeMetricTop'];

/** Answers metric queries by the service's own names, keys and statistics, and refuses others. */
export function ownMetrics(documented: readonly string[], own: OwnMetrics): Differ {
  return ({ action, params }, next) => {
    if (action === 'DescribeMetricMetaList') return ownMetadata(next(), own);
    if (!QUERIES.includes(action)) return next();
    const name = documented.find((one) => own(one)?.name === params['MetricName']);
    const metric = name === undefined ? undefined : own(name);
    if (name === undefined || metric === undefined)
      return refusal(404, 'ResourceNotFound', `The specified resource is not found: metric ${params['MetricName'] ?? ''}.`);
    const entries = documentedEntries(params['Dimensions'], metric.keys);
    if (entries === undefined)
      return refusal(400, 'ParameterInvalid', `The parameter Dimensions is invalid: ${metric.name} has other dimensions.`);
    const { status, body } = next({ ...params, MetricName: name, ...(entries.length > 0 && { Dimensions: JSON.stringify(entries) }) });
    if (typeof body['Datapoints'] !== 'string') return { status, body };
    const rows = JSON.parse(body['Datapoints']) as Row[];
    return { status, body: { ...body, Datapoints: JSON.stringify(rows.map((row) => ownRow(row, metric))) } };
  };
}

/** The list of metrics as the service has them. */
function ownMetadata({ status, body }: Answer, own: OwnMetrics): Answer {
  const { Resource } = body['Resources'] as { readonly Resource: readonly Readonly<Record<string, string>>[] };
  const rows = Resource.flatMap((row) => {
    const metric = own(row['MetricName']!);
    if (metric === undefined) return [];
    const Dimensions = row['Dimensions']!.split(',')
      .map((key) => metric.keys[key])
      .filter((key) => key !== undefined)
      .join();
    return [{ ...row, MetricName: metric.name, Dimensions, Statistics: metric.statistics?.join() ?? row['Statistics'] }];
  });
  return {
    status,
    body: { ...body, Resources: { Resource: rows }, TotalCount: Number(body['TotalCount']) - Resource.length + rows.length },
  };
}

/** The entries of a filter by the documented keys; `undefined` where they have others. */
function documentedEntries(text: string | undefined, keys: OwnMetric['keys']): readonly Row[] | undefined {
  const given = text === undefined || text === '' ? [] : ([JSON.parse(text)].flat() as readonly Row[]);
  const documented = new Map(Object.entries(keys).map(([key, own]) => [own, key]));
  if (given.some((entry) => Object.keys(entry).some((key) => !documented.has(key)))) return undefined;
  return given.map((entry) => Object.fromEntries(Object.entries(entry).map(([key, value]) => [documented.get(key), value])) as Row);
}

function ownRow(row: Row, { keys, statistics }: OwnMetric): Row {
  const known = ['userId', 'instanceId', 'ipsecId', 'tunnelId'];
  const values = Object.entries(row).filter(([key]) => statistics === undefined || key === 'timestamp' || known.includes(key));
  const renamed = values.flatMap(([key, value]) =>
    !known.includes(key) ? [[key, value] as const] : keys[key] === undefined ? [] : [[keys[key], value] as const],
  );
  const figure = Number(row['Average'] ?? row['Value']);
  return { ...Object.fromEntries(renamed), ...Object.fromEntries((statistics ?? []).map((name, index) => [name, figure * (index + 1)])) };
}
