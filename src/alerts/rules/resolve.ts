import { METRICS, type MetricSpec } from '../../catalog/index.ts';
import { VpnMonitorError } from '../../errors.ts';
import { shown } from '../../internal/shown.ts';
import type { SeriesSelection } from '../../metrics/index.ts';
import { GatewayScope, type ScopeContext, type SeriesScope } from '../../scopes/index.ts';
import { assertDistinct } from './check-rule.ts';
import { describedRules, type Measured } from './described-rules.ts';
import type { AlertRuleInput } from './input.ts';
import { quantityAsked, scopesOf } from './measured.ts';
import { specsAsked } from './metric-asked.ts';
import type { WireRule } from './wire-rule.ts';

// As many are looked up one by one: of more, all there are come in fewer calls.
const FEW = 3;

/**
 * What rules come to at the service: the metrics, with the names and statistics that its own list gives, and the resources, looked up where the scope
 * needs it. Rejects before anything is written: `RangeError` for a metric, a statistic or a period that is not there, `not-found` for resources.
 */
export async function resolvedRules(
  context: ScopeContext,
  inputs: readonly AlertRuleInput[],
  taker: string,
  signal: AbortSignal,
): Promise<readonly WireRule[]> {
  await loadAtOnce(context, inputs.flatMap(scopesOf), signal);
  const unsure = new Set<unknown>();
  const measured: Measured[] = [];
  for (const input of inputs) measured.push(...(input.on === 'all' ? everywhere(input) : await measuredBy(context, input, unsure, signal)));
  const describe = await context.metadata.describe(signal);
  const rules = measured.flatMap((one) => describedRules(one, describe(one.spec), context.logger));
  assertDistinct(
    rules.map(({ id }) => id),
    taker,
  );
  return rules;
}

/** All connections of the region in a few calls, where many of them are asked about one by one. */
async function loadAtOnce({ topology }: ScopeContext, scopes: readonly SeriesScope[], signal: AbortSignal): Promise<void> {
  const gateways = scopes.filter((scope) => scope instanceof GatewayScope).length;
  try {
    if (scopes.length - gateways > FEW) await topology.allConnections({ signal });
    if (gateways > FEW) await topology.allGateways({ signal });
  } catch (error) {
    // The lookups that need it say so themselves.
    signal.throwIfAborted();
    if (!VpnMonitorError.isInstance(error)) throw error;
  }
}

/** As a fleet of the whole region: connections, and tunnels where they alone have the metric. */
function everywhere(input: AlertRuleInput): Measured[] {
  const specs = specsAsked(input.metric, 'metric');
  const inFleet = specs.filter(({ resource, unit }) => resource === 'connection' || (resource === 'tunnel' && unit === 'state'));
  const chosen = specs.length === 1 || inFleet.length === 0 ? specs : inFleet;
  return chosen.map((spec) => ({ input, spec, resources: 'all', isOneOf: chosen.length }));
}

async function measuredBy(context: ScopeContext, input: AlertRuleInput, unsure: Set<unknown>, signal: AbortSignal): Promise<Measured[]> {
  const quantity = quantityAsked(input.metric);
  const selections: SeriesSelection[] = [];
  for (const scope of scopesOf(input)) {
    selections.push(...(await scope.seriesOf(quantity, signal)).selections);
    await assertThere(context, scope, unsure, signal);
  }
  if (selections.length === 0) {
    throw new VpnMonitorError(
      `the rule ${shown(input.id)} is about nothing: no resource that it names has ${input.metric}. Check what it is on, and that \`regionId\` is the region they live in.`,
      { code: 'not-found' },
    );
  }
  const wanted =
    input.metric === quantity ? selections : selections.filter(({ spec }) => specsAsked(input.metric, 'metric').includes(spec));
  if (wanted.length === 0) throw notMeasured(input, [...new Set(selections.map(({ spec }) => spec))]);
  // In the catalogue's order, so that the same fleet makes the same rules every time.
  const specs = METRICS.filter((spec) => wanted.some((one) => one.spec === spec));
  return specs.map((spec) => ({
    input,
    spec,
    resources: wanted.filter((one) => one.spec === spec).map(({ resource }) => resource),
    isOneOf: specs.length,
  }));
}

function notMeasured({ id, metric }: AlertRuleInput, there: readonly MetricSpec[]): RangeError {
  const has = there.map(({ name, quantity }) => `${quantity} (${name})`).join(', ');
  const isOfTunnels = specsAsked(metric, 'metric').every(({ resource }) => resource === 'tunnel');
  return new RangeError(
    `nothing that the rule ${shown(id)} is on has ${metric}; it has ${has}${isOfTunnels ? ". A fleet has the metrics of tunnels with { per: 'tunnel' }" : ''}`,
  );
}

/** A rule on a resource that does not exist would never fire. Where that cannot be looked up, one warning stands for it. */
async function assertThere({ logger }: ScopeContext, scope: SeriesScope, unsure: Set<unknown>, signal: AbortSignal): Promise<void> {
  if (unsure.size > 0) return;
  try {
    await scope.assertExists(signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!VpnMonitorError.isInstance(error) || error.code === 'not-found') throw error;
    unsure.add(error);
    logger.warn('whether what alert rules are on exists could not be looked up, so they are put as they are', { error });
  }
}
