import type { VpnMonitorError } from '../errors.ts';
import { abortable } from '../internal/abort.ts';
import { withDeadline } from '../internal/deadline.ts';
import { sameCredentials } from './checked-credentials.ts';
import type { CheckedCredentialProvider, Credentials } from './credential-types.ts';

/** Where credentials are asked for. What it rejects with is what callers see. */
export interface CredentialOrigin {
  ask(): Promise<Credentials>;
  /** Asks without what earlier questions have left in a cache, where there is a way. */
  askAnew(): Promise<Credentials>;
  /** The error where there was no answer within `ms`. */
  late(ms: number): VpnMonitorError;
}

/** The limits of a {@link SharedProvider}. */
export interface SharedProviderOptions {
  /** How long a question may take, in milliseconds. */
  readonly timeoutMs: number;
  /** A time that never goes back, in milliseconds. */
  readonly now: () => number;
}

// Hundreds of calls can be refused within seconds. What was asked for one of them answers for the others.
const SAME_KEY_MS = 5_000;
// Shorter than the retries of a call take together: a file that was read half written must not fail them all.
const FAILURE_MS = 1_000;

/**
 * One question at a time, shared by all who wait: the vendor's chain answers only the first of several concurrent calls.
 * A question whose deadline is over is an error for those who wait and is waited for by nobody after them.
 */
export class SharedProvider implements CheckedCredentialProvider {
  readonly #origin: CredentialOrigin;
  readonly #options: SharedProviderOptions;
  #question: Promise<Credentials> | undefined;
  #renewal: Promise<Credentials> | undefined;
  /** The newest answer. */
  #known: Credentials | undefined;
  /** The last renewal, and until when it also answers for the calls to come that were refused with the same credentials. */
  #recent: { readonly refused: Credentials; readonly renewal: Promise<Credentials>; readonly until: number } | undefined;

  constructor(origin: CredentialOrigin, options: SharedProviderOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  async getCredential(signal?: AbortSignal): Promise<Credentials> {
    signal?.throwIfAborted();
    if (this.#renewal) return abortable(this.#renewal, signal);
    this.#question ??= this.#ask(() => this.#origin.ask()).finally(() => (this.#question = undefined));
    return abortable(this.#question, signal);
  }

  async renewed(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined> {
    signal?.throwIfAborted();
    if (this.#known && !sameCredentials(this.#known, refused)) return this.#known;
    const found = await abortable(this.#renewal ?? this.#recentFor(refused) ?? this.#renew(refused), signal);
    return sameCredentials(found, refused) ? undefined : found;
  }

  #recentFor(refused: Credentials): Promise<Credentials> | undefined {
    const recent = this.#recent;
    return recent && this.#options.now() < recent.until && sameCredentials(recent.refused, refused) ? recent.renewal : undefined;
  }

  #renew(refused: Credentials): Promise<Credentials> {
    const renewal = this.#askedAnew(refused);
    const over = (quietMs: number): void => {
      this.#renewal = undefined;
      this.#recent = { refused, renewal, until: this.#options.now() + quietMs };
    };
    renewal.then(
      () => {
        over(SAME_KEY_MS);
      },
      () => {
        over(FAILURE_MS);
      },
    );
    this.#renewal = renewal;
    return renewal;
  }

  async #askedAnew(refused: Credentials): Promise<Credentials> {
    // A question under way may have been answered before the refusal, so it counts only where it brings something new.
    const earlier = await this.#question?.catch(() => undefined);
    return earlier && !sameCredentials(earlier, refused) ? earlier : this.#ask(() => this.#origin.askAnew());
  }

  async #ask(ask: () => Promise<Credentials>): Promise<Credentials> {
    const { timeoutMs } = this.#options;
    this.#known = await withDeadline(ask, timeoutMs, () => this.#origin.late(timeoutMs), { keepsAlive: false });
    return this.#known;
  }
}
