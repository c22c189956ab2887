import { AccountLimits } from './account-limits.ts';

/** The longest span that a limit counts over. */
const REMEMBERED_MS = 60_000;

interface Kept {
  readonly weak: WeakRef<AccountLimits>;
  /** Gone once what was counted no longer matters: then only those who use them keep them. */
  strong: AccountLimits | undefined;
}

/**
 * Limits by a name. They outlive their monitors by what the service still counts, so that a program that makes a monitor for each
 * question keeps to them as well, and are then forgotten, at the latest when others are asked for.
 */
export class KeptWhileUsed {
  readonly #kept = new Map<string, Kept>();

  get size(): number {
    return this.#kept.size;
  }

  get(name: string): AccountLimits {
    this.#forget();
    const kept = this.#kept.get(name);
    const known = kept?.strong ?? kept?.weak.deref();
    const limits = known ?? new AccountLimits();
    this.#kept.set(name, { weak: kept && known ? kept.weak : new WeakRef(limits), strong: limits });
    return limits;
  }

  #forget(): void {
    for (const [name, kept] of this.#kept) {
      if (kept.strong?.isIdle(REMEMBERED_MS)) kept.strong = undefined;
      if (!kept.strong && !kept.weak.deref()) this.#kept.delete(name);
    }
  }
}
