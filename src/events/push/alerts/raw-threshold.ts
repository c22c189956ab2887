import { finiteNumber, firstOf, text } from '../../../internal/records.ts';
import { serviceTime } from '../../../internal/service-time.ts';
import { type Fields, own } from '../own.ts';
import { dimensionsOf } from './dimensions.ts';

const LONGEST = 1_024;
const NAMES = ['metricName', 'rawMetricName'] as const;
/** What nothing but a threshold rule sends beside the name of a metric. */
const MARKS = ['alertState', 'triggerLevel', 'expression', 'curValue'] as const;

/** What a threshold rule posted, before it is known to be about a VPN. */
export interface RawThreshold {
  readonly kind: 'threshold';
  readonly namespaces: readonly string[];
  /** The metric's names, the API's own first. */
  readonly names: readonly string[];
  readonly rawMetric: string | undefined;
  readonly ruleId: string | undefined;
  readonly ruleName: string | undefined;
  readonly alertState: string | undefined;
  readonly level: string | undefined;
  readonly previousLevel: string | undefined;
  readonly value: number | undefined;
  readonly unit: string | undefined;
  readonly expression: string | undefined;
  readonly at: number | undefined;
  readonly regionId: string | undefined;
  readonly lasted: string | undefined;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Whether an object has the fields of a threshold notification, of whatever product. */
export function isThreshold(fields: Fields): boolean {
  const says = (key: string): boolean => said(own(fields, key)) !== undefined;
  return NAMES.some(says) && MARKS.some(says);
}

/** The fields of a threshold notification that are used. */
export function rawThreshold(fields: Fields): RawThreshold {
  const read = (key: string): string | undefined => said(own(fields, key));
  const rawMetric = read('rawMetricName');
  const isText = (name: string | undefined): name is string => name !== undefined;
  return {
    kind: 'threshold',
    namespaces: [read('namespace'), read('metricProject')].filter(isText),
    names: [rawMetric, read('metricName')].filter(isText),
    rawMetric,
    ruleId: read('ruleId'),
    ruleName: firstOf(said, own(fields, 'alertName'), own(fields, 'ruleName')),
    alertState: read('alertState'),
    level: read('triggerLevel'),
    previousLevel: read('preTriggerLevel'),
    value: finiteNumber(own(fields, 'curValue')),
    unit: read('unit'),
    expression: read('expression'),
    at: serviceTime(own(fields, 'timestamp')),
    regionId: read('regionId'),
    lasted: read('lastTime'),
    dimensions: dimensionsOf(own(fields, 'dimensions')),
  };
}

/** Text that says something: what has no value is the word `null` in real notifications. */
function said(value: unknown): string | undefined {
  const words = text(value)?.trim().slice(0, LONGEST);
  return words === undefined || words === '' || words === 'null' ? undefined : words;
}
