import * as z from 'zod/mini';
import { EVENTS } from '../../catalog/index.ts';
import { eventLevelOf, eventNameOf, isVpnProduct } from '../../events/index.ts';
import { frozen } from '../../internal/frozen.ts';
import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import { id, lenient, words } from './fields.ts';
import type { Subscription } from './model.ts';

const listOf = (name: string) => lenient((value) => textsIn(value, name));
const patternRow = z.object({
  Product: words,
  NameList: listOf('NameList'),
  LevelList: listOf('LevelList'),
  CustomFilters: words,
  SQLFilter: words,
  KeywordFilter: lenient(keywordIn),
});
const ruleRow = z.object({
  Name: id,
  State: words,
  Description: words,
  EventType: words,
  GroupId: words,
  SilenceTime: lenient(finiteNumber),
  // A list under a doubled wrapper, or, in older samples, one object.
  EventPattern: lenient((value) => rowsUnder(value, ['EventPattern'])),
});

type Pattern = z.infer<typeof patternRow>;

/** A rule, and whether VPN events are among what it takes. */
export interface FoundRule {
  readonly rule: Subscription;
  readonly takesVpnEvents: boolean;
}

/** A row of `DescribeEventRuleList`; `undefined` where it has no name. @param enabled - What the rules of this listing are. */
export function readRule(row: unknown, enabled: boolean): FoundRule | undefined {
  const parsed = ruleRow.safeParse(row);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const patterns = (data.EventPattern ?? []).flatMap((one): Pattern[] => {
    const pattern = patternRow.safeParse(one);
    return pattern.success ? [pattern.data] : [];
  });
  const ours = patterns.filter(isOfVpn);
  const taken = ours.length > 0 ? ours : patterns;
  const state = data.State?.trim().toUpperCase();
  const rule = frozen<Subscription>({
    name: data.Name,
    enabled: state === 'ENABLED' || (state !== 'DISABLED' && enabled),
    events: eventsOf(taken),
    levels: levelsOf(taken),
    keyword: taken.map((one) => one.CustomFilters ?? one.KeywordFilter).find((one) => one !== undefined),
    sqlFilter: taken.map((one) => one.SQLFilter).find((one) => one !== undefined),
    products: Object.freeze([...new Set(patterns.flatMap(({ Product }) => Product ?? []))]),
    silenceSeconds: data.SilenceTime,
    description: data.Description,
    groupId: data.GroupId,
    targets: undefined,
  });
  return { rule, takesVpnEvents: ours.length > 0 && data.EventType?.trim().toUpperCase() !== 'CUSTOM' };
}

function isOfVpn({ Product, NameList = [] }: Pattern): boolean {
  return (
    isVpnProduct(Product) || (Product?.trim() === '*' && isEvery(NameList)) || NameList.some((name) => eventNameOf(name) !== undefined)
  );
}

function eventsOf(patterns: readonly Pattern[]): Subscription['events'] {
  const lists = patterns.map(({ NameList = [] }) => NameList);
  if (lists.some(isEvery)) return 'all';
  const names = new Set<string>(lists.flat().map((name) => eventNameOf(name) ?? name));
  return lists.length === 0 || EVENTS.every((event) => names.has(event.name)) ? 'all' : Object.freeze([...names]);
}

function levelsOf(patterns: readonly Pattern[]): Subscription['levels'] {
  const lists = patterns.map(({ LevelList = [] }) => LevelList);
  if (lists.length === 0 || lists.some(isEvery)) return undefined;
  return Object.freeze([...new Set<string>(lists.flat().map((level) => eventLevelOf(level) ?? level))]);
}

function isEvery(list: readonly string[]): boolean {
  return list.length === 0 || list.includes('*');
}

/** The texts in a list, in a list under its own name once more, or in one text with commas. */
function textsIn(value: unknown, name: string): readonly string[] {
  const inner = isRecord(value) ? value[name] : value;
  const list: readonly unknown[] = Array.isArray(inner) ? inner : (text(inner)?.split(',') ?? []);
  return list.flatMap((one) => text(one)?.trim() ?? []);
}

/** The keyword of a newer rule, where it is one that an event must hold. */
function keywordIn(value: unknown): string | undefined {
  if (!isRecord(value) || text(value['Relation'])?.trim().toUpperCase() === 'NOT') return undefined;
  const keywords = textsIn(value['Keywords'], 'Keywords');
  return keywords.length === 0 ? undefined : keywords.join(' or ');
}
