import { assertChoice, assertFilled } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { shown } from '../../internal/shown.ts';
import type { ContactGroupTarget, FunctionTarget, LogTarget, WebhookTarget } from './definition.ts';
import type { TargetKind } from './target-kinds.ts';

/** What a target comes to. */
export interface TargetParts {
  /** How messages name it: nothing secret. */
  readonly label: string;
  /** What its id is made of: nothing secret. */
  readonly identity: readonly string[];
  /** What two targets must differ in. */
  readonly unique: readonly string[];
  /** By wire name, without the id. */
  readonly params: Readonly<Record<string, string>>;
  /** What no message may repeat. */
  readonly secret?: string;
  readonly contactGroup?: string;
}

type Read = (target: unknown, name: string) => TargetParts;
/** As any JavaScript caller may have filled it. */
type Loose<T> = Readonly<Partial<Record<keyof T, unknown>>>;
type AnyMns = { readonly region: string; readonly queue: string; readonly topic: string };

const MNS_KEYS = /* @__PURE__ */ keysOf<AnyMns>({ region: true, queue: true, topic: true });
const FC_KEYS = /* @__PURE__ */ keysOf<FunctionTarget>({ region: true, service: true, function: true });
const SLS_KEYS = /* @__PURE__ */ keysOf<LogTarget>({ region: true, project: true, logstore: true });
const WEBHOOK_KEYS = /* @__PURE__ */ keysOf<WebhookTarget>({ url: true, method: true });
const CONTACT_KEYS = /* @__PURE__ */ keysOf<ContactGroupTarget>({ name: true, level: true });

/** Reads the targets of each kind; a `TypeError` or `RangeError` names what is wrong with one. In the order in which they get their ids. */
export function targetReaders(regionId: string): Readonly<Record<TargetKind, Read>> {
  const regionOf = (region: unknown, name: string): string => {
    if (region === undefined) return regionId;
    assertFilled(`${name}.region`, region);
    return region;
  };
  return {
    contactGroups: readContactGroup,
    fc: (target, name) => {
      const { region, service, function: fn } = bag<FunctionTarget>(target, FC_KEYS, name);
      assertFilled(`${name}.service`, service);
      assertFilled(`${name}.function`, fn);
      const place = regionOf(region, name);
      return plain(`function ${service}/${fn} in ${place}`, { FunctionName: fn, Region: place, ServiceName: service });
    },
    mns: (target, name) => {
      const { region, queue, topic } = bag<AnyMns>(target, MNS_KEYS, name);
      if ((queue === undefined) === (topic === undefined)) throw new TypeError(`${name} must have either a queue or a topic`);
      const [kind, of, key] = queue === undefined ? (['topic', topic, 'Topic'] as const) : (['queue', queue, 'Queue'] as const);
      assertFilled(`${name}.${kind}`, of);
      const place = regionOf(region, name);
      return plain(`${kind} ${of} in ${place}`, { [key]: of, Region: place });
    },
    sls: (target, name) => {
      const { region, project, logstore } = bag<LogTarget>(target, SLS_KEYS, name);
      assertFilled(`${name}.project`, project);
      assertFilled(`${name}.logstore`, logstore);
      const place = regionOf(region, name);
      return plain(`logstore ${project}/${logstore} in ${place}`, { LogStore: logstore, Project: project, Region: place });
    },
    webhook: readWebhook,
  };
}

function readContactGroup(target: unknown, at: string): TargetParts {
  const { name, level = 4 } = typeof target === 'string' ? { name: target } : bag<ContactGroupTarget>(target, CONTACT_KEYS, at);
  assertFilled(typeof target === 'string' ? at : `${at}.name`, name);
  assertChoice(`${at}.level`, level, [2, 3, 4]);
  return {
    label: `contact group ${name}`,
    identity: [name],
    unique: [name],
    params: { ContactGroupName: name, Level: String(level) },
    contactGroup: name,
  };
}

function readWebhook(target: unknown, name: string): TargetParts {
  const { url, method = 'POST' } = typeof target === 'string' ? { url: target } : bag<WebhookTarget>(target, WEBHOOK_KEYS, name);
  assertChoice(`${name}.method`, method, ['GET', 'POST']);
  // The address itself is never shown: it may hold a token.
  if (typeof url !== 'string') throw new TypeError(`${name}${typeof target === 'string' ? '' : '.url'} ${shown(url)} must be a URL`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new TypeError(`${name} must be a URL that begins with https:// or http://${parsed ? `, and not with ${parsed.protocol}` : ''}`);
  const said = String(method);
  // Source: the remarks of PutEventRuleTargetsRequest: the protocols are http, telnet and ping; https is http with another URL.
  const params = { Method: said, Protocol: 'http', Url: url };
  return { label: `webhook ${said} ${parsed.host}`, identity: [said, parsed.host], unique: [said, parsed.href], params, secret: url };
}

function plain(label: string, params: Readonly<Record<string, string>>): TargetParts {
  const identity = Object.entries(params).flat();
  return { label, identity, unique: identity, params };
}

function bag<T>(target: unknown, keys: readonly string[], name: string): Loose<T> {
  assertOptions(target, keys, name, 'field');
  return target as Loose<T>;
}
