import { VpnMonitorError } from '../errors.ts';

const NAMED = { gateway: 'VPN gateway', connection: 'IPsec connection', tunnel: 'tunnel' } as const;

/** The error for an id that the region does not have. `said` is the service's own refusal, where it gave one. */
export function notFound(kind: keyof typeof NAMED, id: string, regionId: string, action: string, said?: VpnMonitorError): VpnMonitorError {
  return new VpnMonitorError(
    `There is no ${NAMED[kind]} ${id} in the region ${regionId} (${action}). Check the id, and that \`regionId\` is the region it lives in.`,
    { code: 'not-found', action, vendorCode: said?.vendorCode, requestId: said?.requestId, status: said?.status, cause: said },
  );
}

/** Whether the service said that the resource asked for does not exist. */
export function saysNotFound(error: unknown): error is VpnMonitorError {
  // A region that does not exist is refused the same way, and says so itself.
  return VpnMonitorError.isInstance(error) && error.code === 'not-found' && !/region/i.test(error.vendorCode ?? '');
}
