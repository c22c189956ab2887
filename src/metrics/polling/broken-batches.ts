import { finiteNumber, isRecord } from '../../internal/records.ts';
import type { FilteredPage } from '../run/batch-pages.ts';
import type { Batch, Slice } from '../run/plan.ts';

/** Why a batch could not be read to the end of a window. */
export interface BrokenBatch {
  readonly error: unknown;
  /** Of what is older all was read. */
  readonly readUntil: number;
}

/** The batches of a range that fail while the others are read to their end. */
export class BrokenBatches {
  readonly #broken = new Map<Batch, BrokenBatch>();
  readonly #begun = new Map<Batch, Promise<void>>();

  get all(): ReadonlyMap<Batch, BrokenBatch> {
    return this.#broken;
  }

  /** The pages of a slice up to the one that fails; none where its batch has failed already. */
  async *untilBroken(
    { batch, start }: Slice,
    pages: AsyncIterable<FilteredPage>,
    signal: AbortSignal,
  ): AsyncGenerator<FilteredPage, void, undefined> {
    const begun = this.#begun.get(batch);
    // Slices are fetched side by side: those of a batch that cannot be read would all be asked for in vain.
    await begun;
    if (this.#broken.has(batch)) return;
    let resolve = (): void => undefined;
    if (!begun) this.#begun.set(batch, new Promise((settle) => (resolve = settle)));
    let last: FilteredPage | undefined;
    try {
      for await (const page of pages) {
        resolve();
        yield (last = page);
      }
    } catch (error) {
      signal.throwIfAborted();
      const readUntil = last ? oldestOf(last.rows, start) : start;
      // A later slice may have failed before.
      if (readUntil < (this.#broken.get(batch)?.readUntil ?? Infinity)) this.#broken.set(batch, { error, readUntil });
    } finally {
      resolve();
    }
  }
}

/** Where the rows of a page begin, as far as they say. Of the minutes around the page's end some series may be on the next. */
function oldestOf(rows: readonly unknown[], start: number): number {
  const timestamps = rows.map((row) => (isRecord(row) ? finiteNumber(row['timestamp']) : undefined) ?? start);
  return Math.max(start, Math.min(...timestamps));
}
