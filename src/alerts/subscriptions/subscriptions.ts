import type { SystemEvent } from '../../catalog/index.ts';
import { assertOpen } from '../../errors.ts';
import { copied } from '../../internal/copied.ts';
import { once } from '../../internal/once.ts';
import { type Listing, wholeListing } from '../../topology/index.ts';
import type { PlannedRequest, WriteOptions } from '../../transport/index.ts';
import type { RuleChange } from './change-rules.ts';
import type { SubscriptionContext } from './context.ts';
import type { SubscriptionDefinition } from './definition.ts';
import { assertListOptions, type SubscriptionListOptions } from './list-options.ts';
import type { Subscription } from './model.ts';

// What carries it out is loaded at its first use: most programs only watch.
const engine = /* @__PURE__ */ once(() => import('./engine.ts'));

/**
 * Event rules of Cloud Monitor: they send system events to queues, functions, logs, webhooks and contact groups.
 *
 * These are the rules of API version 2019-01-01. According to Alibaba Cloud's help pages they are no longer extended and will be replaced by
 * event subscriptions, which have no operation in this API version. `createEventReceiver` reads the pushes of both.
 *
 * Writes reject with a `TypeError` or `RangeError` for an invalid value, before any request, and otherwise with a `VpnMonitorError`:
 * `forbidden`, `not-found`, `config` after the monitor was closed, or the failure of the service or the network. A write is retried only if
 * nothing reached the service. With `dryRun: true` a write sends nothing and returns its exact requests.
 *
 * @example
 * ```ts
 * import { SystemEvent, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function notifyOutages(monitor: VpnMonitor, webhook: string): Promise<void> {
 *   await monitor.subscriptions.put({
 *     name: 'vpn-outages',
 *     events: [SystemEvent.IpsecTunnelNegoFailed, SystemEvent.IpsecVcoTunnelAllNegoFailed],
 *     targets: { webhook, contactGroups: 'vpn-ops' },
 *   });
 *   for await (const { name, enabled, events } of monitor.subscriptions.list()) console.log(name, enabled, events);
 * }
 * ```
 */
export class Subscriptions {
  readonly #context: SubscriptionContext;

  /** @internal */
  constructor(context: SubscriptionContext) {
    this.#context = context;
  }

  /**
   * Creates or changes the rule of this name: `PutEventRule`, `PutEventRuleTargets`, and `DeleteEventRuleTargets` for existing targets that are
   * no longer wanted. The same definition always produces the same targets, so you can put it again at any time. If you leave out
   * `description` or `silenceSeconds`, an existing rule may keep its own.
   *
   * Before it writes, it reads the contact groups, the product name of VPN events and the existing targets, also with `dryRun`.
   *
   * Rejects with a `VpnMonitorError` whose `failures` name the targets that the service did not accept, even if the service reports success.
   * The rule then exists without them, and the message says so.
   */
  put(definition: SubscriptionDefinition, options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  put(definition: SubscriptionDefinition, options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  put(definition: SubscriptionDefinition, options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async put(definition: SubscriptionDefinition, options: WriteOptions = {}): Promise<unknown> {
    const [given, chosen] = [copied(definition), copied(options)];
    assertOpen(this.#context.closed);
    return (await engine()).putSubscription(this.#context, given, chosen);
  }

  /**
   * The rules that take VPN events, enabled or not, each once. `DescribeEventRuleList` hides disabled rules, so it is called twice. Each
   * iteration reads the list again.
   *
   * @throws `TypeError` that names an unknown option.
   */
  list(options: SubscriptionListOptions = {}): Listing<Subscription> {
    assertListOptions(options);
    const context = this.#context;
    const chosen = copied(options);
    return wholeListing(async (within) => (await engine()).listSubscriptions(context, chosen, within), chosen.signal, context.closed);
  }

  /**
   * Deletes rules and their targets with `DeleteEventRules`, 50 in a call.
   *
   * @param names - A name or a list; an empty list sends nothing.
   */
  delete(names: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  delete(names: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  delete(names: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async delete(names: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#change('DeleteEventRules', names, options);
  }

  /**
   * Enables rules with `EnableEventRules`, 50 in a call.
   *
   * @param names - A name or a list; an empty list sends nothing.
   */
  enable(names: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  enable(names: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  enable(names: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async enable(names: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#change('EnableEventRules', names, options);
  }

  /**
   * Disables rules without deleting them, with `DisableEventRules`, 50 in a call.
   *
   * @param names - A name or a list; an empty list sends nothing.
   */
  disable(names: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  disable(names: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  disable(names: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async disable(names: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#change('DisableEventRules', names, options);
  }

  /**
   * Makes Cloud Monitor act as if an event had happened, with `SendDryRunSystemEvent`.
   *
   * **THIS SENDS REAL NOTIFICATIONS.** Every target of every enabled rule that takes the event receives it: queues, functions, webhooks, and
   * people by mail and phone, including those of rules that you did not create. Despite its name the operation is not a dry run. Each call
   * logs a warning. With `dryRun: true` nothing is sent, and you get the request.
   *
   * @param resourceId - The resource of the event: `tun-…`, `vco-…` or `vsc-…`, depending on the event's `subject` in `EVENTS`.
   */
  test(event: SystemEvent, resourceId: string, options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  test(event: SystemEvent, resourceId: string, options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  test(event: SystemEvent, resourceId: string, options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async test(event: SystemEvent, resourceId: string, options: WriteOptions = {}): Promise<unknown> {
    const chosen = copied(options);
    assertOpen(this.#context.closed);
    return (await engine()).testEvent(this.#context, event, resourceId, chosen);
  }

  async #change(action: RuleChange, names: string | readonly string[], options: WriteOptions): Promise<unknown> {
    const [given, chosen] = [copied(names), copied(options)];
    assertOpen(this.#context.closed);
    return (await engine()).changeRules(this.#context, action, given, chosen);
  }
}
