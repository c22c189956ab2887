import type { Window } from '../../internal/time-range.ts';
import { DEFAULT_PERIOD, retentionMs } from '../../metrics/index.ts';
import { type MetricPlan, planMetrics, rangePages, settledPlans } from '../../metrics/run/index.ts';
import type { Member } from '../../scopes/index.ts';
import type { HistoryRequest } from '../history-request.ts';
import { staleAfter } from '../options.ts';
import type { Past, ReportedChange } from './past.ts';
import { PastEvents } from './past-events.ts';
import { PastProgress } from './past-progress.ts';
import { historyWindow, windowToRead } from './past-range.ts';
import type { PastSettings } from './settings.ts';
import { findTargets } from './targets.ts';

/** A history that is about to be read. */
export interface PlannedPast {
  readonly members: readonly Member[];
  /** What the history is of. */
  readonly range: Window;
  /** What is read for it. */
  readonly read: Window;
  readonly plans: readonly MetricPlan[];
  readonly settings: PastSettings;
}

/** Finds out what to ask for. @param now - The time it goes by, which the answers may correct meanwhile. */
export async function planPast(request: HistoryRequest, now: () => number, signal: AbortSignal): Promise<PlannedPast> {
  const { context, options, range, period } = request;
  const { scopes } = context;
  signal.throwIfAborted();
  // What cannot be asked for is refused before anything is sent.
  historyWindow(range, period, options, now());
  const isMeasured = options.sources.has('metrics');
  const [{ members, selected }, describe] = await Promise.all([
    findTargets(request, signal),
    isMeasured ? scopes.metadata.describe(signal) : undefined,
  ]);
  const at = now();
  const window = historyWindow(range, period, options, at);
  const plansFor = (read: Window): readonly MetricPlan[] =>
    describe ? planMetrics({ selected, describe, memory: scopes.memory, period, window: read }) : [];
  const seconds = Math.max(period ?? DEFAULT_PERIOD, ...plansFor(window).flatMap(({ batches }) => batches.map((batch) => batch.period)));
  const settings: PastSettings = { confirm: options.confirm, staleAfterMs: staleAfter(options, seconds), periodMs: seconds * 1000 };
  // How long events are kept is not documented.
  const read = windowToRead(window, settings, { now: at, keptMs: isMeasured ? retentionMs(period ?? DEFAULT_PERIOD) : Infinity });
  return { members, range: window, read, plans: plansFor(read), settings };
}

/** Reads what was planned, and gives the changes as they become final, in order. The first batch comes as soon as anything was read, be it empty. */
export async function* readPast(
  request: HistoryRequest,
  planned: PlannedPast,
  past: Past,
  signal: AbortSignal,
): AsyncGenerator<readonly ReportedChange[], void, undefined> {
  const { context, options } = request;
  const { members, read, range } = planned;
  const progress = new PastProgress(request, range);
  const events = options.sources.has('events') && members.length > 0 ? new PastEvents(context.events, read, signal) : undefined;
  let reached = read.start;
  const advance = async function* (until: number): AsyncGenerator<readonly ReportedChange[], void, undefined> {
    for (let step = past.nextStep(until); step !== undefined; step = past.nextStep(until)) {
      await events?.passTo(past, step);
      progress.report(step);
      yield past.step();
    }
  };
  try {
    const plans = await settledPlans(context.scopes, planned.plans, read, signal);
    const pages = plans.length > 0 ? rangePages(context.scopes, plans, read, signal, { reached: (until) => (reached = until) }) : [];
    for await (const page of pages) {
      yield* advance(reached);
      for (const point of page.points) past.takePoint(point);
      progress.page(page, reached);
      yield [];
    }
    yield* advance(read.end);
    await events?.passTo(past, read.end);
    yield past.finish(read.end);
    progress.report(range.end);
  } catch (error) {
    // What is known to have been before the failure is known all the same.
    if (!signal.aborted) yield* advance(reached);
    throw error;
  } finally {
    await events?.end();
  }
}
