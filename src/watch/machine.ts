import type { Aspect, ConnectionMemory, Evidence, Settings, Told, TunnelMemory, Value } from './memory.ts';
import type { ConnectionCondition } from './model.ts';
import { courseOf, inOrder, shownBy, valueAt, type Course } from './time-line.ts';
import { advance, presentOf, UNTOUCHED, type Tell } from './track.ts';

export { presentOf };

const ASPECTS = ['ipsec', 'bgp', 'health'] as const;
/** What tunnels come to together. */
export function conditionOf(values: readonly Value[]): ConnectionCondition {
  if (values.length === 0 || values.includes('unknown')) return 'unknown';
  if (values.every((value) => value === 'up')) return 'up';
  return values.includes('up') ? 'degraded' : 'down';
}

/** Whether the standby tunnel stands in for the active one; `undefined` where what is known decides nothing. */
export function standsIn(active: Value | undefined, standby: Value | undefined): boolean | undefined {
  if (active === 'down' && standby === 'up') return true;
  return active === 'up' || standby === 'down' ? false : undefined;
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

  const push = (tell: Omit<Told, 'number' | 'shownBy' | 'condition' | 'since'>, code: number, number = ++told): void => {
    const now = conditionOf([...shown.values()]);
    transitions.push({ ...tell, shownBy: shownBy(code), number, condition: now, since: now === condition ? since : tell.at });
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
    const isFailover = standsIn(shown.get(active), shown.get(standby)) ?? failedOver;
    if (isFailover && !failedOver && !isFirst) push({ kind: 'failover', from: active, to: standby, at, late }, code);
    failedOver = isFailover;
  };
  const past = tells.filter(({ late }) => late);
  if (past.length > 0) {
    const present = { shown, condition, since };
    const courses = new Map(steps.map(({ tunnel: { key, ipsec }, course }) => [key, course ?? courseOf(ipsec ?? UNTOUCHED, settings.confirm)]));
    for (const at of instantsOf(past, courses)) {
      const together = past.filter((tell) => tell.at === at);
      const own = new Map(together.filter(({ kind }) => kind === 'ipsec').map(({ tunnel, to }) => [tunnel, to]));
      shown = new Map([...courses].map(([key, course]) => [key, own.get(key) ?? valueAt(course, at)]));
      condition = conditionOf([...shown.values()]);
      since = sinceOf([...courses.values()], at);
      for (const tell of together) push(tell, tell.code, tell.number);
      if (said !== 'unknown') settle(at, together[0]?.code ?? newest, true);
    }
    ({ shown, condition, since } = present);
    // Back to the present, which was told before.
    const beginning = [...courses.values()].flatMap(({ changes }) => changes).find(({ at }) => at === since);
    if (said !== 'unknown') settle(since, beginning?.code ?? newest, true);
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

/** Since when the tunnels had come to what they came to at an instant. */
function sinceOf(courses: readonly Course[], at: number): number {
  const conditionAt = (instant: number): ConnectionCondition => conditionOf(courses.map((course) => valueAt(course, instant)));
  const instants = inOrder(courses.flatMap(({ origin, changes }) => [origin.since, ...changes.map((change) => change.at)])).filter((instant) => instant <= at);
  const before = instants.findLastIndex((instant) => conditionAt(instant) !== conditionAt(at));
  return instants[before + 1] ?? at;
}
