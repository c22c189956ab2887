import { isRecord, text } from '../internal/records.ts';
import { unwrapped } from './content.ts';
import { isVpnProduct, specOf } from './event-name.ts';
import { eventTime } from './event-time.ts';
import { malformed, payloadValue } from './payload.ts';
import type { RawEvent } from './raw-event.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where queues, functions and `data=` callbacks put the event. */
const WRAPPERS = ['Message', 'MessageBody', 'messageBody', 'data', 'body'] as const;
const MAX_WRAPPERS = 4;

/** The event in any of the pushed shapes; `undefined` where none is recognised. */
export function rawEventIn(payload: unknown, maxBytes: number): RawEvent | undefined {
  let value = payload;
  for (let layer = 0; layer <= MAX_WRAPPERS; layer++) {
    if (!isRecord(value)) return undefined;
    const fields: Fields = value;
    if (own(fields, 'alert') !== undefined) return fromSubscription(fields, maxBytes);
    if (own(fields, 'specversion') !== undefined || isCloudEvent(fields)) return fromEventBridge(fields);
    if (own(fields, 'name') !== undefined) return fromRule(fields);
    const wrapper = WRAPPERS.find((key) => own(fields, key) !== undefined);
    if (wrapper === undefined) return undefined;
    value = payloadValue(own(fields, wrapper), maxBytes);
  }
  throw malformed('it is wrapped too deep');
}

function own(fields: Fields, key: string): unknown {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return value === null || value === '' ? undefined : value;
}

function record(value: unknown): Fields {
  const opened = unwrapped(value);
  return isRecord(opened) ? opened : {};
}

/** The webhook of an alert rule, and the message that a rule puts into a queue or gives a function. */
function fromRule(fields: Fields): RawEvent | undefined {
  const name = text(own(fields, 'name'));
  if (name === undefined) {
    if (isVpnProduct(text(own(fields, 'product')))) throw malformed('its name is not text');
    return undefined;
  }
  const content = unwrapped(own(fields, 'content'));
  return {
    name,
    id: text(own(fields, 'id')),
    product: text(own(fields, 'product')),
    level: text(own(fields, 'level')),
    at: eventTime(own(fields, 'eventTime')) ?? eventTime(own(fields, 'time')) ?? eventTime(own(fields, 'timestamp')),
    regionId: text(own(fields, 'regionId')),
    resourceId: text(own(fields, 'resourceId')),
    instanceName: text(own(fields, 'instanceName')),
    content,
    ruleName: text(own(fields, 'ruleName')),
  };
}

/** The callback of an event subscription; as a form, its parts are JSON text. */
function fromSubscription(fields: Fields, maxBytes: number): RawEvent | undefined {
  const given = own(fields, 'alert');
  const alert = typeof given === 'string' ? payloadValue(given, maxBytes) : given;
  if (!isRecord(alert)) throw malformed('its alert is not an object');
  const source = text(own(alert, 'source'));
  if (source !== undefined && source.toUpperCase() !== 'SYS_EVENT') return undefined;
  const meta = record(own(record(own(alert, 'meta')), 'sysEventMeta'));
  const name = text(own(meta, 'name')) ?? text(own(alert, 'eventName'));
  if (name === undefined) return undefined;
  return {
    name,
    id: text(own(meta, 'id')),
    product: text(own(meta, 'product')) ?? text(own(alert, 'product')),
    level: text(own(meta, 'level')) ?? text(own(alert, 'severity')) ?? text(own(fields, 'severity')),
    // The alert's own time is cut to seconds in the documents' sample.
    at: eventTime(own(meta, 'eventTime')) ?? eventTime(own(alert, 'timestamp')) ?? eventTime(own(fields, 'time')),
    regionId: text(own(meta, 'regionId')) ?? text(own(alert, 'regionId')),
    resourceId: text(own(meta, 'resourceId')) ?? text(own(alert, 'arn')),
    instanceName: text(own(meta, 'instanceName')),
    content: unwrapped(own(alert, 'eventContentMap') ?? own(alert, 'eventRawContent')),
    ruleName: text(own(fields, 'strategyName')) ?? text(own(record(own(fields, 'subscription')), 'subscriptionName')),
  };
}

function isCloudEvent(fields: Fields): boolean {
  return ['type', 'source', 'id', 'data'].every((key) => own(fields, key) !== undefined);
}

/** A CloudEvent, such as `vpn:CloudMonitor:IpsecPhase1NegoFailed`. Its data is the event, or what the event carries. */
function fromEventBridge(fields: Fields): RawEvent | undefined {
  const type = text(own(fields, 'type'))?.slice(0, 256);
  const data = unwrapped(own(fields, 'data'));
  const inner = isRecord(data) ? data : {};
  const event = own(inner, 'name') === undefined ? undefined : fromRule(inner);
  const [product, ...rest] = type?.split(':') ?? [];
  // What the event carries may have a name of its own, such as a connection's.
  const isEvent = event && (specOf(event.name) !== undefined || own(inner, 'content') !== undefined);
  const name = isEvent ? event.name : rest.at(-1);
  if (name === undefined || name === '') return undefined;
  return {
    name,
    id: text(own(inner, 'id')) ?? text(own(fields, 'id')),
    product: isVpnProduct(product) ? product : (text(own(inner, 'product')) ?? product),
    level: text(own(inner, 'level')),
    at: eventTime(own(inner, 'eventTime')) ?? eventTime(own(inner, 'time')) ?? eventTime(own(fields, 'time')),
    regionId: text(own(inner, 'regionId')) ?? text(own(fields, 'aliyunregionid')),
    resourceId: text(own(inner, 'resourceId')) ?? text(own(fields, 'subject')),
    instanceName: text(own(inner, 'instanceName')),
    content: unwrapped(own(inner, 'content') ?? data),
    ruleName: text(own(inner, 'ruleName')),
  };
}
