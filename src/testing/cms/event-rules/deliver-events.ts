import type { Delivery } from '../../events/deliver.ts';
import { postToThisMachine } from '../../events/post.ts';
import { pushedBody } from '../../events/pushed.ts';
import { wireEvent } from '../../events/wire.ts';
import type { Service } from '../../service/context.ts';
import type { EventPattern, EventRule } from './model.ts';

type Row = Readonly<Record<string, unknown>>;

/** The delivery of an event to the webhook of an event rule. */
export interface RuleDelivery extends Delivery {
  /** The name of the event rule. */
  readonly ruleName: string;
}

/** Pushes what happened since the last time, and the tests, to the webhooks of the enabled rules that take it. Oldest first. */
export async function deliverEvents(service: Service): Promise<readonly RuleDelivery[]> {
  const { rules, tests } = service.eventRules;
  const enabled = [...rules.values()].filter((rule) => rule.isEnabled && rule.eventType === 'SYSTEM');
  const deliveries: RuleDelivery[] = [];
  for (const { row, at } of [...freshEvents(service), ...tests.splice(0).map((row) => ({ row, at: service.now() }))]) {
    for (const rule of enabled.filter(({ since, patterns }) => since <= at && patterns.some((pattern) => takes(pattern, row)))) {
      deliveries.push(...(await deliverTo(rule, row, service.accountId)));
    }
  }
  return deliveries;
}

function freshEvents(service: Service): { readonly row: Row; readonly at: number }[] {
  const { rules, seen } = service.eventRules;
  const now = service.now();
  const since = Math.min(now, ...[...rules.values()].map((rule) => rule.since));
  const fresh = service.events.readable(now, since, now).filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.map((event) => ({ row: wireEvent(event, service, service.options.events ?? {}), at: event.at }));
}

async function deliverTo({ name, targets }: EventRule, row: Row, accountId: string): Promise<readonly RuleDelivery[]> {
  const deliveries: RuleDelivery[] = [];
  for (const { fields } of targets.filter(({ list }) => list === 'WebhookParameters')) {
    const push = pushedBody(row, 'rule', accountId, name);
    const method = fields['Method'] === 'GET' ? 'GET' : 'POST';
    deliveries.push({ id: String(row['Id']), ...(await postToThisMachine(fields['Url'] ?? '', push, method)), ruleName: name });
  }
  return deliveries;
}

function takes({ product, names, levels, types, statuses, keyword }: EventPattern, row: Row): boolean {
  const isAmong = (list: readonly string[], value: unknown): boolean =>
    list.length === 0 || list.includes('*') || list.includes(String(value));
  const isOfProduct = product === '*' || product.toLowerCase() === String(row['Product']).toLowerCase();
  const isNamed =
    isAmong(names, row['Name']) && isAmong(levels, row['Level']) && isAmong(types, row['EventType']) && isAmong(statuses, row['Status']);
  return isOfProduct && isNamed && (keyword === undefined || String(row['Content']).includes(keyword));
}
