import type { FailureKind } from './failures.ts';
import type { Params } from './service/params.ts';

/** One request that reached the simulator. */
export interface SimulatedCall {
  /** Which service it went to; `undefined` for a request to none that is simulated. */
  readonly product: 'cms' | 'vpc' | 'cbn' | undefined;
  /** The operation, such as `DescribeMetricList`. */
  readonly action: string;
  /** Parameters by wire name, from the query and a form body alike. */
  readonly params: Params;
  /** When it came: real milliseconds since the epoch, whatever the simulated clock says. */
  readonly at: number;
  /** The HTTP status of the answer, or the kind of failure it met. */
  readonly answered: number | FailureKind;
}
