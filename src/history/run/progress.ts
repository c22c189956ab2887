import { isRecord } from '../../internal/records.ts';
import type { Window } from '../../internal/time-range.ts';
import type { MetricPage } from '../../metrics/index.ts';
import type { HistoryRequest } from '../history-request.ts';

/** Says how far a history is read, to whoever listens. */
export class PastProgress {
  readonly #request: HistoryRequest;
  readonly #range: Window;
  #pages = { fetched: 0, planned: 0 };
  #at: number;

  constructor(request: HistoryRequest, range: Window) {
    this.#request = request;
    this.#range = range;
    this.#at = range.start;
  }

  /** A page was read; `reached` is up to when all is. */
  page({ progress }: MetricPage, reached: number): void {
    this.#pages = progress;
    this.#say(reached);
  }

  /** All of up to an instant was read. */
  report(reached: number): void {
    if (reached > this.#at) this.#say(reached);
  }

  #say(reached: number): void {
    const { onProgress, context } = this.#request;
    this.#at = Math.max(this.#at, Math.min(reached, this.#range.end));
    if (!onProgress) return;
    const failed = (error: unknown): void => {
      context.scopes.logger.error('a listener of progress() failed; the history goes on', { error });
    };
    try {
      const said = onProgress(Object.freeze({ ...this.#pages, at: this.#at }));
      if (isRecord(said) && typeof said['then'] === 'function') Promise.resolve(said).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
