import { contactGroupNames } from '../../alerts/index.ts';
import { PROBE_NAME } from '../../internal/probe-name.ts';
import { isRecord, text } from '../../internal/records.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import type { Trial } from './trial.ts';

const DAY_MS = 86_400_000;
const PAGE_SIZE = 100;

/** Threshold rules, their log, and who may be notified: the names of the contact groups. */
export async function askAlerts(trial: Trial): Promise<readonly string[] | undefined> {
  const now = trial.clock.now();
  const log = { Namespace: NAMESPACE, StartTime: now - DAY_MS, EndTime: now };
  const [groups] = await Promise.all([
    trial.attempt('DescribeContactGroupList', () => contactGroupNames(trial.caller, trial.signal)),
    trial.attempt('DescribeMetricRuleList', () => trial.askPage('DescribeMetricRuleList', { Namespace: NAMESPACE }, PAGE_SIZE, 'Page')),
    trial.attempt('DescribeAlertLogList', () => trial.askPage('DescribeAlertLogList', log, PAGE_SIZE)),
  ]);
  return groups;
}

/** Event rules, and the targets of one. */
export async function askSubscriptions(trial: Trial): Promise<void> {
  const rules = await trial.attempt('DescribeEventRuleList', () => trial.askPage('DescribeEventRuleList', { IsEnable: true }, PAGE_SIZE));
  const known = rules?.rows
    .filter(isRecord)
    .map((row) => text(row['Name']))
    .find((name) => name !== undefined);
  if (known === undefined) trial.expectRefusal('DescribeEventRuleTargetList');
  await trial.attempt('DescribeEventRuleTargetList', () => trial.ask('DescribeEventRuleTargetList', { RuleName: known ?? PROBE_NAME }));
}
