import { isRecord, tagPairs, text, truth } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import type { RuleParams } from '../alerts/model.ts';
import { answersOf } from './answers.ts';
import { type ListedRow, newestRows } from './listing.ts';
import { RULES } from './operations.ts';

/** A threshold rule of a recording, as it would be put. */
export interface RecordedRule {
  readonly id: string;
  readonly params: RuleParams;
  readonly isEnabled: boolean;
}

const FIELDS = [
  'RuleId',
  'RuleName',
  'Namespace',
  'MetricName',
  'ContactGroups',
  'Resources',
  'Period',
  'SilenceTime',
  'EffectiveInterval',
  'NoEffectiveInterval',
  'NoDataPolicy',
  'Webhook',
] as const;
const LEVELS = ['Critical', 'Warn', 'Info'] as const;
const CONDITION = ['Statistics', 'ComparisonOperator', 'Threshold', 'Times'] as const;

/** The account's contact groups; `undefined` where none was listed. */
export function contactGroups(calls: readonly RecordedCall[]): readonly string[] | undefined {
  const names = answersOf(calls, 'DescribeContactGroupList').flatMap(({ body }) => {
    const rows = [
      ...(rowsUnder(body['ContactGroups'], ['ContactGroup']) ?? []),
      ...(rowsUnder(body['ContactGroupList'], ['ContactGroup']) ?? []),
    ];
    return rows.flatMap((row) => text(isRecord(row) ? row['Name'] : row) ?? []);
  });
  return names.length === 0 ? undefined : [...new Set(names)].filter((name) => !name.includes(','));
}

/** The threshold rules of VPN Gateway metrics. */
export function recordedRules(calls: readonly RecordedCall[]): readonly RecordedRule[] {
  return newestRows(calls, RULES).map(({ row }) => ({
    id: text(row['RuleId']) ?? '',
    params: paramsOf(row),
    isEnabled: truth(row['EnableState']) !== false,
  }));
}

function paramsOf(row: ListedRow['row']): RuleParams {
  const fields = FIELDS.flatMap((name) => {
    const value = text(row[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const mail = text(row['MailSubject']);
  return {
    ...Object.fromEntries(fields),
    ...(mail !== undefined && { EmailSubject: mail }),
    Escalations: escalationsOf(row),
    Labels: labelsOf(row),
  };
}

function escalationsOf(row: ListedRow['row']): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const levels = isRecord(row['Escalations']) ? row['Escalations'] : {};
  const found = LEVELS.flatMap((level) => {
    const given = levels[level];
    const parts = CONDITION.flatMap((part) => {
      const value = isRecord(given) ? text(given[part]) : undefined;
      return value === undefined ? [] : [[part, value] as const];
    });
    return parts.length === 0 ? [] : [[level, Object.fromEntries(parts)] as const];
  });
  return Object.fromEntries(found);
}

function labelsOf(row: ListedRow['row']): readonly Readonly<Record<string, string>>[] {
  return tagPairs(rowsUnder(row['Labels'], ['Labels']) ?? []).map(([Key, Value]) => ({ Key, Value }));
}
