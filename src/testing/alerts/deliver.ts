import { type Posted, postToThisMachine } from '../events/post.ts';
import type { Service } from '../service/context.ts';
import { evaluateRules } from './evaluate.ts';
import type { AlertState } from './model.ts';
import { notificationFields } from './notification.ts';

/**
 * The delivery of a notification of a threshold rule to its webhook.
 *
 * @example
 * ```ts
 * import { createSimulator } from 'alicloud-vpn-monitor/testing';
 *
 * // Your code has created a rule on the state of tunnels, with a webhook on this machine.
 * export async function outage(cloud = createSimulator.preset('dual-tunnel')): Promise<void> {
 *   cloud.tunnel(cloud.connections[0]?.tunnelIds[0] ?? '').down();
 *   cloud.advance('10m');
 *   for (const { ruleId, level, status } of await cloud.deliverAlerts()) console.log(ruleId, level, status);
 * }
 * ```
 */
export interface AlertDelivery {
  /** The id of the threshold rule. */
  readonly ruleId: string;
  /** The level that the resource reached, or is reminded of. */
  readonly level: AlertState;
  /** The time of the rule's decision, in milliseconds since the epoch. */
  readonly at: number;
  /** The dimensions of the resource by key. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The webhook of the rule. */
  readonly url: string;
  /** The fields of the posted form. */
  readonly fields: Readonly<Record<string, string>>;
  /** The number of attempts; 0 if the webhook is not on this machine. */
  readonly attempts: number;
  /** The last HTTP status; `undefined` if no attempt was answered. */
  readonly status: number | undefined;
}

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

/** Evaluates the rules up to now, posts what they have to say, and writes the alert log. */
export async function deliverAlerts(service: Service): Promise<readonly AlertDelivery[]> {
  const deliveries: AlertDelivery[] = [];
  for (const finding of evaluateRules(service, service.now())) {
    const { rule, series, notice } = finding;
    const entry = service.alertLog.add(finding);
    if (rule.webhook === undefined || notice.outcome !== 'sent') continue;
    const fields = notificationFields(finding, service);
    const { attempts, status } = await post(rule.webhook, fields);
    entry.webhookStatus = status;
    deliveries.push({
      ruleId: rule.id,
      level: notice.to,
      at: notice.at,
      dimensions: series.dimensions,
      url: rule.webhook,
      fields,
      attempts,
      status,
    });
  }
  return deliveries;
}

async function post(url: string, fields: Readonly<Record<string, string>>): Promise<Posted> {
  return postToThisMachine(url, { body: new URLSearchParams(fields).toString(), contentType: FORM });
}
