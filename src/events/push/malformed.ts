import { VpnMonitorError } from '../../errors.ts';

/** The error for a payload that cannot be read. */
export function malformed(why: string): VpnMonitorError {
  return new VpnMonitorError(`the payload cannot be read: ${why}`, { code: 'protocol' });
}
