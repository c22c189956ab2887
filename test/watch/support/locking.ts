import type { StateLock, StateStore } from 'alicloud-vpn-monitor';

export type StoreCall = 'get' | 'set' | 'lock' | 'refresh' | 'release';

interface Holder {
  readonly client: LockingClient;
  readonly token: number;
  until: number;
}

/** A store in memory, with a lock, that several clients share. */
export class LockingMemory {
  readonly kept = new Map<string, string>();
  readonly holders = new Map<string, Holder>();
  #tokens = 0;

  client(): LockingClient {
    return new LockingClient(this);
  }

  /** Ends every lock, as if its time were over. */
  expire(): void {
    this.holders.clear();
  }

  take(client: LockingClient, key: string, ttlMs: number): number | undefined {
    const holder = this.holders.get(key);
    if (holder && holder.until > performance.now()) return undefined;
    const token = ++this.#tokens;
    this.holders.set(key, { client, token, until: performance.now() + ttlMs });
    return token;
  }

  holds(key: string, token: number | undefined): boolean {
    const holder = this.holders.get(key);
    return holder !== undefined && holder.token === token && holder.until > performance.now();
  }
}

/** What one process has of the store. It can be made to fail, to hang, and to be slow. */
export class LockingClient implements StateStore {
  readonly calls: StoreCall[] = [];
  /** The times that locks were asked for. */
  readonly ttls: number[] = [];
  readonly fails = new Map<StoreCall, Error>();
  readonly hangs = new Set<StoreCall>();
  /** What each answer waits for. */
  gate: Promise<void> | undefined;
  readonly #memory: LockingMemory;
  readonly #tokens = new Map<string, number>();

  constructor(memory: LockingMemory) {
    this.#memory = memory;
  }

  count(call: StoreCall): number {
    return this.calls.filter((one) => one === call).length;
  }

  async get(key: string): Promise<string | undefined> {
    await this.#answer('get');
    return this.#memory.kept.get(key);
  }

  async set(key: string, value: string): Promise<void> {
    const token = this.#tokens.get(key);
    await this.#answer('set');
    if (token !== undefined && !this.#memory.holds(key, token)) throw new Error('the lock is lost');
    this.#memory.kept.set(key, value);
  }

  async lock(key: string, ttlMs: number): Promise<StateLock | undefined> {
    this.ttls.push(ttlMs);
    await this.#answer('lock');
    const token = this.#memory.take(this, key, ttlMs);
    if (token === undefined) return undefined;
    this.#tokens.set(key, token);
    return {
      refresh: async () => {
        await this.#answer('refresh');
        const holder = this.#memory.holders.get(key);
        if (!holder || !this.#memory.holds(key, token)) return false;
        holder.until = performance.now() + ttlMs;
        return true;
      },
      release: async () => {
        await this.#answer('release');
        if (this.#memory.holds(key, token)) this.#memory.holders.delete(key);
      },
    };
  }

  async #answer(call: StoreCall): Promise<void> {
    this.calls.push(call);
    await this.gate;
    if (this.hangs.has(call)) await new Promise(() => undefined);
    const error = this.fails.get(call);
    if (error) throw error;
  }
}
