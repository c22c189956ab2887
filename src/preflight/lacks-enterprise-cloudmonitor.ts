import type { VpnMonitorError } from '../errors.ts';

const EXPORTS: readonly string[] = ['Cursor', 'BatchExport'];

/** Whether an operation of the bulk export was refused because the account lacks Enterprise CloudMonitor: the service has no code of its own for it, so its words tell. */
export function lacksEnterpriseCloudMonitor(action: string, { message, vendorCode = '' }: VpnMonitorError): boolean {
  return EXPORTS.includes(action) && /enterprise/i.test(`${vendorCode} ${message}`);
}
