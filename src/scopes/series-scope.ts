import type { Quantity } from '../catalog/index.ts';
import { MetricQuery, type SelectedSeries } from '../metrics/index.ts';
import type { Membership } from './membership.ts';
import type { ScopeContext } from './scope-context.ts';

/** A place that has metrics: a gateway, a connection, a tunnel or many of them. */
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

  /** @internal */
  protected queryOf<M extends string>(series: readonly ((signal: AbortSignal) => Promise<SelectedSeries>)[]): MetricQuery<M> {
    return new MetricQuery<M>(this.#context, async (signal) => together(await Promise.all(series.map((select) => select(signal)))));
  }
}

/** Several selections as one. */
export function together(parts: readonly SelectedSeries[]): SelectedSeries {
  const counted = parts.filter((part) => part.regionSeries !== undefined);
  return {
    selections: parts.flatMap((part) => part.selections),
    regionSeries: (spec) => Math.max(0, ...counted.map((part) => part.regionSeries?.(spec) ?? 0)),
  };
}
