import { EVENTS, type EventSpec } from './event-specs.ts';
import { METRICS, type MetricSpec } from './metric-specs.ts';

const metricsByName: ReadonlyMap<string, MetricSpec> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ METRICS.flatMap((spec) => [spec.name, ...spec.aliases].map((name) => [name, spec] as const)),
);
const eventsByName: ReadonlyMap<string, EventSpec> = /* @__PURE__ */ new Map(/* @__PURE__ */ EVENTS.map((spec) => [spec.name, spec]));

/** The catalogue's row for a metric, by its documented name or an alias; `undefined` for an unknown name. */
export function metricSpec(name: string): MetricSpec | undefined {
  return metricsByName.get(name);
}

/** The catalogue's row for a system event; `undefined` for an unknown name. */
export function eventSpec(name: string): EventSpec | undefined {
  return eventsByName.get(name);
}
