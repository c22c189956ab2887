import { postUntilTaken } from './post.ts';
import { pushedBody, type PushShape } from './pushed.ts';

/** What became of a push. */
export interface Delivery {
  /** The event's id. */
  readonly id: string;
  /** Attempts made. */
  readonly attempts: number;
  /** The last HTTP status; `undefined` when no attempt was answered. */
  readonly status: number | undefined;
}

/** Posts one event, again while it is not taken. */
export async function deliver(row: Readonly<Record<string, unknown>>, url: string, shape: PushShape, accountId: string): Promise<Delivery> {
  return { id: String(row['Id']), ...(await postUntilTaken(url, pushedBody(row, shape, accountId))) };
}
