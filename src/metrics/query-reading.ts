import { assertOpen } from '../errors.ts';
import { ItemIterator } from '../internal/item-iterator.ts';
import { once } from '../internal/once.ts';
import type { QueryContext } from './query-context.ts';
import type { QueryOptions } from './query-options.ts';
import type { QueryRun } from './run/index.ts';
import type { SelectSeries } from './series-selection.ts';

// A fifth of what an import would load: who imports this package for a constant, or to receive events, has no use for it.
const loaded = /* @__PURE__ */ once(() => import('./run/index.ts'));

/** What runs queries. */
export type Runner = Awaited<ReturnType<typeof loaded>>;

/** What a query is, and how it is run: the code that does is loaded by the first run. */
export class QueryReading {
  readonly context: QueryContext;
  readonly select: SelectSeries;
  readonly options: QueryOptions;

  constructor(context: QueryContext, select: SelectSeries, options: QueryOptions) {
    this.context = context;
    this.select = select;
    this.options = options;
  }

  async run(): Promise<readonly [Runner, QueryRun]> {
    assertOpen(this.context.closed);
    const runner = await loaded();
    return [runner, new runner.QueryRun(this.context, this.select, this.options)];
  }

  /** What is read, each time anew. @param endsWith - Ends the stream without an error. */
  stream<T>(
    read: (runner: Runner, run: QueryRun, signal: AbortSignal) => AsyncGenerator<readonly T[], void, undefined>,
    endsWith?: AbortSignal,
  ): ItemIterator<T> {
    const { closed } = this.context;
    const begin = (): Promise<readonly [Runner, QueryRun]> => this.run();
    const open = (signal: AbortSignal): AsyncGenerator<readonly T[], void, undefined> => {
      assertOpen(closed);
      return (async function* () {
        yield* read(...(await begin()), signal);
      })();
    };
    return new ItemIterator({ open, signals: [this.options.signal, closed], ...(endsWith && { endsWith }) });
  }
}
