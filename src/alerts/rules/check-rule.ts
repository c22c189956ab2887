import { kindOfId } from '../../catalog/index.ts';
import { assertBoolean, assertChoice, assertFilled, assertGiven, assertNumber } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { orMeant } from '../../internal/misspelling.ts';
import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import { assertTags } from '../../internal/tags.ts';
import { assertOwn, type ScopeContext, scopesIn } from '../../scopes/index.ts';
import { assertThreshold } from './check-threshold.ts';
import type { AlertRuleInput } from './input.ts';
import { LEVELS } from './levels.ts';
import { assertMeasured } from './measured.ts';
import { specsAsked } from './metric-asked.ts';
import { checkedId } from './options.ts';

const NO_DATA = ['KEEP_LAST_STATE', 'INSUFFICIENT_DATA', 'OK'];
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/;
const KEYS = /* @__PURE__ */ keysOf<AlertRuleInput>({
  id: true,
  name: true,
  on: true,
  metric: true,
  contactGroups: true,
  critical: true,
  warn: true,
  info: true,
  periodSeconds: true,
  silenceSeconds: true,
  effective: true,
  noData: true,
  webhook: true,
  labels: true,
  enabled: true,
});

/** The rules of a call, each checked as far as it can be without a request. */
export function checkedRules(rules: unknown, context: ScopeContext, taker: string): readonly AlertRuleInput[] {
  const list: readonly unknown[] = Array.isArray(rules) ? rules : [rules];
  const checked = list.map((rule) => {
    assertRule(rule, context, taker);
    return rule;
  });
  assertDistinct(
    checked.map(({ id }) => id),
    taker,
  );
  return checked;
}

/** Refuses rules that would overwrite each other. */
export function assertDistinct(ids: readonly string[], taker: string): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new TypeError(`${taker} was given two rules with the id ${shown(twice)}: the second would overwrite the first`);
}

function assertRule(rule: unknown, context: ScopeContext, taker: string): asserts rule is AlertRuleInput {
  assertOptions(rule, KEYS, isRecord(rule) && typeof rule['id'] === 'string' ? `rule ${shown(rule['id'])}` : taker, 'field');
  const input = rule as Readonly<Record<keyof AlertRuleInput, unknown>>;
  const id = checkedId(input.id, `id of a rule of ${taker}`);
  const named = (field: string): string => `rule ${shown(id)}: ${field}`;
  assertFilled(named('name'), input.name);
  assertContactNames(input.contactGroups, named('contactGroups'));
  assertGiven(named('metric'), input.metric, 'a metric or a quantity');
  const [spec] = specsAsked(input.metric, named('metric'));
  const levels = LEVELS.filter((level) => input[level] !== undefined);
  if (levels.length === 0) throw new TypeError(`rule ${shown(id)} has no threshold: give one or more of ${LEVELS.join(', ')}`);
  for (const level of levels) assertThreshold(input[level], `rule ${shown(id)}, ${level}`, spec.unit);
  assertSettings(input, named);
  assertScopes(input.on, context, id, taker);
  assertMeasured(rule as AlertRuleInput);
}

function assertSettings(input: Readonly<Record<keyof AlertRuleInput, unknown>>, named: (field: string) => string): void {
  assertNumber(named('periodSeconds'), input.periodSeconds, 60);
  if (input.periodSeconds !== undefined && Number(input.periodSeconds) % 60 !== 0)
    throw new RangeError(`${named('periodSeconds')} ${shown(input.periodSeconds)} must be a multiple of 60`);
  assertNumber(named('silenceSeconds'), input.silenceSeconds, 3_600);
  if (input.silenceSeconds !== undefined && !Number.isSafeInteger(input.silenceSeconds))
    throw new RangeError(`${named('silenceSeconds')} ${shown(input.silenceSeconds)} must be a whole number`);
  if (input.effective !== undefined && !(typeof input.effective === 'string' && CLOCK.test(input.effective))) {
    throw new TypeError(`${named('effective')} ${shown(input.effective)} must be a time of day such as '08:00-19:59'`);
  }
  assertChoice(named('noData'), input.noData, NO_DATA);
  assertBoolean(named('enabled'), input.enabled);
  assertTags(input.labels, named('labels'));
  if (input.webhook !== undefined) assertWebhook(input.webhook, named('webhook'));
}

// What is wrong with an address is said without it: it may hold a token.
function assertWebhook(webhook: unknown, name: string): void {
  const url = typeof webhook === 'string' && URL.canParse(webhook) ? new URL(webhook) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new TypeError(`${name} must be an address that begins with http:// or https://`);
}

function assertContactNames(groups: unknown, name: string): void {
  const list: readonly unknown[] = Array.isArray(groups) ? groups : [];
  if (list.length === 0)
    throw new TypeError(
      `${name} must be a list of names, but is ${Array.isArray(groups) ? 'empty: nobody would be notified' : shown(groups)}`,
    );
  for (const group of list) checkedId(group, name);
}

function assertScopes(on: unknown, context: ScopeContext, id: string, taker: string): void {
  if (on === 'all') return;
  const takes = `rule ${shown(id)}: on takes a scope, several, a fleet or 'all'`;
  const meant = (Array.isArray(on) ? (on as readonly unknown[]) : [on]).map(scopeMeant).find((one) => one !== undefined);
  if (meant !== undefined) throw new TypeError(`${takes}, but was given ${shown(on)}${orMeant(meant)}`);
  assertOwn(scopesIn(on, takes), context, taker);
}

/** What a text was likely meant to be: it is no scope. */
function scopeMeant(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  if (given.trim().toLowerCase() === 'all') return "'all'";
  const kind = kindOfId(given);
  return kind === 'gateway' || kind === 'connection' || kind === 'tunnel' ? `monitor.${kind}(${shown(given)})` : undefined;
}
