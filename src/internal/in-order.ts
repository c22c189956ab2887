import { linkSignals } from './abort.ts';
import { Channel } from './channel.ts';

/** How far work may run ahead of its consumer. */
export interface Ahead {
  /** Jobs under way or finished but not consumed. Before the first job is consumed there are two: many callers want the first page only. */
  readonly jobs: number;
  /** Items held for each of them. */
  readonly itemsPerJob: number;
}

/** An item and the job it came from. */
export interface Ordered<Job, Item> {
  readonly job: Job;
  readonly item: Item;
}

/**
 * Runs jobs side by side and yields their items in the order of the jobs, holding a bounded number
 * of them. A failure surfaces after the items before it; leaving the loop aborts whatever is under way.
 */
export async function* inOrder<Job, Item>(
  jobs: Iterable<Job>,
  run: (job: Job, signal: AbortSignal) => AsyncIterable<Item>,
  ahead: Ahead,
  signal: AbortSignal,
): AsyncGenerator<Ordered<Job, Item>, void, undefined> {
  using linked = linkSignals(signal);
  const waiting = jobs[Symbol.iterator]();
  const started: { readonly job: Job; readonly channel: Channel<Item>; readonly filled: Promise<void> }[] = [];
  const startUpTo = (count: number): void => {
    while (started.length < count) {
      const next = waiting.next();
      if (next.done) return;
      const channel = new Channel<Item>(ahead.itemsPerJob);
      started.push({ job: next.value, channel, filled: channel.fill(run(next.value, linked.signal)) });
    }
  };
  try {
    startUpTo(Math.min(2, ahead.jobs));
    for (let head = started[0]; head; head = started[0]) {
      const { job, channel } = head;
      for await (const item of channel.drain()) yield { job, item };
      started.shift();
      startUpTo(ahead.jobs);
    }
  } finally {
    linked.abort(new DOMException('the reader stopped', 'AbortError'));
    for (const { channel } of started) channel.close();
  }
}
