import type { IpsecPhase } from 'alicloud-vpn-monitor';
import type { Palette } from './palette.ts';

/** A state, in green where it is good and in red where it is bad. */
export function stateText(state: string | undefined, paint: Palette): string {
  switch (state) {
    case 'up':
    case 'ok':
      return paint('green', state);
    case 'down':
    case 'failed':
      return paint('red', state);
    case 'degraded':
      return paint('yellow', state);
    case 'disabled':
      return paint('dim', 'off');
    case undefined:
      return '';
    default:
      return state;
  }
}

const PHASES: Readonly<Record<IpsecPhase, string>> = { phase1: '1 failed', phase2: '2 failed' };

/** The phase of the negotiation that failed. */
export function phaseText(phase: IpsecPhase | undefined): string {
  return phase === undefined ? '' : PHASES[phase];
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['master', 'active'],
  ['slave', 'standby'],
]);

/** Which tunnel carries the traffic while both are up. */
export function roleText(role: string | undefined): string {
  return role === undefined ? '' : (ROLES.get(role) ?? role);
}
