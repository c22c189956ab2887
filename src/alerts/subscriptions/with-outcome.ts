import { VpnMonitorError } from '../../errors.ts';

/**
 * Runs a later step of a write. What it fails with says what the earlier steps have left; a caller's own reason to abort stays as it is.
 *
 * @param secrets - Addresses of webhooks, which the service may quote.
 */
export async function withOutcome<T>(outcome: string, secrets: readonly string[], step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!VpnMonitorError.isInstance(error)) throw error;
    const { code, retryable, action, vendorCode, requestId, status, retryAfterMs, failures } = error;
    // Without its cause, which may quote what the message is cleared of.
    throw new VpnMonitorError(`${withoutAddresses(error.message, secrets)} ${outcome}`, { code, retryable, action, vendorCode, requestId, status, retryAfterMs, failures });
  }
}

function withoutAddresses(message: string, addresses: readonly string[]): string {
  const parts = addresses.flatMap((address) => {
    const { href, pathname, search, hash, username, password } = new URL(address);
    // A word that the message needs anyway, such as the `/` of an address without a path, is no secret.
    return [address, href, encodeURIComponent(address), encodeURIComponent(href), `${pathname}${search}${hash}`, pathname, search, username, password].filter((part) => part.length > 3);
  });
  const longestFirst = parts.sort((one, other) => other.length - one.length);
  return longestFirst.reduce((text, part) => text.replaceAll(part, '***'), message);
}
