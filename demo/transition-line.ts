import type { Transition } from 'alicloud-vpn-monitor';
import { clockTime, paint } from './format.ts';
import { resourceId } from './resource-id.ts';

const BAD = /:(down|failed|expired)$/;
const HALF_BAD = /:(degraded|failover|stale)$/;

/** A transition on one line of 80 columns: time, type, resource, how long after it happened it was known, and its source. */
export function transitionLine(transition: Transition): string {
  const { type, at, observedAt, source, late } = transition;
  const colour = BAD.test(type) ? 'red' : HALF_BAD.test(type) ? 'yellow' : 'green';
  const known = `+${Math.round((observedAt - at) / 1000)} s by ${source}${late ? ', late' : ''}`;
  return `${clockTime(at)} ${paint(colour, type.padEnd(19))} ${resourceId(transition).padEnd(12)} ${change(transition).padEnd(22)} ${paint('dim', known)}`;
}

function change(transition: Transition): string {
  const phase = transition.type === 'tunnel:down' && transition.phase ? ` (${transition.phase})` : '';
  return `${transition.from} → ${transition.to}${phase}`;
}
