import { text } from '../../internal/records.ts';

/**
 * The format of a pushed event: that of a rule's webhook, of an event subscription (as JSON or as a form), of a queue message (in base64), or of
 * EventBridge.
 */
export type PushShape = 'rule' | 'subscription' | 'subscription-form' | 'queue' | 'eventbridge';

export const PUSH_SHAPES: readonly PushShape[] = ['rule', 'subscription', 'subscription-form', 'queue', 'eventbridge'];

/** A request body and its type. */
export interface PushedBody {
  readonly body: string;
  readonly contentType: string;
}

type Row = Readonly<Record<string, unknown>>;

const JSON_TYPE = 'application/json; charset=utf-8';

/** A row of `DescribeSystemEventAttribute` as the service would push it. */
export function pushedBody(row: Row, shape: PushShape, accountId: string, ruleName = 'simulated rule'): PushedBody {
  switch (shape) {
    case 'rule':
      return { body: JSON.stringify(ruleBody(row, accountId, ruleName)), contentType: JSON_TYPE };
    case 'queue':
      return { body: Buffer.from(JSON.stringify(ruleBody(row, accountId, ruleName))).toString('base64'), contentType: 'text/plain' };
    case 'subscription':
      return { body: JSON.stringify(subscriptionBody(row, accountId)), contentType: JSON_TYPE };
    case 'subscription-form': {
      const fields = Object.entries(subscriptionBody(row, accountId)).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
    }
    case 'eventbridge':
      return { body: JSON.stringify(envelope(row, accountId, ruleName)), contentType: 'application/cloudevents+json' };
  }
}

// Source: the documented sample of a rule's webhook.
function ruleBody(row: Row, accountId: string, ruleName: string): Record<string, unknown> {
  return { ...meta(row), ver: '1.0', userId: accountId, ruleName, content: contentOf(row) };
}

// Source: the documented sample of an event subscription.
function subscriptionBody(row: Row, accountId: string): Record<string, unknown> {
  const time = Number(row['Time']);
  return {
    userInfo: { userId: accountId },
    subscription: { subscriptionUuid: 'simulated', relation: 'AND', conditions: [{ field: 'source', op: 'EQ', value: 'SYS_EVENT' }] },
    batchId: `batch-${String(row['Id'])}`,
    alert: {
      alertStatus: 'TRIGGERED',
      source: 'SYS_EVENT',
      eventName: row['Name'],
      product: row['Product'],
      arn: row['ResourceId'],
      severity: row['Level'],
      // Whole seconds; the exact time is in the event's own record below.
      timestamp: Math.floor(time / 1000) * 1000,
      dedupId: row['Id'],
      eventContentMap: contentOf(row),
      eventRawContent: text(row['Content']) ?? '{}',
      userId: accountId,
      meta: { sysEventMeta: { ...meta(row), eventNameEn: row['Name'] } },
    },
    severity: row['Level'],
    strategyName: 'simulated strategy',
    userId: accountId,
    time,
  };
}

// Source: the documented EventBridge envelope, and the type names of its VPN events.
function envelope(row: Row, accountId: string, ruleName: string): Record<string, unknown> {
  const words = String(row['Name']).split('_');
  const at = new Date(Number(row['Time']));
  return {
    specversion: '1.0',
    id: row['Id'],
    source: 'acs.vpn',
    type: `vpn:CloudMonitor:${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`,
    subject: row['ResourceId'],
    time: at.toISOString(),
    aliyunaccountid: accountId,
    aliyunregionid: row['RegionId'],
    aliyuneventbusname: 'default',
    data: ruleBody(row, accountId, ruleName),
  };
}

function meta(row: Row): Record<string, unknown> {
  return {
    product: row['Product'],
    name: row['Name'],
    id: row['Id'],
    level: row['Level'],
    status: row['Status'],
    eventType: row['EventType'],
    regionId: row['RegionId'],
    resourceId: row['ResourceId'],
    instanceName: row['InstanceName'],
    groupId: row['GroupId'],
    eventTime: compactTime(Number(row['Time'])),
  };
}

/** `20260131T200000.123+0800`, the service's own form, which `Date.parse` refuses. */
function compactTime(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().replaceAll(/[-:]/g, '').slice(0, -1)}+0800`;
}

function contentOf(row: Row): unknown {
  try {
    return JSON.parse(text(row['Content']) ?? '{}') as unknown;
  } catch {
    return row['Content'];
  }
}
