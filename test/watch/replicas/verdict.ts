import type { Simulator } from '../../../src/testing/index.ts';
import { alarmsAgainstTold } from '../kill/alarm-verdict.ts';
import type { PagedLine, ToldLine } from '../kill/log.ts';
import { againstTruth, show } from '../kill/verdict.ts';
import type { Line } from './log.ts';

/** What was done to one run. */
export interface Fault {
  readonly kind: 'kill' | 'pause' | 'partition';
  readonly run: number;
  /** From when until when, by the machine's time. */
  readonly from: number;
  readonly to: number;
  /** Whether it was the active one. */
  readonly wasActive: boolean;
}

/** Why something was told again: a fault, or a machine so busy that the lock was not refreshed in time. */
type Cause = Fault['kind'] | 'stall';

/** What is wrong, in words, and figures. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  readonly told: number;
  /** How many alarms were raised. */
  readonly alarms: number;
  readonly changes: number;
  /** How often something was told again, by what was done to the one that had told it before it could be saved that it was told. */
  readonly repeats: Readonly<Record<Cause, number>>;
}

type Said = Extract<Line, { mark: 'told' | 'paged' }>;

/** What is the same whenever it is said. */
const idOf = (line: Said): string => (line.mark === 'told' ? line.id : `${line.change} ${line.key}`);
const wordsOf = (line: Said): string =>
  line.mark === 'told' ? line.text : JSON.stringify([line.change, line.key, line.on, line.resource, line.transition]);
const shown = (line: Said): string =>
  line.mark === 'told' ? show(line) : `${line.change} ${line.on} ${line.resource} (run ${line.run}, key ${line.key.slice(0, 8)})`;

/** Judges the lines of all runs, in the order of time. */
export function verdictOf(lines: readonly Line[], faults: readonly Fault[], cloud: Simulator): Verdict {
  const wrong = [...strangeErrors(lines), ...secondVoices(lines)];
  const repeats = { kill: 0, pause: 0, partition: 0, stall: 0 };
  const first = new Map<string, Said>();
  const latest = new Map<string, Said>();
  for (const line of lines) {
    if (line.mark !== 'told' && line.mark !== 'paged') continue;
    const before = latest.get(idOf(line));
    latest.set(idOf(line), line);
    if (!before) {
      first.set(idOf(line), line);
      continue;
    }
    if (wordsOf(before) !== wordsOf(line)) wrong.push(`one id for two: ${wordsOf(before)} and ${wordsOf(line)}`);
    const cause = causeOf(before, line, lines, faults);
    if (cause) repeats[cause]++;
    else wrong.push(`told again: ${shown(before)}, then ${shown(line)}: ${between(before, line, lines)}`);
  }
  const told = new Map<string, ToldLine>([...first.values()].flatMap((line) => (line.mark === 'told' ? [[line.id, line]] : [])));
  const paged = new Map<string, PagedLine>([...first].flatMap(([id, line]) => (line.mark === 'paged' ? [[id, line]] : [])));
  const truth = againstTruth(told.values(), cloud);
  const alarms = alarmsAgainstTold(paged, told);
  return {
    lost: [...truth.lost, ...alarms.lost],
    wrong: [...wrong, ...truth.wrong, ...alarms.wrong],
    told: told.size,
    alarms: alarms.raised,
    changes: truth.changes,
    repeats,
  };
}

/** Why something was told again; `undefined` where it must not be: its teller had it saved that it had told it, or was still there and did not know that it had lost the lock. */
function causeOf(before: Said, again: Said, lines: readonly Line[], faults: readonly Fault[]): Cause | undefined {
  const since = lines.filter(({ run, t }) => run === before.run && t > before.t);
  if (since.some(({ mark, t }) => mark === 'kept' && t < again.t)) return undefined;
  const fault = faults.find(({ run, from, to }) => run === before.run && from < again.t && to > before.t);
  // One that is stopped learns it later.
  if (fault && before.run !== again.run) return fault.kind;
  const hasLost = since.some((line) => line.mark === 'role' && line.role === 'standby' && line.t < again.t);
  return hasLost ? (fault?.kind ?? 'stall') : undefined;
}

/** What was written meanwhile, with the milliseconds since the first of the two. */
function between(before: Said, again: Said, lines: readonly Line[]): string {
  const meanwhile = lines.filter(({ t, mark }) => t > before.t - 50 && t <= again.t && mark !== 'told' && mark !== 'paged');
  return meanwhile
    .map(
      (line) =>
        `${Math.round(line.t - before.t)} run ${line.run} ${line.mark === 'role' ? line.role : line.mark === 'error' ? line.message.split('\n')[0] : line.mark}`,
    )
    .join(', ');
}

/** Only the store may fail: its failures say so. */
function strangeErrors(lines: readonly Line[]): string[] {
  return lines.flatMap((line) =>
    line.mark === 'error' &&
    !/VpnMonitorError: \S+( of the lock)? of the store |VpnMonitorError: [gs]et\('.*'\) of the store /.test(line.message)
      ? [`run ${line.run}: ${line.message}`]
      : [],
  );
}

/** Whoever tells something must be active, and nobody may have become active since. */
function secondVoices(lines: readonly Line[]): string[] {
  const wrong: string[] = [];
  let newest = 0;
  const active = new Set<number>();
  for (const line of lines) {
    if (line.mark === 'role') {
      if (line.role === 'active') {
        active.add(line.run);
        newest = line.run;
      } else active.delete(line.run);
    }
    if (line.mark !== 'told' && line.mark !== 'paged') continue;
    if (!active.has(line.run)) wrong.push(`told on standby: ${shown(line)}`);
    else if (newest !== line.run) wrong.push(`told after run ${newest} had taken over: ${shown(line)}`);
  }
  return wrong;
}
