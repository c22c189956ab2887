import { unwrapped } from '../../../internal/json-text.ts';
import { isRecord, text } from '../../../internal/records.ts';

const LIMITS = { text: 8_192, entries: 50, value: 256 };
const KEY = /^[A-Za-z][\w.-]{0,63}$/;
/** How lists of pairs name their two parts. */
const PAIRS = [
  ['Key', 'Value'],
  ['key', 'value'],
  ['Name', 'Value'],
  ['name', 'value'],
] as const;

/**
 * Dimensions by key, from a map as Java prints it (`{userId=1, instanceId=vpn-1}`), from JSON text or from what a parser made of that: an
 * object, a list of objects, a list of pairs. Of a key that comes twice the first counts.
 */
export function dimensionsOf(given: unknown): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const value = unwrapped(given);
  if (typeof value === 'string') for (const [key, id] of printedEntries(value.slice(0, LIMITS.text))) note(found, key, id);
  for (const fields of Array.isArray(value) ? (value as readonly unknown[]).slice(0, LIMITS.entries) : [value]) {
    if (isRecord(fields)) noteFields(found, fields);
  }
  return Object.freeze(Object.fromEntries(found));
}

function noteFields(found: Map<string, string>, fields: Readonly<Record<string, unknown>>): void {
  const pair = PAIRS.find((names) => names.every((name) => Object.hasOwn(fields, name)));
  if (pair) {
    note(found, text(fields[pair[0]]) ?? '', fields[pair[1]]);
    return;
  }
  for (const key of Object.keys(fields).slice(0, LIMITS.entries)) note(found, key, fields[key]);
}

function note(found: Map<string, string>, key: string, value: unknown): void {
  const id = text(value)?.trim().slice(0, LIMITS.value) ?? '';
  if (id !== '' && id !== 'null' && KEY.test(key) && !found.has(key) && found.size < LIMITS.entries) found.set(key, id);
}

/** The entries of a printed map. A piece without `=` belongs to the value before it. */
function printedEntries(map: string): readonly (readonly [string, string])[] {
  const entries: [string, string][] = [];
  for (const piece of map
    .replace(/^[\s[{]+/, '')
    .replace(/[\s\]}]+$/, '')
    .split(',')) {
    const at = piece.indexOf('=');
    const last = entries.at(-1);
    if (at > 0) entries.push([piece.slice(0, at).trim(), piece.slice(at + 1)]);
    else if (last) last[1] += `,${piece}`;
  }
  // A documented sample has a bracket that nothing opens.
  return entries.map(([key, value]) => [key, value.includes('(') ? value : value.replace(/\)\s*$/, '')]);
}
