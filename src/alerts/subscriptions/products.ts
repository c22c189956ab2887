import type { SubscriptionContext } from './context.ts';

// What the console and the documents of 2021 call it.
const DOCUMENTED = 'vpngw';

/** The products of VPN events, by the service's own list of events; the documented one, with a warning, where that names none. */
export async function eventProducts({ products, logger }: SubscriptionContext, signal: AbortSignal): Promise<readonly string[]> {
  const names = await products.names(signal);
  if (names.length > 0) return names;
  logger.warn(
    `the product of VPN events is not known, so ${DOCUMENTED} is taken: where the service files them under another, nothing is notified`,
  );
  return [DOCUMENTED];
}
