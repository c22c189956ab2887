import { assertChoices } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { DEFAULT_PERIOD } from '../metrics/index.ts';
import { checkConfirm } from '../watch/index.ts';
import type { HistorySource } from './model.ts';

/** Options of `monitor.history()`, which throws a `TypeError` or `RangeError` that names an invalid one. */
export interface HistoryOptions {
  /** The sources of evidence: the state metrics, the system events. Default: both. */
  readonly sources?: readonly HistorySource[] | undefined;
  /**
   * The time without evidence after which a tunnel is `unknown`, in milliseconds; at least a period. Events occur only when something changes,
   * so without `metrics` a state is known only for this long after each event. Default: 600,000, or three periods if that is longer.
   */
  readonly staleAfterMs?: number | undefined;
  /** How many consecutive pieces of evidence must agree before a change counts. More than 1 needs `metrics`. */
  readonly confirm?:
    | {
        /** For a change to down. Default: 1. */
        readonly down?: number | undefined;
        /** For a change to up. Default: 1. */
        readonly up?: number | undefined;
      }
    | undefined;
}

/** Options that were checked. */
export interface CheckedHistoryOptions {
  readonly sources: ReadonlySet<HistorySource>;
  /** Absent for the default, which depends on the period. */
  readonly staleAfterMs: number | undefined;
  readonly confirm: { readonly down: number; readonly up: number };
}

const KEYS = /* @__PURE__ */ keysOf<HistoryOptions>({ sources: true, staleAfterMs: true, confirm: true });
const SOURCES: readonly HistorySource[] = ['metrics', 'events'];
const DEFAULT_STALE_MS = 600_000;

/** The options with their defaults. */
export function checkHistoryOptions(options: HistoryOptions): CheckedHistoryOptions {
  assertOptions(options, KEYS, 'history()');
  const { staleAfterMs, confirm = {} } = options;
  if (staleAfterMs !== undefined && !(Number.isFinite(staleAfterMs) && staleAfterMs >= 1))
    throw new RangeError(`staleAfterMs ${shown(staleAfterMs)} must be 1 or more milliseconds`);
  const checked = { sources: checkSources(options.sources ?? SOURCES), staleAfterMs, confirm: checkConfirm(confirm) };
  const needed = Math.max(checked.confirm.down, checked.confirm.up);
  if (needed > 1 && !checked.sources.has('metrics'))
    throw new RangeError(`confirm asks for ${needed} pieces of evidence, which needs the source metrics: events do not repeat themselves`);
  staleAfter(checked, DEFAULT_PERIOD);
  return checked;
}

function checkSources(sources: readonly HistorySource[]): ReadonlySet<HistorySource> {
  assertChoices('sources', sources, SOURCES, (wrong) => (wrong === 'topology' ? ': the topology says what is, not what was' : ''));
  if (sources.length === 0) throw new RangeError(`sources must hold one or more of ${SOURCES.join(', ')}`);
  return new Set(sources);
}

/** Time without evidence after which a tunnel is unknown, with datapoints of a period in seconds. */
export function staleAfter({ staleAfterMs, sources }: CheckedHistoryOptions, period: number): number {
  const periodMs = period * 1000;
  if (staleAfterMs === undefined) return Math.max(DEFAULT_STALE_MS, 3 * periodMs);
  if (sources.has('metrics') && staleAfterMs < periodMs)
    throw new RangeError(
      `staleAfterMs ${staleAfterMs} is shorter than the period of ${period} s: a tunnel would be unknown between its datapoints`,
    );
  return staleAfterMs;
}
