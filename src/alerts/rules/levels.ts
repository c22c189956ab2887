import type { AlertLevel } from './input.ts';

/** From the gravest on. */
export const LEVELS = ['critical', 'warn', 'info'] as const satisfies readonly AlertLevel[];
