import { contentKeyKind, LONGEST_CONTENT_KEY } from '../../internal/content-keys.ts';
import { unwrapped } from '../../internal/json-text.ts';
import { isRecord } from '../../internal/records.ts';
import { withoutSecrets } from '../../transport/index.ts';
import type { EventContent } from './model.ts';

/** Ids and states, most of what comes: no secret looks like these, and looking for one takes time. */
const PLAIN = /^(?:(?:vpn|vco|tun|vsc|tr)-[a-z\d*]{1,40}|[a-z_]{1,15})$/;
/** Bounds of what an event may carry: beyond them values are left out. */
const LIMITS = { depth: 12, values: 2_000, text: 16_384, dropped: 50 };

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
    const kind = contentKeyKind(key);
    const value = kind === undefined ? undefined : clean(fields[key], depth + 1, budget, kind === 'field');
    if (value !== undefined) kept[key] = value;
    else if (budget.dropped.size < LIMITS.dropped) budget.dropped.add(withoutSecrets(key.slice(0, LONGEST_CONTENT_KEY)));
  }
  return Object.freeze(kept);
}
