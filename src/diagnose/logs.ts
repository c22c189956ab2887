import { assertOpen } from '../errors.ts';
import { collect, type CollectOptions } from '../internal/collect.ts';
import { ItemIterator } from '../internal/item-iterator.ts';
import { once } from '../internal/once.ts';
import type { DiagnoseContext, Locate } from './context.ts';
import type { LogLine, LogLines, LogOptions } from './log-line.ts';
import { checkLogOptions } from './log-options.ts';

const engine = /* @__PURE__ */ once(() => import('./log-stream.ts'));

class LineIterator extends ItemIterator<LogLine> implements LogLines {
  async toArray(options?: CollectOptions): Promise<LogLine[]> {
    return await collect<LogLine>(this, options);
  }
}

/** The log lines of a target, oldest first. */
export function logLines(
  context: DiagnoseContext,
  takes: 'connection' | 'tunnel',
  locate: (tunnelId: string | undefined) => Locate,
  options: LogOptions,
): LogLines {
  const { closed, clock } = context;
  const checked = checkLogOptions(options, takes, clock.now());
  const open = (signal: AbortSignal): AsyncGenerator<readonly LogLine[], void, undefined> => {
    assertOpen(closed);
    return (async function* () {
      const [{ readLogs }, target] = await Promise.all([engine(), locate(checked.tunnelId)(signal)]);
      yield* readLogs(context, target, checked, signal);
    })();
  };
  return new LineIterator({ open, signals: [checked.signal, closed] });
}
