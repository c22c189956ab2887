import { postUntilTaken } from './post.ts';
import { pushedBody, type PushShape } from './pushed.ts';

/** The delivery of an event to a URL. */
export interface Delivery {
  /** The id of the event. */
  readonly id: string;
  /** The number of attempts. */
  readonly attempts: number;
  /** The last HTTP status; `undefined` if no attempt was answered. */
  readonly status: number | undefined;
}

/** Posts one event, again while it is not taken. */
export async function deliver(row: Readonly<Record<string, unknown>>, url: string, shape: PushShape, accountId: string): Promise<Delivery> {
  return { id: String(row['Id']), ...(await postUntilTaken(url, pushedBody(row, shape, accountId))) };
}
