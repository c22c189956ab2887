import { resourceAmong } from '../../events/index.ts';
import { digestOf } from '../../internal/digest.ts';
import { frozen } from '../../internal/frozen.ts';
import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import type { AlertHistoryEntry } from './history-model.ts';
import { metricNamed } from './metric-asked.ts';
import { textsIn } from './read-rule.ts';

// Source: remarks of DescribeAlertLogList, SendStatus.
const NOTIFIED: Readonly<Record<string, string>> = {
  0: 'sent',
  1: 'outside-effective-time',
  2: 'silenced',
  3: 'restarting',
  4: 'not-sent',
};

const STATES: Readonly<Partial<Record<string, NonNullable<AlertHistoryEntry['state']>>>> = {
  OK: 'ok',
  INSUFFICIENT_DATA: 'insufficient-data',
};

type Row = Readonly<Record<string, unknown>>;

/** A row of DescribeAlertLogList: `undefined` where it has no time, `'foreign'` where it is of another product. */
export function readLog(row: unknown): AlertHistoryEntry | 'foreign' | undefined {
  const at = isRecord(row) ? finiteNumber(row['AlertTime']) : undefined;
  if (!isRecord(row) || at === undefined) return undefined;
  if ((text(row['Namespace']) ?? NAMESPACE) !== NAMESPACE) return 'foreign';
  const metric = text(row['MetricName']);
  const dimensions = dimensionsIn(row['Dimensions']);
  const entry = {
    at,
    ...levelsIn(row),
    ruleId: text(row['RuleId']),
    ruleName: text(row['RuleName']),
    metric: metric === undefined ? undefined : metricNamed(metric),
    notified: notifiedIn(row),
    ...conditionIn(row['Escalation']),
    resource: resourceOf(dimensions, row),
    dimensions,
  };
  return frozen<AlertHistoryEntry>({ id: text(row['LogId']) ?? digestOf(entry), ...entry });
}

function levelsIn(row: Row) {
  const [, previousLevel, next] = /^(\w+)->(\w+)$/.exec(text(row['LevelChange']) ?? '') ?? [];
  const level = text(row['Level']) ?? next;
  return { state: level === undefined ? undefined : (STATES[level.trim().toUpperCase()] ?? 'alert'), level, previousLevel };
}

function notifiedIn(row: Row): string | undefined {
  const status = text(row['SendStatus']);
  return status === undefined ? undefined : (NOTIFIED[status] ?? status);
}

function conditionIn(condition: unknown) {
  const { Expression, Times }: Row = isRecord(condition) ? condition : {};
  return { expression: text(Expression), times: finiteNumber(Times) };
}

function resourceOf(dimensions: Readonly<Record<string, string>>, row: Row): AlertHistoryEntry['resource'] {
  const named = text(row['InstanceId']);
  const name = text(row['InstanceName']);
  return Object.freeze({
    ...resourceAmong([...Object.values(dimensions), ...(named === undefined ? [] : [named])]),
    ...(name !== undefined && { name }),
  });
}

/** A list of keys and values, or of objects, or one object. */
function dimensionsIn(value: unknown): Readonly<Record<string, string>> {
  const rows = recordsUnder(value, ['Dimensions', 'Dimension']);
  const pairs = rows.flatMap((row) => {
    const key = text(row['Key']);
    return key === undefined ? Object.entries(row) : [[key, row['Value']] as const];
  });
  return textsIn(Object.fromEntries(pairs));
}
