import { EVENTS, type EventSpec, eventSpec, kindOfId, type SystemEvent } from '../../catalog/index.ts';
import { linkSignals } from '../../internal/abort.ts';
import { didYouMean } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';
import { assertWriteOptions, type PlannedRequest, plannedRequest, sendWrite, type WriteOptions } from '../../transport/index.ts';
import type { SubscriptionContext } from './context.ts';
import { eventProducts } from './products.ts';

const SUBJECTS = {
  tunnel: { prefix: 'tun-…', key: 'tunnelId' },
  connection: { prefix: 'vco-…', key: 'vpnConnectionId' },
  certificate: { prefix: 'vsc-…', key: 'sslVpnClientCertId' },
} as const satisfies Readonly<Record<EventSpec['subject'], object>>;
// As the documents of 2021 give it for the events that they have.
const STATUS: Readonly<Record<EventSpec['outcome'], string>> = { success: '1', failed: '0', expired: 'Expire' };

/** Has the service act as if an event had happened, or says by which request it would. */
export async function testEvent(
  context: SubscriptionContext,
  event: SystemEvent,
  resourceId: string,
  options: WriteOptions,
): Promise<readonly PlannedRequest[] | undefined> {
  assertWriteOptions(options, 'subscriptions.test()');
  const spec = specOf(event);
  assertSubject(spec, resourceId);
  using linked = linkSignals(options.signal, context.closed);
  linked.signal.throwIfAborted();
  // One is enough: a rule put here takes the event under each, and would notify for each.
  const [product = ''] = await eventProducts(context, linked.signal);
  const params = {
    Product: product,
    EventName: spec.name,
    EventContent: JSON.stringify(contentOf(spec, resourceId, product, context.regionId)),
  };
  const request = plannedRequest({ product: 'cms', action: 'SendDryRunSystemEvent', params });
  if (options.dryRun === true) return Object.freeze([request]);
  context.logger.warn(`a test of ${spec.name} sends REAL notifications to every target of every enabled subscription that takes it`, {
    event: spec.name,
    resourceId,
  });
  await sendWrite(context.caller, request, [linked.signal]);
  return undefined;
}

// The shape of the operation's own example.
function contentOf({ name, level, outcome, subject }: EventSpec, resourceId: string, product: string, regionId: string): object {
  return {
    product,
    resourceId,
    level,
    regionId,
    name,
    status: STATUS[outcome],
    content: { resourceId, [SUBJECTS[subject].key]: resourceId },
  };
}

function specOf(event: unknown): EventSpec {
  const spec = typeof event === 'string' ? eventSpec(event) : undefined;
  if (spec !== undefined) return spec;
  const names = EVENTS.map((one) => one.name);
  throw new RangeError(
    `subscriptions.test() takes an event of VPN Gateway, and ${shown(event)} is none${didYouMean(event, names, `there are ${names.join(', ')}`)}`,
  );
}

function assertSubject({ name, subject }: EventSpec, resourceId: unknown): void {
  if (kindOfId(resourceId) === subject) return;
  throw new TypeError(
    `subscriptions.test() takes the id of what the event is about: ${name} is about a ${subject} (${SUBJECTS[subject].prefix}), and ${shown(resourceId)} is the id of none`,
  );
}
