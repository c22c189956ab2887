import { type ErrorCode, VpnMonitorError } from '../errors.ts';
import type { ApiRequest } from './port.ts';
import { actionOf, type Operation, ramActionOf } from './ram-action.ts';
import { isRead } from './read-actions.ts';

/** What the reader of an error message should do next, as one sentence. */
export function advice(code: ErrorCode, operation: Operation, vendorCode = ''): string {
  if (/^InvalidTimeStamp/i.test(vendorCode)) return "Check this machine's clock: the service refuses signatures that are minutes old.";
  return code === 'forbidden' ? `Allow ${ramActionOf(operation)} for the RAM user or role${policyFor(operation)}.` : ADVICE[code];
}

/** How a message goes on that said what stands in for an answer: a permission helps only where one was refused. */
export function standInAdvice(error: unknown, { permission, again }: { readonly permission: string; readonly again: string }): string {
  if (VpnMonitorError.isInstance(error) && error.code === 'forbidden') return `; ${permission}`;
  return `, and ${again}: ${error instanceof Error ? error.message : String(error)}`;
}

// The policies that Alibaba Cloud keeps permit reading alone.
function policyFor(operation: Operation): string {
  if (!isRead(actionOf(operation))) return '';
  return `, for example with ${typeof operation === 'string' ? `${POLICIES.cms} or ${POLICIES.vpc}` : POLICIES[operation.product]}`;
}

const POLICIES = {
  cms: 'AliyunCloudMonitorReadOnlyAccess',
  vpc: 'AliyunVPCReadOnlyAccess',
  cbn: 'AliyunCENReadOnlyAccess',
} as const satisfies Record<ApiRequest['product'], string>;

const ADVICE: Readonly<Record<Exclude<ErrorCode, 'forbidden'>, string>> = {
  config: 'Check the options of the client.',
  auth: 'Check the AccessKey pair, and its STS token if there is one, in `credentials` or ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.',
  throttled: 'Lower `requestsPerSecond`, or run fewer callers under this account.',
  'quota-exhausted': "The account's free calls of this month are used up: turn on pay-as-you-go for CloudMonitor, or poll less often.",
  'not-found': 'Check the id, and that `regionId` is the region it lives in.',
  'invalid-request': 'Check the values of this call against what the message refuses.',
  server: 'The service failed; try again later.',
  network: 'Check that this machine reaches the endpoint: DNS, firewall, `endpoint`.',
  timeout: 'Raise `attemptTimeoutMs`, or check the route to the endpoint.',
  protocol: 'Something other than the service may have answered, such as a proxy: check `endpoint` and the network path.',
};
