import { linkSignals } from '../internal/abort.ts';
import { readByServiceTime } from '../internal/by-service-time.ts';
import { frozen } from '../internal/frozen.ts';
import type { DiagnoseContext, DiagnoseTarget } from './context.ts';
import type { LogLine } from './log-line.ts';
import type { CheckedLogOptions } from './log-options.ts';
import { readWindow } from './log-pages.ts';
import { logWindows, oldestKept, type Seconds, secondsOf } from './log-windows.ts';
import { readLogLine } from './parse-log-line.ts';
import { offsetText } from './utc-offset.ts';
import { type PlacedLine, placeLines, WindowEdges, zoneErrorOf } from './window-lines.ts';

/** One log of a connection: that of a tunnel, or of its only path. */
interface Source {
  readonly connectionId: string;
  readonly tunnelId: string | undefined;
  readonly edges: WindowEdges;
}

/** The lines of a range, window by window, oldest first. */
export async function* readLogs(
  context: DiagnoseContext,
  target: DiagnoseTarget,
  options: CheckedLogOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLine[], void, undefined> {
  yield* readByServiceTime(context.clock, (now) => new LogReader(context, target, options).read(now(), signal));
}

class LogReader {
  readonly #context: DiagnoseContext;
  readonly #options: CheckedLogOptions;
  readonly #sources: readonly Source[];
  readonly #said = new Set<string>();

  constructor(context: DiagnoseContext, target: DiagnoseTarget, options: CheckedLogOptions) {
    this.#context = context;
    this.#options = options;
    this.#sources = sourcesOf(target);
  }

  async *read(now: number, signal: AbortSignal): AsyncGenerator<readonly LogLine[], void, undefined> {
    const range = secondsOf(this.#options.range, now);
    for (const window of logWindows(range, oldestKept(now), Math.floor(now / 1_000))) {
      const lines = (await this.#linesOfAll(window, signal)).sort((a, b) => a.second - b.second);
      yield lines.filter(({ second }) => second >= range.from && second <= range.to).map(({ line }) => line);
    }
  }

  async #linesOfAll(window: Seconds, signal: AbortSignal): Promise<PlacedLine<LogLine>[]> {
    using linked = linkSignals(signal);
    try {
      return (await Promise.all(this.#sources.map((source) => this.#linesOf(source, window, linked.signal)))).flat();
    } catch (error) {
      // The other tunnels are of no use any more.
      linked.abort(error);
      throw error;
    }
  }

  async #linesOf({ connectionId, tunnelId, edges }: Source, window: Seconds, signal: AbortSignal): Promise<readonly PlacedLine<LogLine>[]> {
    const { lines: texts, isCompleted, unreadable } = await readWindow(this.#context, { connectionId, tunnelId, window }, signal);
    const about = { connectionId, tunnelId, ...window };
    if (!isCompleted)
      this.#sayOnce(
        'the service says that the logs of these minutes are not complete yet, and maybe of others: read them again later',
        about,
      );
    if (unreadable > 0) this.#sayOnce('log lines that are no text were left out', { ...about, count: unreadable });
    const lines = texts.map((text) => readLogLine(text, this.#options.utcOffsetMs));
    const zoneErrorS = zoneErrorOf(lines, window);
    if (zoneErrorS !== 0) this.#sayZone(zoneErrorS);
    return edges
      .fresh(placeLines(lines, window, zoneErrorS), window)
      .map((placed) => ({ second: placed.second, line: lineOf(placed, connectionId, tunnelId) }));
  }

  #sayZone(errorS: number): void {
    const fits = offsetText(this.#options.utcOffsetMs + errorS * 1_000);
    this.#sayOnce(`the times of log lines do not fit the minutes that were asked for: with utcOffset '${fits}' they would`, {
      utcOffset: offsetText(this.#options.utcOffsetMs),
    });
  }

  /** Warns, not again for every ten minutes of a long range. */
  #sayOnce(message: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#context.logger.warn(message, fields);
  }
}

function sourcesOf({ connection: { connectionId, tunnels }, tunnelId }: DiagnoseTarget): readonly Source[] {
  const ids = tunnelId === undefined ? tunnels.map((tunnel) => tunnel.tunnelId) : [tunnelId];
  // The operation takes TunnelId for dual-tunnel connections alone.
  return (ids.length === 0 ? [undefined] : ids).map((id) => ({ connectionId, tunnelId: id, edges: new WindowEdges() }));
}

function lineOf({ line }: PlacedLine, connectionId: string, tunnelId: string | undefined): LogLine {
  const { at, level, message, raw, reasons } = line;
  return frozen<LogLine>({ at, connectionId, tunnelId, level, message, raw, reasons });
}
