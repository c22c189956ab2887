import { type MetricName, Quantity } from '../../catalog/index.ts';
import { digestOf } from '../../internal/digest.ts';
import { frozen } from '../../internal/frozen.ts';
import {
  asTransition,
  type Code,
  isPeriod,
  type PointPlacement,
  resourceOf,
  shownBy,
  sourceOf,
  statesOf,
  tunnelKeys,
} from '../../watch/history-parts.ts';
import type { ConnectionState, Transition, TransitionEvidence } from '../../watch/index.ts';
import type { ReportedChange } from './past.ts';

/** What a transition of the past is made with. */
export interface PastReading {
  readonly periodMs: number;
  readonly placement: PointPlacement;
  /** By the service's time. */
  readonly observedAt: number;
}

/** A change of the past as the caller gets it. */
export function pastTransition(change: ReportedChange, reading: PastReading): Transition {
  const { member, tunnel, kind, to } = change;
  const { connectionId } = member.connection;
  return asTransition(change, {
    id: digestOf(['history', tunnel ?? connectionId, kind, to, ...timeParts(change, reading)]),
    resource: resourceOf(member, tunnel),
    observedAt: reading.observedAt,
    evidence: evidenceOf(change, reading),
    connection: frozen<ConnectionState>({
      connectionId,
      name: member.connection.name,
      state: change.condition,
      tunnels: Object.freeze([...tunnelKeys(member.connection)]),
      since: change.since > 0 ? change.since : undefined,
      asOf: change.heardAt > 0 ? change.heardAt : undefined,
    }),
  });
}

/** When a change was, as far as no other range may know it otherwise: which end of its period a timestamp names is learned on the way, or not. */
function timeParts({ code, at }: ReportedChange, { placement }: PastReading): readonly (string | number)[] {
  if (!isPeriod(code)) return [at];
  return ['period', sourceOf(code) === 'wide-period' ? at : at - placement.laterMs];
}

function evidenceOf(change: ReportedChange, reading: PastReading): TransitionEvidence {
  const { code, details } = change;
  const { source, at } = shownBy(code);
  const isPoint = source === 'metric';
  return frozen<TransitionEvidence>({
    source,
    at: details.timestamp ?? (isPoint ? timestampOf(code, reading) : at),
    event: details.event,
    metric: isPoint ? metricOf(change) : undefined,
    value: isPoint ? details.value : undefined,
  });
}

/** The timestamp of a datapoint, as the service gave it. */
function timestampOf(code: Code, { periodMs, placement }: PastReading): number {
  return shownBy(code).at + periodMs - (sourceOf(code) === 'wide-period' ? 0 : placement.laterMs);
}

function metricOf({ member, kind }: ReportedChange): MetricName | undefined {
  const quantity = kind === 'bgp' ? Quantity.BgpState : Quantity.State;
  return statesOf(member.connection).find(({ spec }) => spec.quantity === quantity)?.spec.name;
}
