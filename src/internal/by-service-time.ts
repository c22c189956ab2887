import type { Clock } from './clock.ts';
import { TOLERATED_MS } from './service-clock.ts';

/** A clock that answers of the service may correct. */
export interface DataClock extends Clock {
  /** What it has been corrected by, in milliseconds; absent where nothing corrects it. */
  readonly correctionMs?: number;
}

// A clock that jumps again and again must not keep a question from being answered.
const MOST_TRIES = 3;

/**
 * What `ask` gets. Where the answer shows that the time it was asked by was wrong, it is asked again: a window of the last hour that a clock an
 * hour ahead gives lies in the future.
 *
 * @param ask - Takes the time it goes by from the function it is given, as late as it can.
 * @param discard - Takes what is not used.
 */
export async function askByServiceTime<T>(
  clock: DataClock,
  ask: (now: () => number) => Promise<T>,
  discard?: (stale: T) => Promise<unknown>,
): Promise<T> {
  for (let triesLeft = MOST_TRIES - 1; ; triesLeft--) {
    let corrected: number | undefined;
    const now = (): number => {
      corrected = clock.correctionMs ?? 0;
      return clock.now();
    };
    const isStale = (): boolean =>
      triesLeft > 0 && corrected !== undefined && Math.abs((clock.correctionMs ?? 0) - corrected) > TOLERATED_MS;
    let answer: T;
    try {
      answer = await ask(now);
    } catch (error) {
      if (isStale()) continue;
      throw error;
    }
    if (!isStale()) return answer;
    await discard?.(answer);
  }
}

/** What `open` reads; it is opened again where its first item shows that the time it went by was wrong. See {@link askByServiceTime}. */
export async function* readByServiceTime<T>(
  clock: DataClock,
  open: (now: () => number) => AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const begin = async (
    now: () => number,
  ): Promise<{ readonly items: AsyncGenerator<T, void, undefined>; readonly first: IteratorResult<T, void> }> => {
    const items = open(now);
    return { items, first: await items.next() };
  };
  const { items, first } = await askByServiceTime(clock, begin, ({ items: stale }) => stale.return());
  if (first.done) return;
  try {
    yield first.value;
    yield* items;
  } finally {
    await items.return();
  }
}
