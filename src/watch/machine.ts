import type { Aspect, ConnectionMemory, Evidence, Phase, Reading, Says, Settings, Told, Track, TunnelMemory, Value } from './memory.ts';
import type { ConnectionCondition } from './model.ts';

// The order decides between readings of one instant: the exact source has the last word, and so has what failed first.
const SOURCES = ['metric', 'topology', 'event'] as const;
const SAYS = ['mixed', 'up', 'disabled', 'phase1-ok', 'down', 'phase2', 'phase1'] as const;
// Marks a change that `confirm` has accepted: evidence that comes late must not take it back.
const CONFIRMED = SOURCES.length;
const ASPECTS = ['ipsec', 'bgp', 'health'] as const;
// Folding at every step would copy every time line at every step.
const FOLD_EVERY_MS = 300_000;

/**
 * A reading as a number that sorts by time. A datapoint stands at the start of its period, since that
 * is how far back it speaks for: an event inside the period is newer than what the point can say.
 */
function encode({ at, source, says, periodMs = 0 }: Reading): number {
  return (at - periodMs) * 64 + SOURCES.indexOf(source) * 8 + SAYS.indexOf(says);
}

const timeOf = (code: number): number => Math.floor(code / 64);
const sourceOf = (code: number): number => (code % 64) >> 3;
const saysOf = (code: number): Says => SAYS[(code % 64) & 7] ?? 'mixed';

function valueOf(says: Says): Value | undefined {
  if (says === 'up' || says === 'disabled') return says;
  return says === 'mixed' || says === 'phase1-ok' ? undefined : 'down';
}

interface Change {
  readonly to: Value;
  readonly at: number;
  readonly phase: Phase;
  /** The reading that showed it. */
  readonly code: number;
}

/** What a time line comes to. */
interface Course {
  readonly changes: readonly Change[];
  /** How many of the changes lie within what was known before. */
  readonly known: number;
  readonly value: Value;
  readonly since: number;
  readonly phase: Phase;
  readonly open: boolean;
  readonly reach: number;
  readonly pins: readonly number[];
  /** Up to which reading it can be folded into a base, and that base. */
  readonly fold: { readonly count: number; readonly base: Track['base'] };
}

/** Reads a time line from its start: the one place that says what evidence means, whatever order it came in. */
function courseOf(readings: readonly number[], track: Pick<Track, 'base' | 'periodMs'>, confirm: Settings['confirm'], frontier: number, forgetBefore: number): Course {
  const { base, periodMs } = track;
  let { value, since, phase } = base;
  let fold = { count: 0, base };
  let known = 0;
  let raw = value;
  let candidate: { to: Value; at: number; last: number; count: number } | undefined;
  let mixedFrom: number | undefined;
  let mixedUntil = 0;
  let reach = base.floor;
  const changes: Change[] = [];
  const pins: number[] = [];

  const change = (to: Value, at: number, code: number, says: Says): void => {
    phase = says === 'phase1' || says === 'phase2' ? says : undefined;
    if (value !== 'unknown') changes.push({ to, at, phase, code });
    [value, since, candidate] = [to, at, undefined];
  };
  const weigh = (to: Value, at: number, code: number, says: Says): void => {
    [raw, reach] = [to, at];
    if (to === value) {
      candidate = undefined;
      return;
    }
    const needed = to === 'up' || to === 'down' ? confirm[to] : 1;
    if (value === 'unknown' || value === 'disabled' || needed <= 1) {
      change(to, at, code, says);
      return;
    }
    if (candidate?.to !== to) candidate = { to, at, last: at, count: 1 };
    else if (at > candidate.last) candidate = { ...candidate, last: at, count: candidate.count + 1 };
    if (candidate.count < needed) return;
    pins.push(timeOf(code) * 64 + CONFIRMED * 8 + SAYS.indexOf(to === 'up' ? 'up' : 'down'));
    change(to, candidate.at, code, says);
  };

  for (let index = 0; index < readings.length; index++) {
    const code = readings[index] as number;
    const at = timeOf(code);
    const source = sourceOf(code);
    const says = saysOf(code);
    const to = valueOf(says);
    if (source === CONFIRMED) {
      if (to !== undefined && to !== value) change(to, candidate?.to === to ? candidate.at : at, code, says);
    } else if (source !== 0 || !isInconclusive(readings, index, periodMs)) {
      if (to === undefined) {
        if (says === 'mixed' && raw !== 'unknown') {
          mixedFrom ??= at;
          mixedUntil = at + periodMs;
        } else if (value === 'down') phase = 'phase2';
      } else {
        // A change within a period is explained by a change from one side of it to the other. Where both
        // sides agree, something was missed between them. One period more, since which end of its period
        // a timestamp names is documented nowhere.
        if (mixedFrom !== undefined && to !== raw) mixedFrom = undefined;
        else if (mixedFrom !== undefined && (source === 0 ? at + periodMs : at) >= mixedUntil + periodMs) {
          const missed = to === 'up' ? 'down' : 'up';
          if (to !== 'disabled') weigh(missed, mixedFrom, mixedFrom * 64, missed);
          mixedFrom = undefined;
          weigh(to, mixedUntil, code, says);
        }
        weigh(to, at, code, says);
        if (value === 'down' && (says === 'phase1' || says === 'phase2')) phase = says;
      }
    }
    const settled = candidate === undefined && mixedFrom === undefined;
    if (at <= frontier) known = changes.length;
    if (at <= forgetBefore && settled) fold = { count: index + 1, base: { value, since, phase, floor: at } };
  }
  return { changes, known, value, since, phase, open: candidate !== undefined || mixedFrom !== undefined, reach, pins, fold };
}

/** Whether a datapoint's period holds an event, or a poll that says otherwise: those know their instant, the point does not. */
function isInconclusive(readings: readonly number[], index: number, periodMs: number): boolean {
  const code = readings[index] as number;
  const start = timeOf(code);
  const own = valueOf(saysOf(code));
  for (let next = index + 1; next < readings.length; next++) {
    const other = readings[next] as number;
    const at = timeOf(other);
    if (at > start + periodMs) return false;
    if (at === start) continue;
    if (sourceOf(other) === 2) return true;
    const said = valueOf(saysOf(other));
    if (sourceOf(other) === 1 && at < start + periodMs && own !== undefined && said !== undefined && said !== own) return true;
  }
  return false;
}

/** What an aspect tells of itself. */
interface Tell extends Change {
  readonly from: Value;
  readonly late: boolean;
  readonly number: number;
}

const UNTOUCHED: Track = {
  readings: [],
  periodMs: 0,
  base: { value: 'unknown', since: 0, phase: undefined, floor: 0 },
  value: 'unknown',
  since: 0,
  phase: undefined,
  open: false,
  reach: 0,
  asOf: 0,
  stale: false,
  said: 'unknown',
  told: 0,
};

/** What follows from evidence that says what is known already, which is nearly all there is; `undefined` for any other. */
function extend(track: Track, fresh: readonly Reading[], { asOf, forgetBefore = 0 }: Evidence, { staleAfterMs }: Settings): Track | undefined {
  if (track.open || track.stale || track.value === 'unknown') return undefined;
  if (timeOf(track.readings[0] ?? Infinity) < forgetBefore - FOLD_EVERY_MS) return undefined;
  const readings = fresh.length > 0 ? [...track.readings] : track.readings as number[];
  let { reach, asOf: newest } = track;
  for (const reading of fresh) {
    const { source, says, at, periodMs = 0 } = reading;
    const isNews = source === 'event' || valueOf(says) !== track.value || (says !== track.value && says !== track.phase) || periodMs > track.periodMs;
    if (isNews || at - periodMs <= track.since) return undefined;
    const code = encode(reading);
    let index = readings.length;
    while (index > 0 && (readings[index - 1] as number) > code) index--;
    if (readings[index - 1] !== code && timeOf(code) > track.base.floor) readings.splice(index, 0, code);
    reach = Math.max(reach, timeOf(code));
    newest = Math.max(newest, at);
  }
  if (asOf - newest >= staleAfterMs) return undefined;
  return fresh.length > 0 ? { ...track, readings, reach, asOf: newest } : track;
}

/** What an aspect comes to with new evidence, and what that tells. */
function advance(aspect: Aspect, track: Track, fresh: readonly Reading[], evidence: Evidence, settings: Settings): { readonly track: Track; readonly tells: readonly Tell[] } {
  const extended = extend(track, fresh, evidence, settings);
  if (extended) return { track: extended, tells: [] };
  const periodMs = fresh.reduce((longest, { periodMs: own = 0 }) => Math.max(longest, own), track.periodMs);
  const codes = fresh.map(encode).filter((code) => timeOf(code) > track.base.floor && !track.readings.includes(code));
  const readings = [...new Set([...track.readings, ...codes])].sort((a, b) => a - b);
  const course = courseOf(readings, { base: track.base, periodMs }, settings.confirm, track.reach, evidence.forgetBefore ?? 0);
  const asOf = fresh.reduce((newest, { at }) => Math.max(newest, at), track.asOf);
  const heard = asOf > track.asOf;
  const stale = course.value !== 'unknown' && (heard || !track.stale ? evidence.asOf - asOf >= settings.staleAfterMs : true);

  const tells: Tell[] = [];
  let { said } = track;
  let from = presentOf(track);
  const tell = (change: Change, late: boolean): void => {
    if (change.to !== said && change.to !== 'disabled') {
      tells.push({ ...change, from: late ? said : from, late, number: track.told + tells.length + 1 });
      said = change.to;
    }
    if (!late) from = change.to;
  };
  const present: Change = { to: course.value, at: course.since, phase: course.phase, code: readings.at(-1) ?? 0 };
  if (track.value === 'unknown') {
    if (settings.emitInitial && course.value !== 'unknown') tell(present, false);
    else if (course.value !== 'disabled') said = course.value;
  } else {
    if (codes.some((code) => timeOf(code) <= track.reach)) for (const change of missed(track, course, settings)) tell(change, true);
    for (const change of course.changes.slice(course.known)) tell(change, false);
  }
  if (stale && aspect === 'ipsec' && (heard || !track.stale)) {
    tell({ ...present, to: 'unknown', at: asOf + settings.staleAfterMs, phase: undefined }, false);
  } else if (!stale && course.value !== 'unknown') {
    // Back from silence; or a recovery was told late, and what came after it was told before.
    const since = codes.filter((code) => timeOf(code) > track.reach).sort((a, b) => a - b)[0];
    tell({ ...present, at: Math.max(course.since, since === undefined ? 0 : timeOf(since)) }, since === undefined);
  }
  const { base, count } = course.fold;
  return {
    tells,
    track: {
      ...{ periodMs, base, asOf, stale, said, told: track.told + tells.length },
      ...{ value: course.value, since: course.since, phase: course.phase, open: course.open, reach: course.reach },
      readings: [...readings.slice(count), ...course.pins].sort((a, b) => a - b),
    },
  };
}

/** Changes that lie within what was known and had not been told: pairs of an outage and its end, or the other way round. */
function missed(track: Track, course: Course, settings: Settings): readonly Change[] {
  const before = courseOf(track.readings, track, settings.confirm, track.reach, 0).changes;
  const after = course.changes.slice(0, course.known);
  const same = (a: Change | undefined, b: Change | undefined): boolean => a?.to === b?.to && a?.at === b?.at;
  let first = 0;
  while (first < before.length && same(before[first], after[first])) first++;
  let last = 0;
  while (last < before.length - first && same(before.at(-1 - last), after.at(-1 - last))) last++;
  const fresh = after.slice(first, after.length - last);
  // What was told last decides where to begin, so that no two in a row say the same.
  const begin = fresh[0]?.to === track.said ? 1 : 0;
  return fresh.slice(begin, begin + Math.max(0, after.length - before.length));
}

/** What an aspect is now, silence considered. */
export function presentOf(track: Track | undefined): Value {
  return !track || track.stale ? 'unknown' : track.value;
}

/** What tunnels come to together. */
export function conditionOf(values: readonly Value[]): ConnectionCondition {
  if (values.length === 0 || values.includes('unknown')) return 'unknown';
  if (values.every((value) => value === 'up')) return 'up';
  return values.includes('up') ? 'degraded' : 'down';
}

/**
 * What a connection comes to with new evidence, and the transitions that tells: pure, without clock or I/O.
 *
 * Evidence may come in any order, late and more than once; see the tests for what holds then.
 */
export function next(state: ConnectionMemory, evidence: Evidence, settings: Settings): { readonly state: ConnectionMemory; readonly transitions: readonly Told[] } {
  const tells: TunnelTell[] = [];
  const tunnels = state.tunnels.map((tunnel) => {
    let updated = tunnel;
    for (const aspect of ASPECTS) {
      const fresh = evidence.readings.filter((reading) => reading.tunnel === tunnel.key && reading.aspect === aspect);
      const track = tunnel[aspect];
      if (!track && fresh.length === 0) continue;
      const step = advance(aspect, track ?? UNTOUCHED, fresh, evidence, settings);
      if (step.track !== track) updated = { ...updated, [aspect]: step.track };
      for (const tell of step.tells) tells.push({ ...tell, tunnel: tunnel.key, kind: aspect });
    }
    return updated;
  });
  if (tells.length === 0 && tunnels.every((tunnel, index) => presentOf(tunnel.ipsec) === presentOf(state.tunnels[index]?.ipsec))) {
    return { state: { ...state, tunnels }, transitions: [] };
  }
  return rollUp(state, tunnels, tells, evidence, settings);
}

interface TunnelTell extends Tell {
  readonly tunnel: string;
  readonly kind: Aspect;
}

type Shown = ReadonlyMap<string, Value>;

/** Puts the tunnels' tells in order and adds what they mean for the connection. */
function rollUp(state: ConnectionMemory, tunnels: readonly TunnelMemory[], tells: readonly TunnelTell[], evidence: Evidence, settings: Settings): { readonly state: ConnectionMemory; readonly transitions: readonly Told[] } {
  const transitions: Told[] = [];
  let { said, failedOver, told, since } = state;
  // A first observation is no change: the connection is seen with it from the start.
  let shown: Shown = new Map(tunnels.map(({ key, ipsec }, index) => {
    const before = state.tunnels[index]?.ipsec;
    return [key, presentOf(before === undefined || before.value === 'unknown' ? ipsec : before)];
  }));
  let condition = conditionOf(state.tunnels.map(({ ipsec }) => presentOf(ipsec)));
  const active = tunnels.find(({ role }) => role === 'master')?.key;
  const standby = tunnels.find(({ role }) => role === 'slave')?.key;

  const push = (tell: Omit<Told, 'number' | 'shownBy' | 'condition'>, code: number, number = ++told): void => {
    const shownBy = { source: SOURCES[sourceOf(code)] ?? 'event', at: timeOf(code) };
    transitions.push({ ...tell, shownBy, number, condition: conditionOf([...shown.values()]) });
  };
  /** Tells what the connection is with the tunnels as they are shown, where that is news. */
  const settle = (at: number, code: number, late: boolean): void => {
    const now = conditionOf([...shown.values()]);
    const isFirst = said === 'unknown' && !settings.emitInitial;
    if (now !== 'unknown' && now !== said) {
      if (!isFirst) push({ kind: 'connection', from: late ? said : condition, to: now, at, late }, code);
      said = now;
    }
    if (now !== condition) since = now === 'unknown' ? evidence.asOf : at;
    condition = now;
    if (active === undefined || standby === undefined) return;
    const standsIn = shown.get(active) === 'down' && shown.get(standby) === 'up';
    if (standsIn && !failedOver && !isFirst) push({ kind: 'failover', from: active, to: standby, at, late }, code);
    if (standsIn || shown.get(active) === 'up' || shown.get(standby) === 'down') failedOver = standsIn;
  };

  const past = tells.filter(({ late }) => late);
  for (const tell of past) {
    if (tell.kind !== 'ipsec') {
      push(tell, tell.code, tell.number);
      continue;
    }
    // The other tunnels as they were then.
    const present = { shown, condition, since };
    shown = new Map(tunnels.map(({ key, ipsec }) => [key, key === tell.tunnel ? tell.to : valueAt(ipsec, tell.at, settings)]));
    push(tell, tell.code, tell.number);
    if (said !== 'unknown') settle(tell.at, tell.code, true);
    ({ shown, condition, since } = present);
  }
  const live = tells.filter(({ late }) => !late).sort((a, b) => a.at - b.at);
  for (const at of new Set(live.map((tell) => tell.at))) {
    const together = live.filter((tell) => tell.at === at);
    shown = new Map([...shown, ...together.flatMap((tell) => (tell.kind === 'ipsec' ? [[tell.tunnel, tell.to] as const] : []))]);
    for (const tell of together) push(tell, tell.code, tell.number);
    // One tunnel may come up in the very instant the other goes down: that is no moment without a tunnel.
    settle(Math.max(at, since), together[0]?.code ?? 0, false);
  }
  shown = new Map(tunnels.map(({ key, ipsec }) => [key, presentOf(ipsec)]));
  settle(Math.max(since, ...tunnels.map(({ ipsec }) => ipsec?.since ?? 0)), tells.at(-1)?.code ?? 0, false);
  return { state: { tunnels, said, since, failedOver, told }, transitions };
}

/** What an aspect was at an instant, as far as is remembered. */
function valueAt(track: Track | undefined, at: number, settings: Settings): Value {
  if (!track) return 'unknown';
  const { changes } = courseOf(track.readings, track, settings.confirm, 0, 0);
  return changes.filter((change) => change.at <= at).at(-1)?.to ?? (changes[0] ? (changes[0].to === 'up' ? 'down' : 'up') : track.value);
}
