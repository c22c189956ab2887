export { applyPlan, makePlan } from './alert-plan.ts';
export { rulePages } from './list-rules.ts';
export { putRules } from './put-rules.ts';
export { historyPages } from './read-history.ts';
export { writeIds } from './write-ids.ts';
