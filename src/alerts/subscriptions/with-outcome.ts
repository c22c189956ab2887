import { reworded, VpnMonitorError } from '../../errors.ts';
import { hidingWebhooks } from '../hide-webhooks.ts';

/**
 * Runs a later step of a write. What it fails with says what the earlier steps have left; a caller's own reason to abort stays as it is.
 *
 * @param outcome - Made of the failure, since nobody knows what became of a write without an answer.
 * @param webhooks - Addresses of webhooks, which the service may quote.
 */
export async function withOutcome<T>(
  outcome: (isAnswered: boolean) => string,
  webhooks: readonly string[],
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await hidingWebhooks(webhooks, step);
  } catch (error) {
    throw VpnMonitorError.isInstance(error) ? reworded(error, `${error.message} ${outcome(isAnswered(error))}`) : error;
  }
}

function isAnswered({ vendorCode, failures, status = 0 }: VpnMonitorError): boolean {
  return status < 500 && (vendorCode !== undefined || failures !== undefined || status >= 400);
}
