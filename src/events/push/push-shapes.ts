import { VpnMonitorError } from '../../errors.ts';
import { unwrapped } from '../../internal/json-text.ts';
import { firstOf, isRecord, text } from '../../internal/records.ts';
import { serviceTime } from '../../internal/service-time.ts';
import { isVpnProduct, specOf } from '../model/event-name.ts';
import type { RawEvent } from '../model/raw-event.ts';
import { isThreshold, type RawThreshold, rawThreshold } from './alerts/raw-threshold.ts';
import { malformed } from './malformed.ts';
import { type Fields, own } from './own.ts';
import { payloadValue } from './payload.ts';

/** Where queues, functions and `data=` callbacks put the event. */
const WRAPPERS = ['Message', 'MessageBody', 'messageBody', 'data', 'body'] as const;
/** What MNS sends with each message of a topic, in XML and in JSON. */
const NOTIFICATION = ['TopicName', 'MessageId', 'Message'] as const;
/** Lists and wrappers, one inside the other. */
const MAX_LAYERS = 5;

/** What a push holds, one entry for each event: `undefined` where it has none of the known shapes, an error where it cannot be read. */
export interface OpenedPush {
  readonly found: (RawEvent | RawThreshold | VpnMonitorError | undefined)[];
  /** Whether it is a notification of MNS, which waits for an acknowledgement of its own kind. */
  isNotification: boolean;
}

/** What is inside a payload of any of the pushed shapes, single or in lists. */
export function openPush(payload: unknown, maxBytes: number): OpenedPush {
  const opened: OpenedPush = { found: [], isNotification: false };
  openLayer(payload, maxBytes, opened, 0);
  return opened;
}

function openLayer(payload: unknown, maxBytes: number, opened: OpenedPush, layer: number): void {
  if (layer > MAX_LAYERS) throw malformed('it is wrapped too deep');
  const value = payloadValue(payload, maxBytes);
  if (!isRecord(value)) {
    for (const item of value) {
      try {
        openLayer(item, maxBytes, opened, layer + 1);
      } catch (error) {
        // One that cannot be read keeps none of the others back.
        opened.found.push(VpnMonitorError.isInstance(error) ? error : malformed('one of its list has getters that throw'));
      }
    }
    return;
  }
  if (NOTIFICATION.every((key) => own(value, key) !== undefined)) opened.isNotification = true;
  if (isThreshold(value)) {
    opened.found.push(rawThreshold(value));
    return;
  }
  const wrapper = isEvent(value) ? undefined : WRAPPERS.find((key) => own(value, key) !== undefined);
  if (wrapper === undefined) opened.found.push(rawEventOf(value, maxBytes));
  else openLayer(own(value, wrapper), maxBytes, opened, layer + 1);
}

function isEvent(fields: Fields): boolean {
  return ['alert', 'specversion', 'name'].some((key) => own(fields, key) !== undefined) || isCloudEvent(fields);
}

function rawEventOf(fields: Fields, maxBytes: number): RawEvent | undefined {
  if (own(fields, 'alert') !== undefined) return fromSubscription(fields, maxBytes);
  if (own(fields, 'specversion') !== undefined || isCloudEvent(fields)) return fromEventBridge(fields);
  return own(fields, 'name') === undefined ? undefined : fromRule(fields);
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
    at: firstOf(serviceTime, own(fields, 'eventTime'), own(fields, 'time'), own(fields, 'timestamp')),
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
  const name = firstOf(text, own(meta, 'name'), own(alert, 'eventName'));
  if (name === undefined) return undefined;
  return {
    name,
    id: text(own(meta, 'id')),
    product: firstOf(text, own(meta, 'product'), own(alert, 'product')),
    level: firstOf(text, own(meta, 'level'), own(alert, 'severity'), own(fields, 'severity')),
    // The alert's own time is cut to seconds in the documents' sample.
    at: firstOf(serviceTime, own(meta, 'eventTime'), own(alert, 'timestamp'), own(fields, 'time')),
    regionId: firstOf(text, own(meta, 'regionId'), own(alert, 'regionId')),
    resourceId: firstOf(text, own(meta, 'resourceId'), own(alert, 'arn')),
    instanceName: text(own(meta, 'instanceName')),
    content: unwrapped(own(alert, 'eventContentMap') ?? own(alert, 'eventRawContent')),
    ruleName: firstOf(text, own(fields, 'strategyName'), own(record(own(fields, 'subscription')), 'subscriptionName')),
  };
}

function isCloudEvent(fields: Fields): boolean {
  return ['type', 'source', 'id', 'data'].every((key) => own(fields, key) !== undefined);
}

/** A CloudEvent, such as `vpn:CloudMonitor:IpsecPhase1NegoFailed`. Its data is the event, or what the event carries. */
function fromEventBridge(fields: Fields): RawEvent | undefined {
  const [product, ...rest] = text(own(fields, 'type'))?.slice(0, 256).split(':') ?? [];
  const data = unwrapped(own(fields, 'data'));
  const inner = isRecord(data) ? data : {};
  const name = nameInData(inner) ?? rest.at(-1);
  if (name === undefined || name === '') return undefined;
  return {
    name,
    id: firstOf(text, own(inner, 'id'), own(fields, 'id')),
    product: isVpnProduct(product) ? product : (text(own(inner, 'product')) ?? product),
    level: text(own(inner, 'level')),
    at: firstOf(serviceTime, own(inner, 'eventTime'), own(inner, 'time'), own(fields, 'time')),
    regionId: firstOf(text, own(inner, 'regionId'), own(fields, 'aliyunregionid')),
    resourceId: firstOf(text, own(inner, 'resourceId'), own(fields, 'subject')),
    instanceName: text(own(inner, 'instanceName')),
    content: unwrapped(own(inner, 'content') ?? data),
    ruleName: text(own(inner, 'ruleName')),
  };
}

/** The name of the event that the data is; what an event carries may have a name of its own, such as a connection's. */
function nameInData(data: Fields): string | undefined {
  const name = own(data, 'name') === undefined ? undefined : fromRule(data)?.name;
  return name !== undefined && (specOf(name) !== undefined || own(data, 'content') !== undefined) ? name : undefined;
}
