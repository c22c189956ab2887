import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS } from 'alicloud-vpn-monitor';

const folder = join(import.meta.dirname, '../fixtures/events');
export const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
export const fixtureText = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();

/** A row of DescribeSystemEventAttribute. */
export type Row = Readonly<Record<string, unknown>>;

const legacy = fixture('callback-system-event-legacy.json');
const subscription = fixture('callback-event-subscription.json') as { alert: { meta: { sysEventMeta: object } } };
const envelope = fixture('eventbridge-envelope.json');

/** `2026-01-31T12:00:00.123Z` as `20260131T200000.123+0800`. */
export function compactTime(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().replaceAll(/[-:]/g, '').slice(0, -1)}+0800`;
}

export function camelCase(name: string): string {
  return name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** A pulled row as the rule webhook sends it. */
export function asRule(row: Row): Record<string, unknown> {
  return {
    ...legacy,
    product: row['Product'],
    name: row['Name'],
    id: row['Id'],
    level: row['Level'],
    status: row['Status'],
    regionId: row['RegionId'],
    resourceId: row['ResourceId'],
    instanceName: row['InstanceName'],
    eventTime: compactTime(Number(row['Time'])),
    content: JSON.parse(String(row['Content'])) as unknown,
  };
}

/** A pulled row as an event subscription sends it. */
export function asSubscription(row: Row): Record<string, unknown> {
  const { alert } = subscription;
  const meta = {
    ...alert.meta.sysEventMeta,
    name: row['Name'],
    eventNameEn: row['Name'],
    id: row['Id'],
    product: row['Product'],
    level: row['Level'],
    status: row['Status'],
    regionId: row['RegionId'],
    resourceId: row['ResourceId'],
    instanceName: row['InstanceName'],
    eventTime: compactTime(Number(row['Time'])),
  };
  return {
    ...subscription,
    alert: {
      ...alert,
      eventName: row['Name'],
      product: row['Product'],
      arn: row['ResourceId'],
      severity: row['Level'],
      timestamp: Math.floor(Number(row['Time']) / 1000) * 1000,
      eventContentMap: JSON.parse(String(row['Content'])) as unknown,
      meta: { sysEventMeta: meta },
    },
  };
}

/** A pulled row as EventBridge sends it. */
export function asCloudEvent(row: Row, data: unknown = asRule(row)): Record<string, unknown> {
  return {
    ...envelope,
    source: 'acs.vpn',
    type: `vpn:CloudMonitor:${camelCase(String(row['Name']))}`,
    time: new Date(Number(row['Time'])).toISOString(),
    data,
  };
}

export function form(fields: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(fields).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(text).toString();
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

/** Every shape and packing in which an event may be pushed. */
export const PUSHED: readonly (readonly [shape: string, make: (row: Row) => unknown])[] = [
  ['rule, object', asRule],
  ['rule, text', (row) => JSON.stringify(asRule(row))],
  ['rule, bytes', (row) => Buffer.from(JSON.stringify(asRule(row)))],
  ['rule, content as text', (row) => ({ ...asRule(row), content: row['Content'] })],
  ['subscription, object', asSubscription],
  ['subscription, text', (row) => JSON.stringify(asSubscription(row))],
  ['subscription, data=', (row) => form({ data: asSubscription(row) })],
  ['subscription, form', (row) => form(asSubscription(row))],
  ['subscription, form fields', (row) => new URLSearchParams(form(asSubscription(row)))],
  ['subscription, form fields by a body parser', (row) => Object.fromEntries(new URLSearchParams(form(asSubscription(row))))],
  ['queue, text', (row) => JSON.stringify(asRule(row))],
  ['queue, base64', (row) => base64(asRule(row))],
  ['queue, base64 bytes', (row) => Buffer.from(base64(asRule(row)))],
  ['queue, Message', (row) => ({ Message: JSON.stringify(asRule(row)) })],
  ['queue, MessageBody in base64', (row) => JSON.stringify({ MessageId: '1', MessageBody: base64(asRule(row)) })],
  ['EventBridge, object', (row) => asCloudEvent(row)],
  ['EventBridge, text', (row) => JSON.stringify(asCloudEvent(row))],
  ['EventBridge, data as text', (row) => JSON.stringify(asCloudEvent(row, JSON.stringify(asRule(row))))],
  ['EventBridge, data is the content', (row) => ({ ...asCloudEvent(row, JSON.parse(String(row['Content']))), id: row['Id'] })],
];

export const NAMES = EVENTS.map(({ name }) => name);
