export type { AlertProgress } from '../send-batches.ts';
export { Alerts } from './alerts.ts';
export type { AlertHistoryEntry, AlertHistoryOptions } from './history-model.ts';
export type {
  AlertComparison,
  AlertLevel,
  AlertRuleFields,
  AlertRuleInput,
  AlertStatistic,
  AlertThreshold,
  NoDataPolicy,
} from './input.ts';
export type { AlertPutOptions } from './options.ts';
export type { AlertPlan, AlertPlanChange, AlertPlanDifference, AlertPlanEntry, AlertPlanOptions } from './plan-model.ts';
export { type AlertPresets, alertPresets } from './presets.ts';
export type { AlertRule, AlertRuleFilter, AlertRuleLevel, AlertRuleResource } from './rule-model.ts';
