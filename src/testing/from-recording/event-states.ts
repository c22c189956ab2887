import { eventSpec } from '../../catalog/index.ts';
import type { SimulatedEvent } from '../events/model.ts';
import type { Observation } from './course.ts';
import type { RecordedLink } from './links.ts';

/** What events say of a path's negotiation. */
export function ipsecByEvents(events: readonly SimulatedEvent[], { id, connection, tunnel }: RecordedLink): readonly Observation[] {
  const connectionId = connection.spec.id;
  if (tunnel === undefined) return events.filter((event) => event.connectionId === connectionId).flatMap(toldOfSingle);
  const told = events.filter(
    (event) => (event.tunnelId === id || event.connectionId === connectionId) && eventSpec(event.name)?.aspect === 'ipsec',
  );
  const own = told.filter((event) => event.tunnelId === id);
  if (own.length > 0) return own.map((event) => ({ at: event.at, up: eventSpec(event.name)?.outcome === 'success', isChange: true }));
  // An event of the connection says that all its tunnels are down by then: the one whose own events tell so was the last to go.
  const isChange = !told.some((event) => event.tunnelId !== undefined);
  return told.filter((event) => event.tunnelId === undefined).map((event) => ({ at: event.at, up: false, isChange }));
}

/** Phase 1 alone is no path; a phase that fails leaves none. */
function toldOfSingle({ name, at }: SimulatedEvent): readonly Observation[] {
  const { aspect, outcome } = eventSpec(name) ?? {};
  if (aspect !== 'phase1' && aspect !== 'phase2') return [];
  if (outcome === 'success') return aspect === 'phase2' ? [{ at, up: true, isChange: true }] : [];
  return [{ at, up: false, isChange: true, cause: { phase: aspect } }];
}

/** What events say of a connection's health check. */
export function healthByEvents(events: readonly SimulatedEvent[], connectionId: string): readonly Observation[] {
  return events
    .filter((event) => event.connectionId === connectionId && eventSpec(event.name)?.aspect === 'health')
    .map((event) => ({ at: event.at, up: eventSpec(event.name)?.outcome === 'success', isChange: true }));
}
