import { chunksOf } from '../../internal/chunks.ts';
import { type ApiRequest, plannedRequest } from '../../transport/index.ts';
import type { Batch } from '../send-batches.ts';
import { ruleParams, type WireRule } from './wire-rule.ts';

/** Source: remarks of PutResourceMetricRules. */
const MOST_PUT = 50;
/** Source: remarks of EnableMetricRules; DisableMetricRules and DeleteMetricRules name no limit. */
const MOST_IDS = 100;
// Parameters go out in the address, which no document gives a limit for. Fifty rules on a tunnel each take 40,000 characters.
const MOST_CHARACTERS = 64_000;

/** The operations that take nothing but ids of rules. */
export type IdAction = 'EnableMetricRules' | 'DisableMetricRules' | 'DeleteMetricRules';

/** A rule with what must be sent for it although the caller left it out. */
export interface PutRule {
  readonly rule: WireRule;
  readonly cleared?: ReadonlySet<string>;
}

/** The requests that put rules: one rule alone, or up to 50 at once. */
export function putBatches(rules: readonly PutRule[]): readonly Batch[] {
  return slices(rules.map(({ rule, cleared }) => ({ id: rule.id, params: ruleParams(rule, cleared) }))).map(putBatch);
}

function putBatch(rules: readonly Sized[]): Batch {
  const [first, ...others] = rules;
  const request: ApiRequest =
    first && others.length === 0
      ? { product: 'cms', action: 'PutResourceMetricRule', params: first.params }
      : { product: 'cms', action: 'PutResourceMetricRules', params: { Rules: rules.map(({ params }) => params) } };
  const middle = Math.ceil(rules.length / 2);
  const halves = (): readonly Batch[] => [putBatch(rules.slice(0, middle)), putBatch(rules.slice(middle))];
  return { request: plannedRequest(request), ids: rules.map(({ id }) => id), halves: others.length === 0 ? undefined : halves };
}

/** The requests that switch rules on or off, or delete them. */
export function idBatches(action: IdAction, ids: readonly string[]): readonly Batch[] {
  const list = action === 'DeleteMetricRules' ? 'Id' : 'RuleId';
  return chunksOf(ids, MOST_IDS).map((some) => ({
    request: plannedRequest({ product: 'cms', action, params: { [list]: some } }),
    ids: some,
  }));
}

interface Sized {
  readonly id: string;
  readonly params: ApiRequest['params'];
}

function slices(rules: readonly Sized[]): readonly (readonly Sized[])[] {
  const all: Sized[][] = [];
  let characters = 0;
  for (const rule of rules) {
    const size = charactersOf(rule);
    const last = all.at(-1);
    if (last && last.length < MOST_PUT && characters + size <= MOST_CHARACTERS) {
      last.push(rule);
      characters += size;
    } else {
      all.push([rule]);
      characters = size;
    }
  }
  return all;
}

/** As many as the parameters take in an address. */
function charactersOf({ params }: Sized): number {
  const { params: flat } = plannedRequest({ product: 'cms', action: 'PutResourceMetricRules', params: { Rules: [params] } });
  return Object.entries(flat).reduce((sum, [name, value]) => sum + name.length + encodeURIComponent(value).length + 3, 0);
}
