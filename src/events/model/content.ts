import { isRecord } from '../../internal/records.ts';
import { withoutSecrets } from '../../transport/index.ts';
import type { EventContent } from './model.ts';

// No document shows what a VPN event carries. These are the kinds of fields that the documents' samples of system events have, and the
// VPC API's names for what they are about, by the last word of a key: ids, names, types, states, places, times, versions, causes.
const KINDS = /^(?:(?:instance|resource|region|zone|gateway|connection|tunnel|certificate|router|user|group|vpn)?ids?|names?|types?|states?|status|ips?|address(?:es)?|group|regions?|zones?|azone|time|timestamp|date|version|code|reason|level|impact|uptime|count|mode|role|product|action|result|asn)$/;
/** What holds such fields. */
const HOLDERS = /^(?:content|extensions?|data|details?|info|attributes?|options?|specs?|specification|events?|lists?|items?|instances?|resources?|gateways?|connections?|attachments?|tunnels?|certificates?|bgp|health|check)$/;
const SECRET_KEY = /psk|key|passw|passphrase|passcode|secret|token|credential|signature|cookie|session|auth/;
/** Ids and states, most of what comes: no secret looks like these, and looking for one takes time. */
const PLAIN = /^(?:(?:vpn|vco|tun|vsc|tr)-[a-z\d*]{1,40}|[a-z_]{1,15})$/;
/** Bounds of what an event may carry: beyond them values are left out. */
const LIMITS = { depth: 12, values: 2_000, text: 16_384, key: 64, dropped: 50 };

/** JSON inside text, where the text is an object or a list; anything else as it is. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > 1_048_576 || !/^\s{0,32}[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/**
 * What an event carries, as plain frozen JSON: fields of the kinds that are documented, and nothing else. Text that is JSON is opened;
 * text that spells out a secret is left out under any key.
 *
 * @param onDropped - Called with the keys whose fields are left out.
 */
export function eventContent(value: unknown, onDropped?: (keys: readonly string[]) => void): EventContent {
  const budget: Budget = { values: LIMITS.values, dropped: new Set() };
  const content = clean(value, 0, budget) ?? null;
  if (budget.dropped.size > 0) onDropped?.([...budget.dropped]);
  return content;
}

interface Budget {
  values: number;
  readonly dropped: Set<string>;
}

/** @param isField - Whether a plain value is wanted here, and not only what holds fields. */
function clean(raw: unknown, depth: number, budget: Budget, isField = true): EventContent | undefined {
  if (budget.values-- <= 0 || depth > LIMITS.depth) return undefined;
  const value = unwrapped(raw);
  if (Array.isArray(value)) return cleanItems(value as unknown[], depth, budget, isField);
  if (isRecord(value)) return cleanFields(value, depth, budget);
  return isField || value === null ? cleanScalar(value) : undefined;
}

function cleanScalar(value: unknown): EventContent | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.slice(0, LIMITS.text);
  return PLAIN.test(text) || withoutSecrets(text) === text ? text : undefined;
}

function cleanItems(items: readonly unknown[], depth: number, budget: Budget, isField: boolean): EventContent {
  const kept: EventContent[] = [];
  for (const item of items) {
    if (budget.values <= 0) break;
    const value = clean(item, depth + 1, budget, isField);
    if (value !== undefined) kept.push(value);
  }
  return Object.freeze(kept);
}

function cleanFields(fields: Readonly<Record<string, unknown>>, depth: number, budget: Budget): EventContent {
  const kept: Record<string, EventContent> = {};
  for (const key of Object.keys(fields)) {
    if (budget.values <= 0) break;
    const kind = kindOf(key);
    const value = kind === undefined ? undefined : clean(fields[key], depth + 1, budget, kind === 'field');
    if (value !== undefined) kept[key] = value;
    else if (budget.dropped.size < LIMITS.dropped) budget.dropped.add(withoutSecrets(key.slice(0, LIMITS.key)));
  }
  return Object.freeze(kept);
}

function kindOf(key: string): 'field' | 'holder' | undefined {
  if (key.length > LIMITS.key || SECRET_KEY.test(key.toLowerCase().replace(/[^a-z]/g, ''))) return undefined;
  const lastWord = /([A-Z]+|[A-Z]?[a-z]+)\d{0,3}$/.exec(key)?.[1]?.toLowerCase() ?? '';
  if (KINDS.test(lastWord)) return 'field';
  return HOLDERS.test(lastWord) ? 'holder' : undefined;
}
