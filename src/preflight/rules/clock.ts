import { TOLERATED_MS } from '../../internal/service-clock.ts';
import type { PreflightFinding } from '../finding.ts';
import type { PreflightClock, PreflightOperation } from '../model.ts';
import { ramActions } from './facts.ts';
import { lengthText } from './words.ts';

/** How far the clock is off for certain, in milliseconds, where that is more than the package leaves alone; else 0. */
export function clockErrorMs({ offsetMs = 0, uncertaintyMs = 0 }: PreflightClock): number {
  const least = Math.abs(offsetMs) - uncertaintyMs;
  return least > TOLERATED_MS ? Math.abs(offsetMs) : 0;
}

/** @param refused - Operations whose signature was refused for its time. */
export function clockOff(clock: PreflightClock, refused: readonly PreflightOperation[]): PreflightFinding[] {
  const errorMs = clockErrorMs(clock);
  if (errorMs === 0 && refused.length === 0) return [];
  const direction = (clock.offsetMs ?? 0) > 0 ? 'ahead of' : 'behind';
  const off =
    errorMs === 0
      ? 'The clock of this machine is wrong'
      : `The clock of this machine is ${lengthText(errorMs)} ${direction} the service's time`;
  if (refused.length === 0)
    return [
      {
        code: 'clock-off',
        severity: 'warning',
        message: `${off}.`,
        advice: "Set this machine's time, or what `clock` gives; until then the SDK goes by the service's time.",
      },
    ];
  return [
    {
      code: 'clock-off',
      severity: 'error',
      message: `${off}, and the service refuses signatures of that time.`,
      advice: "Set this machine's time.",
      operations: ramActions(refused),
    },
  ];
}
