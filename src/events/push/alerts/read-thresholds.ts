import { VpnMonitorError } from '../../../errors.ts';
import { buildNotification } from './build-notification.ts';
import type { AlertNotification } from './model.ts';
import type { RawThreshold } from './raw-threshold.ts';

/** What threshold notifications come to. */
export interface ReadThresholds {
  readonly alerts: AlertNotification[];
  /** How many are about metrics of other products. */
  readonly others: number;
  /** One for each that lacks what identifies it. */
  readonly errors: VpnMonitorError[];
}

/** The notifications among what threshold rules posted. Never throws. */
export function readThresholds(thresholds: readonly RawThreshold[]): ReadThresholds {
  const read: ReadThresholds & { others: number } = { alerts: [], others: 0, errors: [] };
  for (const raw of thresholds) {
    try {
      const alert = buildNotification(raw);
      if (alert) read.alerts.push(alert);
      else read.others++;
    } catch (error) {
      if (!VpnMonitorError.isInstance(error)) throw error;
      read.errors.push(error);
    }
  }
  return read;
}
