import type { Transition } from 'alicloud-vpn-monitor';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';
import { lasting, utcTime } from './times.ts';

const BAD = /:(down|failed|expired)$/;
const HALF_BAD = /:(degraded|failover|stale|expiring)$/;

/** The id of what a transition is about. */
export function transitionSubject({ resource }: Transition): string {
  return resource.certificateId === undefined ? (resource.tunnelId ?? resource.connectionId) : resource.certificateId;
}

/**
 * A transition on one line: when, what, of what, from which state to which, and by which source and how long after it happened it was known.
 *
 * @param isPast - Of a history, which knows everything late.
 */
export function transitionLine(transition: Transition, paint: Palette, isPast = false): string {
  const { type, at } = transition;
  const colour = BAD.test(type) ? 'red' : HALF_BAD.test(type) ? 'yellow' : 'green';
  const parts = [
    utcTime(at),
    paint(colour, type.padEnd(19)),
    subject(transition).padEnd(24),
    change(transition).padEnd(28),
    paint('dim', origin(transition, isPast)),
  ];
  return parts.join(' ').trimEnd();
}

function subject(transition: Transition): string {
  const id = transitionSubject(transition);
  return printable(nameOf(transition) === undefined ? id : `${id} (${nameOf(transition) ?? ''})`);
}

function nameOf({ resource, connection }: Transition): string | undefined {
  return resource.certificateId === undefined ? (resource.connectionName ?? connection?.name) : resource.certificateName;
}

function change(transition: Transition): string {
  const phase = transition.type === 'tunnel:down' && transition.phase ? ` (${transition.phase})` : '';
  return printable(`${transition.from} → ${transition.to}${phase}`);
}

function origin({ at, observedAt, source, late }: Transition, isPast: boolean): string {
  return isPast ? `by ${source}` : `by ${source}, after ${lasting(observedAt - at)}${late ? ', late' : ''}`;
}
