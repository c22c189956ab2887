import type { Transition } from 'alicloud-vpn-monitor';
import { courseOf } from '../../../watch/support/course.ts';
import type { Told } from './changes.ts';
import { outagesOf } from './groups.ts';
import { MINUTE } from './plan.ts';
import type { Announced, SoakRecord } from './run.ts';
import { groupBy, time } from './text.ts';
import { isUnheard, type Side, sideAt, type Subject } from './truth.ts';

/** What a comparison of connections has found, and how many of their changes it has held against those of their tunnels. */
export interface ConnectionComparison {
  readonly problems: readonly string[];
  readonly exact: number;
  readonly counted: number;
  /** Changes of one tunnel that were announced after later ones of the other. */
  readonly crossed: number;
}

/** A connection: its tunnels, active and standby, what was announced of each, and of itself. */
interface Connection {
  readonly tunnels: readonly Subject[];
  readonly told: readonly (readonly Told[])[];
  readonly own: readonly Announced[];
}

/** A connection is what its tunnels were announced to be, change for change, and a failover is announced with each. */
export function compareConnections(
  record: SoakRecord,
  subjects: readonly Subject[],
  told: ReadonlyMap<string, readonly Told[]>,
): ConnectionComparison {
  const problems: string[] = [];
  const sum = { exact: 0, counted: 0, crossed: 0 };
  const ofConnections = groupBy(
    record.announced.filter(({ transition }) => transition.type.startsWith('connection:')),
    ({ transition }) => transition.connection?.connectionId ?? '',
  );
  for (const [connectionId, tunnels] of groupBy(
    subjects.filter(({ aspect }) => aspect === 'ipsec'),
    (one) => one.connectionId,
  )) {
    const connection: Connection = {
      tunnels,
      told: tunnels.map(({ key }) => told.get(`${key} ipsec`) ?? []),
      own: ofConnections.get(connectionId) ?? [],
    };
    const found = wrongAgainstTruth(connection, record, connectionId);
    const all = connection.told.flat();
    sum.crossed += crossingsOf(connection.told);
    found.push(...missedDowns(connection));
    const isPlain =
      all.every(({ from, to }) => from !== 'unknown' && to !== 'unknown') &&
      connection.own.every(({ transition }) => transition.from !== 'unknown');
    if (isPlain && all.every(({ late }) => !late) && unorderedOf(connection.told) === 0) {
      found.push(...wrongInOrder(connection));
      sum.exact += connection.own.length;
    } else if (isPlain) {
      found.push(...wrongInNumber(connection));
      sum.counted += connection.own.length;
    }
    if (found.length > 0)
      problems.push(
        `${connectionId}: ${found.join('; ')}\n    told: ${connection.own.map(shown).join(', ')}\n    tunnels: ${connection.told.map((one) => one.map(({ to, at, late, knownAt }) => `${to} ${time(at)}${late ? ' late' : ''} known ${time(knownAt)}`).join(', ')).join(' | ')}`,
      );
  }
  return { problems, ...sum };
}

/** Within which a datapoint dates a change: two periods, and a third for the clocks. */
const DATED_WITHIN_MS = 3 * MINUTE;
/** For so long before an end that no event shows, nothing may have been heard of a tunnel. */
const UNHEARD_MS = 20 * MINUTE;

const nameOf = ({ type }: Transition): string => type.slice('connection:'.length);
const shown = ({ transition, knownAt }: Announced): string =>
  `${nameOf(transition)} ${time(transition.at)} known ${time(knownAt)}${transition.late ? ' late' : ''}`;

function conditionOf(sides: readonly Side[]): string {
  return sides.every((side) => side === 'up') ? 'up' : sides.includes('up') ? 'degraded' : 'down';
}

function wrongAgainstTruth({ tunnels, own }: Connection, { plan, snapshot, rounds, cloud }: SoakRecord, connectionId: string): string[] {
  const found: string[] = [];
  const endAt = rounds.at(-1)!.at;
  const conditions = own.map(({ transition }) => transition).filter(({ type }) => type !== 'connection:failover');
  const twice = conditions.findIndex((one, index) => index > 0 && one.type === conditions[index - 1]!.type);
  if (twice > 0)
    found.push(`${conditions[twice]!.type} twice in a row, at ${time(conditions[twice - 1]!.at)} and ${time(conditions[twice]!.at)}`);
  const real = conditionOf(tunnels.map((one) => sideAt(one, endAt)));
  const state = snapshot.connections.get(connectionId)?.state;
  const mayBeUnknown = plan.readable.join() === 'events' || tunnels.some((one) => isUnheard(one, cloud, plan, endAt));
  if (state !== real && !(mayBeUnknown && state === 'unknown')) found.push(`${String(state)} in the last snapshot, and in truth ${real}`);
  const last = conditions.at(-1);
  if (last && last.to !== real) found.push(`${last.to} was told last, and in truth it is ${real}`);
  for (const down of conditions.filter(({ to }) => to === 'down')) {
    // Each tunnel was down within the time to which points and polls tell it.
    const near = (subject: Subject): boolean =>
      outagesOf(subject.initial, subject.changes).some(({ from, until }) => from <= down.at + 3 * MINUTE && until >= down.at - 20 * MINUTE);
    if (!isInDispute(tunnels, plan) && !tunnels.every(near)) found.push(`false connection:down at ${time(down.at)}`);
  }
  return found;
}

/** Whether a metric that is stuck may tell of a false outage before it shows that it is. */
function isInDispute(tunnels: readonly Subject[], { disturbances: { stuck } }: SoakRecord['plan']): boolean {
  return tunnels.some(({ key }) => key === stuck?.tunnel);
}

/** Where nothing came late: step by step, what the tunnels were announced to be. */
function wrongInOrder({ tunnels, told, own }: Connection): string[] {
  const sides = tunnels.map(({ initial }, index): Side => (told[index]?.[0] ? (told[index][0].to === 'up' ? 'down' : 'up') : initial));
  const expected: string[] = [];
  let condition = conditionOf(sides);
  let isFailedOver = tunnels.length === 2 && sides[0] === 'down' && sides[1] === 'up';
  const all = told.flatMap((changes, tunnel) => changes.map((change) => ({ tunnel, ...change })));
  for (const step of [...groupBy(all, (one) => one.step)].sort(([a], [b]) => a - b).map(([, changes]) => changes)) {
    for (const [, together] of [...groupBy(step, ({ at }) => at)].sort(([a], [b]) => a - b)) {
      for (const { tunnel, to } of together) sides[tunnel] = to as Side;
      const now = conditionOf(sides);
      if (now !== condition) expected.push(now);
      condition = now;
      const standsIn = tunnels.length === 2 && sides[0] === 'down' && sides[1] === 'up';
      if (standsIn && !isFailedOver) expected.push('failover');
      isFailedOver = standsIn;
    }
  }
  const got = own.map(({ transition }) => nameOf(transition));
  return got.join() === expected.join()
    ? []
    : [`told ${got.join(', ') || 'nothing'}, where its tunnels come to ${expected.join(', ') || 'nothing'}`];
}

/** Where something came late: as often as the tunnels come to it, counted without or with what merely leads back to the present. */
function wrongInNumber({ tunnels, told, own }: Connection): string[] {
  const courses = told.map(inTime);
  // A course that was announced in another order than it took is not to be had from its parts.
  if (courses.some((course) => course === undefined)) return [];
  const [active = [], standby = []] = courses as (readonly Told[])[];
  const initially = tunnels.map(({ initial }, index): Side =>
    courses[index]?.[0] ? (courses[index][0].to === 'up' ? 'down' : 'up') : initial,
  );
  const opening = initially.map((side) => ({ to: side, at: -Infinity }));
  const first = conditionOf(initially);
  const real =
    tunnels.length === 2
      ? courseOf([opening[0]!, ...active], [opening[1]!, ...standby])
          .filter(({ at }) => at > -Infinity)
          .map(({ to }) => to)
      : active.map(({ to }): string => to);
  // What the other tunnel does within a late outage may have been announced before it was known.
  const late = told.flatMap((changes, index) => changes.filter((one) => one.late).map(({ at }) => ({ index, at })));
  const spans = [0, 1]
    .map((index) => late.filter((one) => one.index === index).map(({ at }) => at))
    .map((times) => ({ from: Math.min(...times) - 3 * MINUTE, until: Math.max(...times) + 3 * MINUTE }));
  const across =
    unorderedOf(told) +
    told.reduce(
      (sum, changes, index) => sum + changes.filter(({ at }) => at >= spans[1 - index]!.from && at <= spans[1 - index]!.until).length,
      0,
    );
  const found: string[] = [];
  for (const name of ['up', 'degraded', 'down', 'failover']) {
    const all = own.filter(({ transition }) => nameOf(transition) === name);
    const back = all.filter(
      ({ transition: { late: isLate, at } }) => isLate && all.some(({ transition }) => !transition.late && transition.at === at),
    );
    const wanted = real.filter((to) => to === name).length;
    const [least, most] = [all.length - (name === 'failover' ? 0 : back.length) - across, all.length + across];
    if (wanted < least || wanted > most)
      found.push(
        `${name} told ${all.length} times (${back.length} of them back to the present), where its tunnels come to it ${wanted} times from ${first}`,
      );
  }
  return found;
}

/** Changes of one tunnel that became known only after later ones of the other, or ones of the same instant, and those: live, each was announced in its turn. */
function crossingsOf([one = [], other = []]: Connection['told']): number {
  const isAfter = (late: Told, early: Told): boolean => late.step > early.step && late.at <= early.at;
  const crossed = (own: readonly Told[], others: readonly Told[]): number =>
    own.filter((a) => others.some((b) => isAfter(a, b) || isAfter(b, a))).length;
  return crossed(one, other) + crossed(other, one);
}

/** Those, and changes that became known together in an order which their dates leave open: the one that needs the fewest changes is announced. */
function unorderedOf([one = [], other = []]: Connection['told']): number {
  const isOpen = (up: Told, down: Told): boolean => up.to === 'up' && down.to === 'down' && up.step === down.step && down.at < up.at;
  const open = (own: readonly Told[], others: readonly Told[]): number =>
    own.filter((up) => others.some((down) => isOpen(up, down))).length;
  // Each is a time in which both were down, and that the standby tunnel took over after it.
  return crossingsOf([one, other]) + 2 * (open(one, other) + open(other, one));
}

/** Outages of both tunnels at once, for longer than dates leave open, of which the connection does not tell. */
function missedDowns({ tunnels, told, own }: Connection): string[] {
  const [one, other] = told.map((changes, index) => outagesToldOf(inTime(changes) ?? [], tunnels[index]!.initial));
  if (told.length !== 2 || !one || !other) return [];
  const conditions = own.map(({ transition }) => transition).filter(({ type }) => type !== 'connection:failover');
  const downs = conditions.filter((one) => nameOf(one) === 'down').map(({ at }) => at);
  const first = conditionOf(tunnels.map(({ initial }) => initial));
  const spans = one.flatMap((a) =>
    other.map((b) => {
      const since = Math.max(a.from, b.from);
      // Where one was down before, it is the other that goes on or begins.
      const begun = [a, b].filter(({ from }) => from === since);
      return { from: since, until: Math.min(a.until, b.until), goesOn: begun.every(({ goesOn }) => goesOn) };
    }),
  );
  const missed = spans.filter(({ from, until, goesOn }) => {
    if (until - from <= DATED_WITHIN_MS || downs.some((at) => at >= from - DATED_WITHIN_MS && at <= until + DATED_WITHIN_MS)) return false;
    // Of a connection silence is not announced, so what was down before it is not announced after it.
    const last = conditions.findLast(({ at }) => at <= from);
    return !(goesOn && (last ? nameOf(last) : first) === 'down');
  });
  return missed.map(({ from, until }) => `no connection:down for ${time(from)} to ${time(until)}`);
}

/** An outage as it was announced; one that goes on was announced again after silence. */
interface ToldOutage {
  readonly from: number;
  readonly until: number;
  readonly goesOn: boolean;
}

function outagesToldOf(changes: readonly Told[], initial: Side): readonly ToldOutage[] {
  let known: Side = initial;
  return changes.flatMap(({ to, at, from }, index) => {
    const goesOn = from === 'unknown' && known === 'down';
    if (to !== 'unknown') known = to;
    return to === 'down' ? [{ from: at, until: endOf(changes[index + 1]), goesOn }] : [];
  });
}

/** Up to when a tunnel was surely down that came back with a change. */
const endOf = (change: Told | undefined): number => (change?.at ?? Infinity) - (change?.source === 'event' ? 0 : UNHEARD_MS);

/** Changes in the order of time; nothing where the same comes twice in a row then. */
function inTime(changes: readonly Told[]): readonly Told[] | undefined {
  const sorted = [...changes].sort((a, b) => a.at - b.at);
  return sorted.some(({ to }, index) => to === sorted[index - 1]?.to) ? undefined : sorted;
}
