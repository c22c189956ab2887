import type { AlertLog } from '../alerts/alert-log.ts';
import type { RuleBook } from '../alerts/rule-book.ts';
import type { EventRules } from '../cms/event-rules/model.ts';
import type { EventLog } from '../events/log.ts';
import type { RecordedEvents } from '../events/recorded.ts';
import type { MetadataRow } from '../metadata.ts';
import type { PointModel } from '../model/points.ts';
import type { MetricTable } from '../model/series.ts';
import type { Topology } from '../model/topology.ts';
import type { SimulatorOptions } from '../options.ts';
import type { Params } from './params.ts';

/** What the operations read. */
export interface Service {
  readonly options: SimulatorOptions;
  readonly accountId: string;
  readonly regionId: string;
  readonly topology: Topology;
  readonly metadata: readonly MetadataRow[];
  readonly points: PointModel;
  readonly events: EventLog;
  /** Those among them that were recorded. */
  readonly recordedEvents: RecordedEvents;
  /** Whether negotiation logs are complete. */
  readonly logs: { isCompleted(to: number, now: number): boolean };
  /** The threshold rules. */
  readonly rules: RuleBook;
  readonly alertLog: AlertLog;
  readonly contactGroups: readonly string[];
  readonly eventRules: EventRules;
  now(): number;
  /** The metric's series; built on first use. */
  table(metric: string): MetricTable | undefined;
}

/** A JSON body as text: pages of datapoints are written directly, which is what makes them fast. */
export type Body = string;

/** One operation of the service. Throws a `Fault` for every answer that is not 200. */
export type Operation = (params: Params, service: Service, requestId: string) => Body;
