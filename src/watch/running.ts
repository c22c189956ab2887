import type { LinkedSignal } from '../internal/abort.ts';

/** A watch that polls. */
export interface Running {
  /** The first round. */
  readonly first: Promise<void>;
  /** After the last round; never rejects. */
  readonly ended: Promise<void>;
  /** Ends the wait for the next round. */
  readonly waiting: LinkedSignal;
}
