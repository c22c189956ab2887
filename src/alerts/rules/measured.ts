import type { MetricName, Quantity } from '../../catalog/index.ts';
import {
  type ConnectionQuantity,
  FleetScope,
  LookedUpConnectionScope,
  LookedUpTunnelScope,
  MetricScope,
  type SeriesScope,
} from '../../scopes/index.ts';
import type { AlertRuleInput } from './input.ts';
import { specsAsked } from './metric-asked.ts';

/** The scopes of a rule; none for `'all'`. */
export function scopesOf({ on }: AlertRuleInput): readonly SeriesScope[] {
  if (on === 'all') return [];
  return isList(on) ? on : [on];
}

/** The quantity that was asked for, by itself or by the name of a metric. */
export function quantityAsked(asked: MetricName | Quantity): Quantity {
  return specsAsked(asked, 'metric')[0].quantity;
}

/** Refuses, as a query would, a metric that a scope is known to lack before anything is looked up. */
export function assertMeasured(rule: AlertRuleInput): void {
  const quantity = quantityAsked(rule.metric);
  for (const scope of scopesOf(rule)) {
    if (scope instanceof MetricScope) scope.metric(rule.metric);
    else if (scope instanceof FleetScope) scope.metric(quantity);
    // The compiler cannot know which quantity it is; the scope refuses those of gateways.
    else if (scope instanceof LookedUpConnectionScope || scope instanceof LookedUpTunnelScope) scope.metric(quantity as ConnectionQuantity);
  }
}

function isList(on: SeriesScope | readonly SeriesScope[]): on is readonly SeriesScope[] {
  return Array.isArray(on);
}
