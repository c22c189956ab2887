import { VpnMonitorError } from '../errors.ts';

/** The error for an answer without the list that its operation documents. @param list - Where it should be, such as `Alarms.Alarm`. */
export function missingList(action: string, list: string, requestId: string | undefined): VpnMonitorError {
  const request = requestId === undefined ? '' : ` (request ${requestId})`;
  return new VpnMonitorError(
    `${action} failed: the answer has no list ${list}${request}. Something other than the service may have answered, such as a proxy: check \`endpoint\` and the network path.`,
    { code: 'protocol', retryable: true, action, requestId },
  );
}
