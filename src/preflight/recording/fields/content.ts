import { kindOfId } from '../../../catalog/index.ts';
import { contentKeyKind } from '../../../internal/content-keys.ts';
import { unwrapped } from '../../../internal/json-text.ts';
import { isRecord, jsonOf } from '../../../internal/records.ts';
import { isCount, isInstant, isPlace, isTime } from '../anonymous/plain.ts';
import { isWord } from '../anonymous/vocabulary.ts';
import type { Recorded } from './field.ts';

const LIMITS = { depth: 12, values: 2_000 };
/** Values of these keys are the service's own words. */
const WORD_KEY = /(?:types?|states?|status|reason|level|impact|code|mode|role|product|action|result)\d{0,3}$/i;
const TIME_KEY = /(?:time|timestamp|date)\d{0,3}$/i;
const COUNT_KEY = /(?:count|uptime)\d{0,3}$/i;
const NAMING_KEY = /(?:ids?|names?|group|ips?|address(?:es)?|asn)\d{0,3}$/i;

/** Whether a value is recorded itself, or only what it holds, or only ids, which are looked for everywhere. */
type Wanted = 'field' | 'holder' | 'ids';

interface Reading {
  /** The event's name, by which its content is recognised. */
  readonly eventName: unknown;
  readonly recorded: Recorded;
  values: number;
}

/** What an event carries: the kinds of fields that its model has, and ids. Text that is JSON stays JSON in text. */
export function eventContent(value: unknown, eventName: unknown, recorded: Recorded): unknown {
  return contentOf(value, 'content', 'field', 0, { eventName, recorded, values: LIMITS.values });
}

function contentOf(value: unknown, key: string, wanted: Wanted, depth: number, reading: Reading): unknown {
  if (reading.values-- <= 0 || depth > LIMITS.depth) return undefined;
  const opened = unwrapped(value);
  if (opened !== value) {
    const said = contentOf(opened, key, wanted, depth + 1, reading);
    return said === undefined ? undefined : jsonOf(said);
  }
  if (Array.isArray(value)) return value.flatMap((item: unknown) => contentOf(item, key, wanted, depth + 1, reading) ?? []);
  if (isRecord(value)) return fieldsOf(value, depth, reading);
  if (value === null) return wanted === 'ids' ? undefined : null;
  return scalarOf(value, key, wanted, reading);
}

function fieldsOf(value: Readonly<Record<string, unknown>>, depth: number, reading: Reading): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(value).flatMap((key): [string, unknown][] => {
      const said = contentOf(value[key], key, contentKeyKind(key) ?? 'ids', depth + 1, reading);
      return said === undefined ? [] : [[reading.recorded.pseudonyms.inWords(key), said]];
    }),
  );
}

function scalarOf(value: unknown, key: string, wanted: Wanted, { eventName, recorded }: Reading): unknown {
  if (wanted !== 'field') return namesResource(value) ? recorded.pseudonyms.of(value, 'id') : undefined;
  if (typeof value === 'boolean' || (!NAMING_KEY.test(key) && isFigure(value, key))) return value;
  const said = typeof value === 'number' ? String(value) : value;
  if (typeof said !== 'string') return undefined;
  if (said.trim() === '' || (said === eventName && isWord(said))) return said;
  return textOf(said, key, recorded);
}

/** Whether a number is one that counts or dates something. */
function isFigure(value: unknown, key: string): boolean {
  return COUNT_KEY.test(key)
    ? isCount(value)
    : TIME_KEY.test(key)
      ? isInstant(value) || isCount(value)
      : isCount(value) && Math.abs(Number(value)) < 1_000;
}

function textOf(said: string, key: string, { pseudonyms }: Recorded): string {
  const known = pseudonyms.byForm(said);
  if (known !== undefined) return known;
  const isKept = isTime(said) || (/region|zone/i.test(key) && isPlace(said)) || (WORD_KEY.test(key) && isWord(said));
  return isKept
    ? said
    : said
        .split(',')
        .map((one) => (one.trim() === '' ? one : pseudonyms.of(one, /ids?$/i.test(key) ? 'id' : 'name')))
        .join(',');
}

/** Whether a text is an id, or ends with one as ARNs do. */
function namesResource(said: unknown): said is string {
  return typeof said === 'string' && kindOfId(said.slice(Math.max(said.lastIndexOf('/'), said.lastIndexOf(':')) + 1).trim()) !== undefined;
}
