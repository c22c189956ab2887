import { assertOpen } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import type { Clock } from '../internal/clock.ts';
import type { ApiRequest } from '../transport/index.ts';
import type { ListOperation } from './operations.ts';
import { type ListDependencies, readList } from './read-list.ts';
import { type Dated, SharedCache } from './shared-cache.ts';
import { unchangedAmong } from './unchanged.ts';

type Params = ApiRequest['params'];

/** How fresh an answer must be, and when to stop waiting for it. */
export interface ReadOptions {
  readonly maxAgeMs: number;
  readonly signal: AbortSignal | undefined;
}

const EVERYTHING = '{}';

/** One kind of resource: its full list and narrower ones, each kept for a while. */
export class CachedList<T> {
  readonly #operation: ListOperation<T>;
  readonly #deps: ListDependencies;
  readonly #cache: SharedCache<readonly T[]>;

  constructor(operation: ListOperation<T>, deps: ListDependencies, clock: Clock) {
    this.#operation = operation;
    this.#deps = deps;
    this.#cache = new SharedCache(clock);
  }

  /** Rows that include all that the parameters ask for, and possibly more. */
  async read(params: Params, { maxAgeMs, signal }: ReadOptions): Promise<Dated<readonly T[]>> {
    this.assertUsable(signal);
    return this.peek(params, maxAgeMs) ?? (await this.fetch(params, signal));
  }

  /** The newest kept rows that include what the parameters ask for: their own, or everything. */
  peek(params: Params, maxAgeMs: number): Dated<readonly T[]> | undefined {
    const all = this.#cache.peek(EVERYTHING, maxAgeMs);
    const own = this.#cache.peek(keyOf(params), maxAgeMs);
    return own && (!all || own.asOf > all.asOf) ? own : all;
  }

  /** Rows that are asked for now, or just being asked for. */
  fetch(params: Params, signal: AbortSignal | undefined): Promise<Dated<readonly T[]>> {
    const load = async (abandoned: AbortSignal): Promise<Dated<readonly T[]>> => {
      using linked = linkSignals(abandoned, this.#deps.closed);
      const unchanged = unchangedAmong(this.#cache.peek(keyOf(params), Infinity)?.value ?? [], this.#operation.idOf);
      return await readList(this.#operation, params, { ...this.#deps, closed: linked.signal, unchanged });
    };
    return this.#cache.load(keyOf(params), load, signal);
  }

  /**
   * The model with an id, or `undefined`. What is not among the kept rows is asked for: it may be new.
   *
   * @param params - What narrows the question down to this id, where the service has a filter for it.
   */
  async find(isWanted: (model: T) => boolean, params: Params, { maxAgeMs, signal }: ReadOptions): Promise<T | undefined> {
    this.assertUsable(signal);
    const kept = this.peek(params, maxAgeMs)?.value.find(isWanted);
    return kept ?? (await this.fetch(params, signal)).value.find(isWanted);
  }

  clear(): void {
    this.#cache.clear();
  }

  assertUsable(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    assertOpen(this.#deps.closed);
  }
}

function keyOf(params: Params): string {
  return JSON.stringify(params);
}
