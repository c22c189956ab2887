import type { FailureKind } from './failures.ts';
import type { Params } from './service/params.ts';

/** A request that reached the simulator. */
export interface SimulatedCall {
  /** The service; `undefined` for a request to a service that is not simulated. */
  readonly product: 'cms' | 'vpc' | 'cbn' | undefined;
  /** The name of the operation, such as `DescribeMetricList`. */
  readonly action: string;
  /** The parameters by wire name, from the query and the form body. */
  readonly params: Params;
  /** The arrival by the machine's clock (not the simulated one), in milliseconds since the epoch. */
  readonly at: number;
  /** The HTTP status of the answer, or the kind of an injected failure. */
  readonly answered: number | FailureKind;
}
