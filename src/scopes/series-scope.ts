import type { Quantity } from '../catalog/index.ts';
import { shown } from '../internal/shown.ts';
import { MetricQuery, type SelectedSeries } from '../metrics/index.ts';
import type { AssertExists } from './existence.ts';
import type { Membership } from './membership.ts';
import type { ScopeContext } from './scope-context.ts';

/** A gateway, a connection, a tunnel or many of them: something with metrics that can be queried and watched. */
export abstract class SeriesScope {
  readonly #context: ScopeContext;

  /** @internal */
  constructor(context: ScopeContext) {
    this.#context = context;
  }

  /** @internal */
  protected get context(): ScopeContext {
    return this.#context;
  }

  /** @internal */
  isOf(context: ScopeContext): boolean {
    return this.#context === context;
  }

  /**
   * The series that a quantity means here.
   *
   * @internal
   */
  abstract seriesOf(quantity: Quantity, signal: AbortSignal): Promise<SelectedSeries>;

  /**
   * The connections that are meant here, for a watch over their tunnels.
   *
   * @internal
   */
  abstract membership(): Membership;

  /**
   * Rejects with `not-found` where there is no such resource, or where it is not where the scope says. Scopes that are looked up say so themselves.
   *
   * @internal
   */
  assertExists(_signal: AbortSignal): Promise<void> {
    return Promise.resolve();
  }

  /** @internal */
  protected queryOf<M extends string>(
    series: readonly ((signal: AbortSignal) => Promise<SelectedSeries>)[],
    assertExists?: AssertExists,
  ): MetricQuery<M> {
    return new MetricQuery<M>(this.#context, async (signal) => {
      const selected = together(await Promise.all(series.map((select) => select(signal))));
      return assertExists ? { ...selected, assertExists } : selected;
    });
  }
}

const MOST_NAMED = 3;

/** Refuses scopes of another monitor: they would be asked for in this one's region, with its credentials. */
export function assertOwn(scopes: readonly SeriesScope[], context: ScopeContext, taker: string): void {
  const foreign = scopes.find((scope) => !scope.isOf(context));
  if (!foreign) return;
  const { gatewayIds, connectionIds, tunnelIds } = foreign.membership().named;
  const ids = [...gatewayIds, ...connectionIds, ...tunnelIds];
  const named = ids.length > MOST_NAMED ? [...ids.slice(0, MOST_NAMED), '…'] : ids;
  const what = named.length === 0 ? '' : ` (${named.join(', ')})`;
  throw new TypeError(
    `${taker} was given a ${foreign.constructor.name}${what} of another VpnMonitor: make it with the same monitor, since each has a region and credentials of its own`,
  );
}

/** The scopes in what may be one or a list of them. @param takes - What is expected, such as `watch() takes scopes`. */
export function scopesIn(given: unknown, takes: string): readonly SeriesScope[] {
  const scopes: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (scopes.length > 0 && scopes.every(isScope)) return scopes;
  const wrong = scopes.length === 0 ? 'an empty list' : shown(scopes.find((scope) => !isScope(scope)));
  throw new TypeError(`${takes}, but was given ${wrong}`);
}

function isScope(value: unknown): value is SeriesScope {
  return value instanceof SeriesScope;
}

/** Several selections as one. */
export function together(parts: readonly SelectedSeries[]): SelectedSeries {
  const counted = parts.filter((part) => part.regionSeries !== undefined);
  return {
    selections: parts.flatMap((part) => part.selections),
    regionSeries: (spec) => Math.max(0, ...counted.map((part) => part.regionSeries?.(spec) ?? 0)),
  };
}
