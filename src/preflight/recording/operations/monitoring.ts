import { isRecord } from '../../../internal/records.ts';
import { isWord } from '../anonymous/vocabulary.ts';
import { chosen, list, mayBeJson, object, rows } from '../fields/containers.ts';
import { eventContent } from '../fields/content.ts';
import { columns, datapoint, measurements } from '../fields/datapoint.ts';
import { dimensions, labelled } from '../fields/dimensions.ts';
import { type Field, textField } from '../fields/field.ts';
import { count, eventId, id, name, pattern, place, time, token, word, words } from '../fields/values.ts';
import { COUNTS, PAGES, type RecordedOperation } from './operation.ts';

const periods: Field = /* @__PURE__ */ pattern(/^\d{1,6}(?: ?, ?\d{1,6}){0,20}$/);

const unit: Field = /* @__PURE__ */ textField((said) => (said.trim() === '%' || said.split('/').every(isWord) ? said : undefined));

const metric: Field = /* @__PURE__ */ object({
  Namespace: word,
  MetricName: word,
  Dimensions: /* @__PURE__ */ columns('dimensions'),
  Statistics: /* @__PURE__ */ columns('statistics'),
  Periods: (value, recorded) => (typeof value === 'number' ? count(value, recorded) : periods(value, recorded)),
  Unit: unit,
});

const EVENT = {
  Id: eventId,
  Name: word,
  Product: word,
  Level: word,
  Status: word,
  RegionId: place,
  ResourceId: id,
  InstanceName: name,
  Time: time,
};

const event: Field = (row, recorded) => {
  if (!isRecord(row)) return undefined;
  const content = eventContent(row['Content'], row['Name'], recorded);
  return { ...chosen(row, EVENT, recorded), ...(content !== undefined && { Content: content }) };
};

const listedEvent: Field = /* @__PURE__ */ object({ Product: word, Name: word, Level: word, EventType: word });
const exported: Field = /* @__PURE__ */ object({ Dimensions: labelled, Measurements: measurements, Timestamp: time });

const listed: Field = /* @__PURE__ */ mayBeJson(/* @__PURE__ */ list(datapoint));

/** What is no list of rows is a failure, not an empty one: that it was none is recorded. */
const datapoints: Field = (value, recorded) => listed(value, recorded) ?? UNREADABLE;
const UNREADABLE = 'unreadable';

/** Metrics and system events. */
export function monitoringOperations(): Readonly<Record<string, RecordedOperation>> {
  const range = { StartTime: time, EndTime: time };
  const query = { Namespace: word, MetricName: word, Period: count, ...range, Dimensions: dimensions, Length: count, NextToken: token };
  const points = { Period: count, Datapoints: datapoints, NextToken: token };
  const target = { Namespace: word, Metric: word, Period: count };
  return {
    DescribeMetricList: { params: query, body: points },
    DescribeMetricLast: { params: query, body: points },
    DescribeMetricTop: { params: { ...query, Orderby: word, OrderDesc: word }, body: points },
    DescribeMetricMetaList: { params: { ...PAGES, Namespace: word }, body: { ...COUNTS, Resources: rows(['Resource'], metric) } },
    Cursor: { params: { ...target, ...range, Matchers: mayBeJson(list(labelled)) }, body: { Cursor: token } },
    BatchExport: {
      params: { ...target, Measurements: list(words), Cursor: token, Length: count },
      body: { Cursor: token, HasNext: word, DataResults: list(exported) },
    },
    DescribeSystemEventMetaList: { params: {}, body: { Data: rows(['Resource'], listedEvent) } },
    DescribeSystemEventAttribute: {
      params: { ...PAGES, ...range, Product: word, Name: word, Level: word },
      body: { ...COUNTS, SystemEvents: rows(['SystemEvent'], event) },
    },
  };
}
