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
 * Event rules of Cloud Monitor: which system events are sent to queues, functions, logs, webhooks and contact groups.
 *
 * These are the rules of the API 2019-01-01. Alibaba Cloud's help pages call this kind the older one, which is no longer extended and will be
 * replaced by event subscriptions; those have no operation in this version of the API. The pushes of both are read by `createEventReceiver`.
 *
 * Writes reject with a `TypeError` or a `RangeError` before any request where a value cannot be meant, and with `VpnMonitorError` otherwise:
 * `forbidden`, `not-found`, `config` once the monitor is closed, and what the service or the network failed with. They are sent again only
 * where nothing reached the service. With `dryRun: true` they send nothing and give the exact requests.
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
   * Makes the rule of this name be as defined, new or not: `PutEventRule`, `PutEventRuleTargets`, and `DeleteEventRuleTargets` for targets that
   * it has and that are not wanted any more. The same definition makes the same targets, so it can be put again at any time. A description
   * and a time of silence that are left out may stay as they were.
   *
   * Before that it reads the contact groups, the product of VPN events and the targets that are there; with `dryRun` too.
   *
   * Rejects with a `VpnMonitorError` whose `failures` name the targets that the service did not take, also where it calls that a success.
   * The rule then stands without them, which the message says.
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
   * The rules that take VPN events, enabled or not, each once: `DescribeEventRuleList`, asked twice, since it hides disabled rules. They are
   * read anew each time the list is iterated.
   *
   * @throws `TypeError` naming an option that it does not have.
   */
  list(options: SubscriptionListOptions = {}): Listing<Subscription> {
    assertListOptions(options);
    const context = this.#context;
    const chosen = copied(options);
    return wholeListing(async (within) => (await engine()).listSubscriptions(context, chosen, within), chosen.signal, context.closed);
  }

  /** Removes rules with their targets: `DeleteEventRules`, 50 to a call. @param names - One name or a list; none sends nothing. */
  delete(names: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  delete(names: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  delete(names: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async delete(names: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#change('DeleteEventRules', names, options);
  }

  /** Has rules notify again: `EnableEventRules`, 50 to a call. @param names - One name or a list; none sends nothing. */
  enable(names: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  enable(names: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  enable(names: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async enable(names: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#change('EnableEventRules', names, options);
  }

  /** Keeps rules from notifying, and keeps the rules: `DisableEventRules`, 50 to a call. @param names - One name or a list; none sends nothing. */
  disable(names: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  disable(names: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  disable(names: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async disable(names: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#change('DisableEventRules', names, options);
  }

  /**
   * Has Cloud Monitor act as if an event had happened: `SendDryRunSystemEvent`.
   *
   * **THIS SENDS REAL NOTIFICATIONS.** Every target of every enabled rule that takes the event gets it: queues, functions, webhooks, and
   * people by mail and phone, also from rules that you did not make. The operation's name speaks of a dry run, and it is none. A warning is
   * logged each time. With `dryRun: true` nothing is sent, and you get the request.
   *
   * @param resourceId - What the event is about: `tun-…`, `vco-…` or `vsc-…`, as its `subject` in `EVENTS` says.
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
