import { type ApiRequest, type PlannedRequest, plannedRequest } from '../../transport/index.ts';
import type { CheckedDefinition } from './check-definition.ts';
import { TARGET_KINDS, type TargetKind } from './target-kinds.ts';
import type { WantedTarget } from './wanted-targets.ts';

/** The writes of one `put`, in the order in which they are sent. */
export interface PutPlan {
  readonly rule: PlannedRequest;
  readonly targets: PlannedRequest;
  /** Absent where every target that is there is wanted. */
  readonly removal: PlannedRequest | undefined;
}

/**
 * The writes that make a rule be as defined. Targets are removed last: while both stand an event may come twice, the other way round it
 * could be lost.
 *
 * @param stale - Ids of targets that are there and not wanted.
 */
export function planPut(definition: CheckedDefinition, products: readonly string[], stale: readonly string[]): PutPlan {
  const { name } = definition;
  return {
    rule: planned('PutEventRule', ruleParams(definition, products)),
    targets: planned('PutEventRuleTargets', targetParams(name, definition.targets)),
    removal: stale.length === 0 ? undefined : planned('DeleteEventRuleTargets', { RuleName: name, Ids: stale }),
  };
}

/** The plan as one list. */
export function requestsOf({ rule, targets, removal }: PutPlan): readonly PlannedRequest[] {
  return Object.freeze(removal === undefined ? [rule, targets] : [rule, targets, removal]);
}

function ruleParams(
  { name, events, levels, keyword, silenceSeconds, enabled, description }: CheckedDefinition,
  products: readonly string[],
): ApiRequest['params'] {
  const pattern = {
    NameList: events,
    // The wildcard is documented for types and levels, and not for names.
    LevelList: levels ?? ['*'],
    EventTypeList: ['*'],
    ...(keyword !== undefined && { CustomFilters: keyword }),
  };
  return {
    RuleName: name,
    EventType: 'SYSTEM',
    EventPattern: products.map((Product) => ({ Product, ...pattern })),
    State: enabled ? 'ENABLED' : 'DISABLED',
    ...(silenceSeconds !== undefined && { SilenceTime: silenceSeconds }),
    ...(description !== undefined && { Description: description }),
  };
}

function targetParams(name: string, targets: readonly WantedTarget[]): ApiRequest['params'] {
  const lists = (Object.keys(TARGET_KINDS) as TargetKind[]).flatMap((kind) => {
    const rows = targets.filter((target) => target.kind === kind).map(({ id, params }) => ({ ...params, Id: id }));
    return rows.length === 0 ? [] : [[TARGET_KINDS[kind].list, rows] as const];
  });
  return { RuleName: name, ...Object.fromEntries(lists) };
}

function planned(action: string, params: ApiRequest['params']): PlannedRequest {
  return plannedRequest({ product: 'cms', action, params });
}
