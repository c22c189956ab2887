import { reworded, VpnMonitorError } from '../../errors.ts';
import { withoutWebhooks } from '../hide-webhooks.ts';

/**
 * Runs a later step of a write. What it fails with says what the earlier steps have left; a caller's own reason to abort stays as it is.
 *
 * @param secrets - Addresses of webhooks, which the service may quote.
 */
export async function withOutcome<T>(outcome: string, secrets: readonly string[], step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const hidden = withoutWebhooks(error, secrets);
    throw VpnMonitorError.isInstance(hidden) ? reworded(hidden, `${hidden.message} ${outcome}`) : error;
  }
}
