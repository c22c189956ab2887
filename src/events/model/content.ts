import { isRecord } from '../../internal/records.ts';
import type { EventContent } from './model.ts';

const SECRET_KEY = /psk|authkey|sharedkey|privatekey|secretkey|accesskey|bgpkey|passw|secret|token|certificate|credential/;
const SECRET_TEXT = /-----BEGIN|(?:psk|auth_?key|shared_?key|private_?key|access_?key|passw(?:or)?d|secret|token)["'\\ ]{0,4}[:=]/i;
const POLLUTING: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Bounds of what an event may carry: beyond them values are left out. */
const LIMITS = { depth: 12, values: 2_000, text: 16_384 };

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
 * What an event carries, as plain frozen JSON. Text that is JSON is opened, so that no secret hides in
 * it; keys that name a secret and text that spells one out are left out.
 */
export function eventContent(value: unknown): EventContent {
  return clean(value, 0, { values: LIMITS.values }) ?? null;
}

interface Budget {
  values: number;
}

function clean(raw: unknown, depth: number, budget: Budget): EventContent | undefined {
  if (budget.values-- <= 0 || depth > LIMITS.depth) return undefined;
  const value = unwrapped(raw);
  if (Array.isArray(value)) return cleanItems(value as unknown[], depth, budget);
  return isRecord(value) ? cleanFields(value, depth, budget) : cleanScalar(value);
}

function cleanScalar(value: unknown): EventContent | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && !SECRET_TEXT.test(value) ? value.slice(0, LIMITS.text) : undefined;
}

function cleanItems(items: readonly unknown[], depth: number, budget: Budget): EventContent {
  const kept: EventContent[] = [];
  for (const item of items) {
    if (budget.values <= 0) break;
    const value = clean(item, depth + 1, budget);
    if (value !== undefined) kept.push(value);
  }
  return Object.freeze(kept);
}

function cleanFields(fields: Readonly<Record<string, unknown>>, depth: number, budget: Budget): EventContent {
  const kept: Record<string, EventContent> = {};
  for (const key of Object.keys(fields)) {
    if (budget.values <= 0) break;
    if (isRefusedKey(key)) continue;
    const value = clean(fields[key], depth + 1, budget);
    if (value !== undefined) kept[key] = value;
  }
  return Object.freeze(kept);
}

function isRefusedKey(key: string): boolean {
  return POLLUTING.has(key) || key.length > 256 || SECRET_KEY.test(key.toLowerCase().replace(/[^a-z]/g, ''));
}
