import type { Series } from '../model/series.ts';
import type { AlertNotice } from './course.ts';
import type { Escalation, MetricRule } from './model.ts';

/** A change of one resource, with what it was seen by. */
export interface AlertFinding {
  readonly rule: MetricRule;
  readonly series: Series;
  readonly notice: AlertNotice;
  /** The level that the notice is about: the one that is reached, or the one that is left. */
  readonly escalation: Escalation;
  /** `undefined` where there is no datapoint. */
  readonly value: number | undefined;
}
