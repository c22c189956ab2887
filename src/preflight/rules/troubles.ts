import type { VpnMonitorError } from '../../errors.ts';
import { lacksEnterpriseCloudMonitor } from '../lacks-enterprise-cloudmonitor.ts';
import type { PreflightOperation } from '../model.ts';
import type { Facts } from './facts.ts';

/** Why an operation did not do what it is for. `refused`: it may be used, and not all that was asked was answered. */
export type Trouble = 'unreachable' | 'clock' | 'key' | 'permission' | 'quota' | 'enterprise' | 'failed' | 'refused';

/** The operations that are in trouble, by what it is; each under one. */
export function troublesIn(report: Facts): ReadonlyMap<Trouble, readonly PreflightOperation[]> {
  const unreachable = unreachableProducts(report.operations);
  const troubles = new Map<Trouble, PreflightOperation[]>();
  for (const operation of report.operations) {
    const trouble = unreachable.has(operation.product) && operation.status === 'failed' ? 'unreachable' : troubleOf(operation, report);
    if (trouble !== undefined) troubles.set(trouble, [...(troubles.get(trouble) ?? []), operation]);
  }
  return troubles;
}

// What a proxy or another server answers is `protocol`.
const NO_ANSWER: readonly VpnMonitorError['code'][] = ['network', 'timeout', 'config', 'protocol'];

/** The services of which nothing that was tried got an answer. */
function unreachableProducts(operations: readonly PreflightOperation[]): ReadonlySet<PreflightOperation['product']> {
  const tried = operations.filter(({ status }) => status !== 'not-tried');
  const answered = tried
    .filter(({ status, error }) => status !== 'failed' || error === undefined || !NO_ANSWER.includes(error.code))
    .map(({ product }) => product);
  return new Set(tried.map(({ product }) => product).filter((product) => !answered.includes(product)));
}

function troubleOf({ action, status, error }: PreflightOperation, report: Facts): Trouble | undefined {
  if (status === 'not-tried') return undefined;
  const said = error && saidBy(error, action);
  if (said !== undefined) return said;
  if (status === 'allowed') return error !== undefined && isRefusal(action, error, report) ? 'refused' : undefined;
  return status === 'forbidden' ? 'permission' : 'failed';
}

/** What an error says whatever came of the operation. */
function saidBy(error: VpnMonitorError, action: string): Trouble | undefined {
  if (error.code === 'auth') return isRefusedTime(error) ? 'clock' : 'key';
  if (error.code === 'quota-exhausted') return 'quota';
  return lacksEnterpriseCloudMonitor(action, error) ? 'enterprise' : undefined;
}

function isRefusedTime({ vendorCode = '' }: VpnMonitorError): boolean {
  return /^InvalidTimeStamp/i.test(vendorCode);
}

/** Whether some of what an allowed operation was asked came to nothing. What does not exist is no fault of the question. */
function isRefusal(action: string, { code }: VpnMonitorError, { metrics }: Facts): boolean {
  if (code === 'not-found') return false;
  // A filter that was refused, and a wider one that was not.
  return code !== 'invalid-request' || action !== 'DescribeMetricLast' || metrics.every(({ newestAt }) => newestAt === undefined);
}
