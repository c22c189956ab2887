import type { Logger } from '../../internal/logger.ts';

/**
 * The state that this process has read or saved last, for a store with a lock that comes back without its data: what it has announced would be
 * announced anew, and what ended meanwhile would not be announced at all. As large as the state itself.
 */
export class KeptState {
  readonly #logger: Logger;
  #text: string | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  keep(text: string): void {
    this.#text = text;
  }

  /** What a store that holds nothing has lost; `undefined` where this process knows of nothing. */
  insteadOfNothing(): string | undefined {
    if (this.#text !== undefined)
      this.#logger.warn(
        'the store is empty, though this process has saved the state of the watch there or read it: the watch goes on from that. A store that loses its data loses what no process remembers',
      );
    return this.#text;
  }
}
