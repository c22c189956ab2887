import { VpnMonitorError } from '../../errors.ts';
import type { ApiAnswer, ApiRequest, CallOptions, ServiceCaller, Usage } from '../../transport/index.ts';
import type { OperationRecord } from './operation-record.ts';
import { NotAsked, ProductGate } from './product-gate.ts';

type ReadOptions<T> = CallOptions & { readonly read?: ((answer: ApiAnswer) => T) | undefined };

// A preflight is waited for: what has not answered by then would do so for nobody else either.
const MOST_MS = 15_000;

/** Sends what a preflight asks, and keeps a record of what comes of it. What is forbidden is asked once, and what gives no answer twice. */
export class ObservedCaller implements ServiceCaller {
  readonly #caller: ServiceCaller;
  readonly #records: ReadonlyMap<string, OperationRecord>;
  readonly #gates = new Map<ApiRequest['product'], ProductGate>();
  /** Requests sent, retries included. */
  calls = 0;

  /** @param records - Of all operations that may be asked, by their names. */
  constructor(caller: ServiceCaller, records: ReadonlyMap<string, OperationRecord>) {
    this.#caller = caller;
    this.#records = records;
  }

  usage(): Usage {
    return this.#caller.usage();
  }

  call(request: ApiRequest, options?: CallOptions & { readonly read?: undefined }): Promise<ApiAnswer>;
  call<T>(request: ApiRequest, options: CallOptions & { readonly read: (answer: ApiAnswer) => T }): Promise<T>;
  async call<T>(request: ApiRequest, options: ReadOptions<T> = {}): Promise<T | ApiAnswer> {
    const { product, action } = request;
    const record = this.#records.get(action);
    if (!record) throw new TypeError(`a preflight for these features has no need of ${action}`);
    const inVain = record.denial ?? record.silence;
    if (inVain) throw inVain;
    const gate = this.#gates.get(product) ?? new ProductGate();
    this.#gates.set(product, gate);
    try {
      return await gate.pass(() => this.#ask(record, request, options), options.signal);
    } catch (error) {
      if (!(error instanceof NotAsked)) throw error;
      record.skip(error.message);
      throw error.cause;
    }
  }

  async #ask<T>(record: OperationRecord, request: ApiRequest, options: ReadOptions<T>): Promise<T | ApiAnswer> {
    const read = (answer: ApiAnswer): T | ApiAnswer => {
      const found = options.read ? options.read(answer) : answer;
      record.answered(request.params, answer.body);
      return found;
    };
    const onRequest = (): void => {
      this.calls += 1;
    };
    const totalTimeoutMs = Math.min(options.totalTimeoutMs ?? MOST_MS, MOST_MS);
    try {
      return await this.#caller.call(request, { signal: options.signal, totalTimeoutMs, onRequest, read });
    } catch (error) {
      if (options.signal?.aborted !== true && VpnMonitorError.isInstance(error)) record.failed(error);
      throw error;
    }
  }
}
