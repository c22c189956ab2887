import type { ApiRequest } from '../port.ts';
import { Turns } from './turns.ts';

/** The turns of one account in one region, an operation each, shared by all who ask there as that account. */
export class AccountLimits {
  readonly #turns = new Map<string, Turns>();

  turnsOf({ product, action }: Pick<ApiRequest, 'product' | 'action'>): Turns {
    const key = `${product} ${action}`;
    let turns = this.#turns.get(key);
    if (!turns) this.#turns.set(key, (turns = new Turns()));
    return turns;
  }

  isIdle(forMs: number): boolean {
    return [...this.#turns.values()].every((turns) => turns.isIdle(forMs));
  }
}
