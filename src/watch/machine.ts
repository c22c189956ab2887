import type { Aspect, ConnectionMemory, Evidence, Reading, Settings, Told, Track, TunnelMemory, Value } from './memory.ts';
import type { ConnectionCondition } from './model.ts';
import { courseOf, encode, frontierOf, hold, inOrder, shownBy, spoken, timeOf, valueAt, type Change, type Course } from './time-line.ts';

const ASPECTS = ['ipsec', 'bgp', 'health'] as const;
// Folding at every step would copy every time line at every step.
const FOLD_EVERY_MS = 300_000;

/** What an aspect tells of itself. */
interface Tell extends Change {
  readonly from: Value;
  readonly late: boolean;
  readonly number: number;
}

/** What an aspect comes to with new evidence. */
interface Step {
  readonly track: Track;
  readonly tells: readonly Tell[];
  /** Absent where the evidence says what is known already. */
  readonly course?: Course;
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

function isFoldDue({ value, readings }: Track, forgetBefore: number): boolean {
  return value === 'unknown' || timeOf(readings[0] ?? Infinity) < forgetBefore - FOLD_EVERY_MS;
}

/** What follows from evidence that says what is known already, which is nearly all there is; `undefined` for any other. */
function extend(track: Track, fresh: readonly Reading[], { asOf, forgetBefore = -Infinity }: Evidence, { staleAfterMs }: Settings): Track | undefined {
  if (track.open || track.stale || isFoldDue(track, forgetBefore)) return undefined;
  const readings = fresh.length > 0 ? [...track.readings] : track.readings as number[];
  let { reach, asOf: newest } = track;
  for (const reading of fresh) {
    const { source, says, at, periodMs = 0 } = reading;
    const isNews = source === 'event' || (says !== track.value && says !== track.phase) || periodMs > track.periodMs;
    if (isNews || at - periodMs <= track.since) return undefined;
    const code = encode(reading);
    let index = readings.length;
    while ((readings[index - 1] ?? 0) > code) index--;
    if (readings[index - 1] !== code && code > track.base.floor) readings.splice(index, 0, code);
    reach = Math.max(reach, timeOf(code));
    newest = Math.max(newest, at);
  }
  if (asOf - newest >= staleAfterMs) return undefined;
  return fresh.length > 0 ? { ...track, readings, reach, asOf: newest } : track;
}

function advance(aspect: Aspect, track: Track, fresh: readonly Reading[], evidence: Evidence, settings: Settings): Step {
  const extended = extend(track, fresh, evidence, settings);
  if (extended) return { track: extended, tells: [] };
  const { forgetBefore = -Infinity } = evidence;
  const { confirm, staleAfterMs, emitInitial } = settings;
  const isFirst = track.value === 'unknown';
  const periodMs = fresh.reduce((longest, { periodMs: own = 0 }) => Math.max(longest, own), track.periodMs);
  const codes = fresh.map(encode).filter((code) => code > track.base.floor && !track.readings.includes(code));
  const frontier = frontierOf(track);
  let readings = inOrder([...track.readings, ...codes]);
  const read = (until: number): Course => courseOf({ readings, base: track.base, periodMs }, confirm, until, isFoldDue(track, forgetBefore) ? forgetBefore : -Infinity);
  let course = read(frontier);
  // Confirmed by several pieces of evidence, a state does not end because others turn up between them.
  if (!isFirst && Math.max(confirm.down, confirm.up) > 1 && (course.changes[course.known - 1]?.to ?? course.origin.value) !== track.value) {
    const held = hold(track.reach, track);
    readings = inOrder([...readings, held]);
    course = read(held);
  }
  const asOf = fresh.reduce((newest, { at }) => Math.max(newest, at), track.asOf);
  // Only evidence ends silence: a moment may be judged by a part of it, and then lies earlier than the last one.
  const stale = (track.stale && asOf === track.asOf) || evidence.asOf - asOf >= staleAfterMs;

  const live: Omit<Tell, 'number'>[] = [];
  let { said } = track;
  let from = presentOf(track);
  const tell = (change: Change): void => {
    if (change.to !== said && change.to !== 'disabled') {
      live.push({ ...change, from, late: false });
      said = change.to;
    }
    from = change.to;
  };
  if (isFirst && !emitInitial) {
    said = stale && aspect === 'ipsec' ? 'unknown' : course.value;
  } else {
    if (!isFirst) course.changes.slice(course.known).forEach(tell);
    // What is left to tell is silence, its end, or that what was told has turned out otherwise.
    const news = Math.min(...codes.filter((code) => code > frontier).map(timeOf));
    const present = { to: course.value, phase: course.phase, code: course.reach, at: Math.max(course.since, news < Infinity ? news : 0) };
    if (!stale) tell(present);
    else if (aspect === 'ipsec') tell({ ...present, to: 'unknown', phase: undefined, at: asOf + staleAfterMs });
  }
  const late = codes.some((code) => code <= frontier) ? missed(track, course, live, settings) : [];
  const tells = [...late, ...live].map((one, index) => ({ ...one, number: track.told + index + 1 }));
  const isHistory = isFirst && evidence.isHistory === true;
  const { base, count } = isHistory ? { base: { value: course.value, since: course.since, phase: course.phase, floor: readings.at(-1) ?? track.base.floor }, count: readings.length } : course.fold;
  return {
    tells,
    course,
    // Field by field: what is put together by spreading takes half as much memory again, and there are thousands.
    track: {
      readings: readings.slice(count),
      periodMs,
      base,
      value: course.value,
      since: course.since,
      phase: course.phase,
      open: course.open && !isHistory,
      reach: timeOf(course.reach),
      asOf,
      stale,
      said,
      told: track.told + tells.length,
    },
  };
}

/** Pairs of changes that lie within what was known and had not been told: what was told last is so after them too. */
function missed(track: Track, course: Course, live: readonly Change[], { confirm, staleAfterMs }: Settings): readonly Omit<Tell, 'number'>[] {
  const basis = track.said === 'unknown' ? track.value : track.said;
  const before = courseOf(track, confirm);
  const told = spoken(before.changes, before);
  const all = spoken(course.changes, course);
  const known = spoken(course.changes.slice(0, course.known), course).length;
  const opening = basis === 'up' ? 'down' : basis === 'down' ? 'up' : undefined;
  const isOpening = ({ to }: Change): boolean => to === opening;
  const count = (changes: readonly Change[]): number => changes.filter(isOpening).length;
  const pairs = count(all) - count(told) - count(live);
  // Those that say most of what was not told yet.
  const news = (change: Change | undefined): number => (told.some(({ to, at }) => to === change?.to && at === change.at) ? 0 : 1);
  const newsOfPair = (index: number): number => 2 * news(all[index]) + news(all[index + 1]);
  // What ends it may be newer than what was known, where that has been overruled.
  const openings = all.flatMap((change, index) => (isOpening(change) && index < known && index + 1 < all.length ? [index] : []));
  const chosen = openings.sort((a, b) => newsOfPair(b) - newsOfPair(a)).slice(0, Math.max(0, pairs)).sort((a, b) => a - b);
  const changes = chosen.flatMap((index) => all.slice(index, index + 2));
  const last = changes.at(-1);
  if (last && track.said === 'unknown') changes.push({ ...last, to: 'unknown', phase: undefined, at: track.asOf + staleAfterMs });
  return changes.map((change, index) => ({ ...change, from: changes[index - 1]?.to ?? track.said, late: true }));
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

interface TunnelTell extends Tell {
  readonly tunnel: string;
  readonly kind: Aspect;
}

/** What a tunnel comes to with new evidence. */
interface TunnelStep {
  readonly before: TunnelMemory;
  readonly tunnel: TunnelMemory;
  readonly tells: readonly TunnelTell[];
  /** Of IPsec. */
  readonly course: Course | undefined;
}

function advanceTunnel(before: TunnelMemory, evidence: Evidence, settings: Settings): TunnelStep {
  const { key } = before;
  const tells: TunnelTell[] = [];
  let tunnel = before;
  let course: Course | undefined;
  for (const kind of ASPECTS) {
    const fresh = evidence.readings.filter((reading) => reading.tunnel === key && reading.aspect === kind);
    const track = before[kind];
    if (!track && fresh.length === 0) continue;
    const step = advance(kind, track ?? UNTOUCHED, fresh, evidence, settings);
    if (step.track !== track) tunnel = { ...tunnel, [kind]: step.track };
    if (kind === 'ipsec') course = step.course;
    for (const tell of step.tells) tells.push({ ...tell, tunnel: key, kind });
  }
  return { before, tunnel, tells, course };
}

/**
 * What a connection comes to with new evidence, and the transitions that tells: pure, without clock or I/O.
 *
 * Evidence may come in any order, late and more than once; see the tests for what holds then. Where
 * nothing was learned, the state is the very one that was given.
 */
export function next(state: ConnectionMemory, evidence: Evidence, settings: Settings): { readonly state: ConnectionMemory; readonly transitions: readonly Told[] } {
  const steps = state.tunnels.map((tunnel) => advanceTunnel(tunnel, evidence, settings));
  const condition = conditionOf(steps.map(({ tunnel }) => presentOf(tunnel.ipsec)));
  const isQuiet = steps.every(({ before, tunnel, tells }) => tells.length === 0 && presentOf(tunnel.ipsec) === presentOf(before.ipsec));
  if (!isQuiet || (condition !== 'unknown' && condition !== state.said)) return rollUp(state, steps, settings);
  const isSame = steps.every(({ before, tunnel }) => tunnel === before);
  return { state: isSame ? state : { ...state, tunnels: steps.map(({ tunnel }) => tunnel) }, transitions: [] };
}

/** Puts the tunnels' tells in order and adds what they mean for the connection. */
function rollUp(state: ConnectionMemory, steps: readonly TunnelStep[], settings: Settings): { readonly state: ConnectionMemory; readonly transitions: readonly Told[] } {
  const tunnels = steps.map(({ tunnel }) => tunnel);
  const tells = steps.flatMap((step) => step.tells);
  const active = tunnels.find(({ role }) => role === 'master')?.key;
  const standby = tunnels.find(({ role }) => role === 'slave')?.key;
  const newest = Math.max(0, ...tunnels.flatMap(({ ipsec }) => (ipsec ? [ipsec.base.floor, ...ipsec.readings] : [])));
  const transitions: Told[] = [];
  let { said, failedOver, told, since } = state;
  // A first observation is no change: the connection is seen with it from the start.
  let shown: ReadonlyMap<string, Value> = new Map(steps.map(({ before, tunnel }) => [tunnel.key, presentOf((before.ipsec?.value ?? 'unknown') === 'unknown' ? tunnel.ipsec : before.ipsec)]));
  let condition = conditionOf(state.tunnels.map(({ ipsec }) => presentOf(ipsec)));

  const push = (tell: Omit<Told, 'number' | 'shownBy' | 'condition'>, code: number, number = ++told): void => {
    transitions.push({ ...tell, shownBy: shownBy(code), number, condition: conditionOf([...shown.values()]) });
  };
  /** Tells what the connection is with the tunnels as they are shown, where that is news. */
  const settle = (at: number, code: number, late: boolean): void => {
    const now = conditionOf([...shown.values()]);
    const isFirst = said === 'unknown' && !settings.emitInitial;
    if (now !== 'unknown' && now !== said) {
      if (!isFirst) push({ kind: 'connection', from: late || now === condition ? said : condition, to: now, at, late }, code);
      said = now;
    }
    if (now !== condition) since = at;
    condition = now;
    if (active === undefined || standby === undefined) return;
    const standsIn = shown.get(active) === 'down' && shown.get(standby) === 'up';
    if (standsIn && !failedOver && !isFirst) push({ kind: 'failover', from: active, to: standby, at, late }, code);
    if (standsIn || shown.get(active) === 'up' || shown.get(standby) === 'down') failedOver = standsIn;
  };
  const past = tells.filter(({ late }) => late);
  if (past.length > 0) {
    const present = { shown, condition, since };
    const courses = new Map(steps.map(({ tunnel: { key, ipsec }, course }) => [key, course ?? courseOf(ipsec ?? UNTOUCHED, settings.confirm)]));
    for (const at of instantsOf(past, courses)) {
      const together = past.filter((tell) => tell.at === at);
      const own = new Map(together.filter(({ kind }) => kind === 'ipsec').map(({ tunnel, to }) => [tunnel, to]));
      shown = new Map([...courses].map(([key, course]) => [key, own.get(key) ?? valueAt(course, at)]));
      for (const tell of together) push(tell, tell.code, tell.number);
      if (said !== 'unknown') settle(at, together[0]?.code ?? newest, true);
    }
    ({ shown, condition, since } = present);
    // Back to the present, which was told before.
    if (said !== 'unknown') settle(since, newest, true);
  }
  const live = tells.filter(({ late }) => !late).sort((a, b) => a.at - b.at);
  for (const at of new Set(live.map((tell) => tell.at))) {
    const together = live.filter((tell) => tell.at === at);
    shown = new Map([...shown, ...together.flatMap((tell) => (tell.kind === 'ipsec' ? [[tell.tunnel, tell.to] as const] : []))]);
    for (const tell of together) push(tell, tell.code, tell.number);
    // One tunnel may come up in the very instant the other goes down: that is no moment without a tunnel.
    settle(Math.max(at, since), together[0]?.code ?? newest, false);
  }
  shown = new Map(tunnels.map(({ key, ipsec }) => [key, presentOf(ipsec)]));
  settle(Math.max(since, ...tunnels.map(({ ipsec }) => ipsec?.since ?? 0)), newest, false);
  return { state: { tunnels, said, since, failedOver, told }, transitions };
}

/** The instants of what is told late, and of what the other tunnels did meanwhile. */
function instantsOf(past: readonly TunnelTell[], courses: ReadonlyMap<string, Course>): readonly number[] {
  const changes = [...courses.values()].flatMap((course) => course.changes);
  const isMeanwhile = (at: number): boolean => [...courses.keys()].some((key) => {
    const own = past.filter(({ tunnel, kind }) => tunnel === key && kind === 'ipsec');
    return own.some((tell, index) => index % 2 === 0 && at > tell.at && at < (own[index + 1]?.at ?? 0));
  });
  return inOrder([...past, ...changes.filter(({ at }) => isMeanwhile(at))].map(({ at }) => at));
}
