import { assertOpen } from '../errors.ts';
import { ItemIterator } from '../internal/item-iterator.ts';
import { once } from '../internal/once.ts';
import type { DiagnoseContext, Locate } from './context.ts';
import type { LogLine, LogOptions } from './log-line.ts';
import { checkLogOptions } from './log-options.ts';

const engine = /* @__PURE__ */ once(() => import('./log-stream.ts'));

/** The log lines of a target, oldest first. */
export function logLines(
  context: DiagnoseContext,
  takes: 'connection' | 'tunnel',
  locate: (tunnelId: string | undefined) => Locate,
  options: LogOptions,
): AsyncGenerator<LogLine, void, undefined> {
  const { closed, clock } = context;
  const checked = checkLogOptions(options, takes, clock.now());
  const open = (signal: AbortSignal): AsyncGenerator<readonly LogLine[], void, undefined> => {
    assertOpen(closed);
    return (async function* () {
      const [{ readLogs }, target] = await Promise.all([engine(), locate(checked.tunnelId)(signal)]);
      yield* readLogs(context, target, checked, signal);
    })();
  };
  return new ItemIterator({ open, signals: [checked.signal, closed] });
}
