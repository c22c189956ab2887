export { deleteEventRules, deleteEventRuleTargets, disableEventRules, enableEventRules } from './change.ts';
export { sendDryRunSystemEvent } from './dry-run.ts';
export { describeEventRuleList, describeEventRuleTargetList } from './list.ts';
export { putEventRule, putEventRuleTargets } from './put.ts';
