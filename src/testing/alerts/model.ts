import type { Nested } from '../service/params.ts';

/** A level of a threshold rule. */
export type AlertLevel = 'CRITICAL' | 'WARN' | 'INFO';

/** The levels a rule may have, the gravest first. */
export const ALERT_LEVELS: readonly AlertLevel[] = ['CRITICAL', 'WARN', 'INFO'];

/** The state of a resource in a threshold rule. */
export type AlertState = AlertLevel | 'OK' | 'INSUFFICIENT_DATA';

/** The comparisons with a fixed threshold, by their wire name, and how an expression writes them. */
export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: '>=',
  GreaterThanThreshold: '>',
  LessThanOrEqualToThreshold: '<=',
  LessThanThreshold: '<',
  EqualToThreshold: '==',
  NotEqualToThreshold: '!=',
} as const;

export type Comparison = keyof typeof COMPARISONS;

export const NO_DATA_POLICIES = ['KEEP_LAST_STATE', 'INSUFFICIENT_DATA', 'OK'] as const;

export type NoDataPolicy = (typeof NO_DATA_POLICIES)[number];

/** One level of a rule: what must hold, and how often in a row. */
export interface Escalation {
  readonly level: AlertLevel;
  readonly statistic: string;
  readonly comparison: Comparison;
  readonly threshold: number;
  /** The threshold as it was put. */
  readonly thresholdText: string;
  readonly times: number;
}

/** A part of a day in UTC+8, both minutes included; it may run past midnight. */
export interface DayInterval {
  readonly text: string;
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
}

/** A threshold rule as it was put. */
export interface MetricRule {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly metric: string;
  readonly contactGroups: string;
  /** JSON text, as it was put. */
  readonly resources: string;
  /** What a resource must have, by dimension key: one of these is enough. `undefined` for every resource. */
  readonly wanted: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** The gravest first; at least one. */
  readonly escalations: readonly Escalation[];
  readonly periodMs: number;
  readonly silenceMs: number;
  readonly effective: DayInterval | undefined;
  readonly notEffective: DayInterval | undefined;
  readonly noData: NoDataPolicy;
  readonly webhook: string | undefined;
  readonly mailSubject: string;
  readonly labels: readonly { readonly Key: string; readonly Value: string }[];
  readonly sendsRecovery: boolean;
}

/** The parameters of one rule, with their parts. */
export type RuleParams = Readonly<Record<string, Nested | undefined>>;
