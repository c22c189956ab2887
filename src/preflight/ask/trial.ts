import { VpnMonitorError } from '../../errors.ts';
import type { Clock } from '../../internal/clock.ts';
import { text } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import type { ApiAnswer, ApiRequest, ServiceCaller } from '../../transport/index.ts';
import type { MonitorParts, PreflightContext } from '../context.ts';
import type { PreflightOperation } from '../model.ts';
import { ObservedCaller, OperationRecord } from '../observe/index.ts';
import { type NeededOperation, type ReadAction, requestOf } from '../operations.ts';
import type { PreflightOptions } from '../options.ts';
import { mayGoOn } from './may-go-on.ts';

/** The rows of one answer. */
export interface AnsweredRows {
  readonly rows: readonly unknown[];
  readonly answer: ApiAnswer;
}

/** One run of a preflight: tries operations, and keeps what came of each. */
export class Trial {
  readonly regionId: string;
  /** Parts of a monitor that ask through this trial. */
  readonly parts: MonitorParts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly #caller: ObservedCaller;
  readonly #records: ReadonlyMap<string, OperationRecord>;
  readonly #progress: PreflightOptions['progress'];
  readonly #begun = new Set<ReadAction>();
  readonly #done = new Set<ReadAction>();

  constructor(
    context: PreflightContext,
    operations: readonly NeededOperation[],
    progress: PreflightOptions['progress'],
    signal: AbortSignal,
  ) {
    this.#records = new Map(operations.map((operation) => [operation.action, new OperationRecord(operation)]));
    this.#caller = new ObservedCaller(context.caller, this.#records);
    this.regionId = context.regionId;
    this.parts = context.partsOver(this.#caller);
    this.clock = context.clock;
    this.#progress = progress;
    this.signal = signal;
  }

  get caller(): ServiceCaller {
    return this.#caller;
  }

  get calls(): number {
    return this.#caller.calls;
  }

  get operations(): readonly PreflightOperation[] {
    return [...this.#records.values()].map((record) => record.report());
  }

  /** Whether a feature that is asked for needs the operation. */
  needs(action: ReadAction): boolean {
    return this.#records.has(action);
  }

  /** What the operation gives; `undefined` where it is not needed or fails, which ends nothing else. */
  async attempt<T>(action: ReadAction, ask: () => Promise<T>): Promise<T | undefined> {
    const record = this.#records.get(action);
    if (!record) return undefined;
    this.#begin(action);
    try {
      return await ask();
    } catch (error) {
      this.signal.throwIfAborted();
      if (!VpnMonitorError.isInstance(error)) throw error;
      record.unread(error);
      return undefined;
    } finally {
      this.#done.add(action);
    }
  }

  /** Says why an operation is not tried. */
  skip(action: ReadAction, reason: string): void {
    this.#records.get(action)?.skip(reason);
    this.#done.add(action);
  }

  /** It is asked about what does not exist, since nothing is known that does. */
  expectRefusal(action: ReadAction): void {
    this.#records.get(action)?.expectRefusal();
  }

  /** Whether the operation has given an answer, and none of its calls has failed. */
  isWhole(action: ReadAction): boolean {
    const { status, error } = this.#records.get(action)?.report() ?? {};
    return status === 'allowed' && error === undefined;
  }

  /** The parameters of the newest answer of an operation that held rows. */
  newestFilled(action: ReadAction, isMeant: (params: ApiRequest['params']) => boolean): ApiRequest['params'] | undefined {
    return this.#records.get(action)?.pages?.filled.findLast(({ params }) => isMeant(params))?.params;
  }

  /** One call. */
  async ask(action: ReadAction, params: ApiRequest['params']): Promise<AnsweredRows> {
    const answer = await this.#caller.call(requestOf(action, params), { signal: this.signal });
    const names = this.#records.get(action)?.operation.rows ?? [];
    return { answer, rows: rowsUnder(answer.body[names[0] ?? ''], names) ?? [] };
  }

  /** The first page of a list, and the second where the first is short and may not be all there is: so it shows whether the service cuts pages. */
  async askPage(action: ReadAction, params: ApiRequest['params'], size: number, numberKey = 'PageNumber'): Promise<AnsweredRows> {
    const first = await this.ask(action, { ...params, [numberKey]: 1, PageSize: size });
    const { rows, answer } = first;
    // Of as many rows as came, so that it begins where they ended, whether the service counts pages by what is asked for or by what it gives.
    if (mayGoOn(rows.length, size, answer.body)) await this.ask(action, { ...params, [numberKey]: 2, PageSize: rows.length });
    return first;
  }

  /** The same of a list whose pages are named by tokens. */
  async askToken(action: ReadAction, params: ApiRequest['params'], size: number): Promise<AnsweredRows> {
    const first = await this.ask(action, params);
    const NextToken = text(first.answer.body['NextToken']);
    if (NextToken !== undefined && first.rows.length < size) await this.ask(action, { ...params, NextToken });
    return first;
  }

  #begin(action: ReadAction): void {
    if (this.#begun.has(action)) return;
    this.#begun.add(action);
    try {
      const told: unknown = this.#progress?.({ done: this.#done.size, total: this.#records.size, action });
      Promise.resolve(told).catch(() => undefined);
    } catch {
      // What shows the progress must not end what it shows.
    }
  }
}
