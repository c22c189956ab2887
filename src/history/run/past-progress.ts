import type { Window } from '../../internal/time-range.ts';
import type { MetricPage } from '../../metrics/index.ts';
import type { HistoryRequest } from '../history-request.ts';

/** Calls the listener of a history with how far it has been read. */
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
    this.#notify(reached);
  }

  /** All of up to an instant was read. */
  report(reached: number): void {
    if (reached > this.#at) this.#notify(reached);
  }

  #notify(reached: number): void {
    const { onProgress, context } = this.#request;
    this.#at = Math.max(this.#at, Math.min(reached, this.#range.end));
    if (!onProgress) return;
    const failed = (error: unknown): void => {
      context.scopes.logger.error('a listener of progress() failed; the history goes on', { error });
    };
    try {
      Promise.resolve(onProgress(Object.freeze({ ...this.#pages, at: this.#at }))).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
