import type { Simulator } from '../../../src/testing/index.ts';
import { alarmVerdictOf } from './alarm-verdict.ts';
import type { Line, ToldLine } from './log.ts';

/** What is wrong with a log, in words; nothing where all is well. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  readonly told: number;
  readonly repeats: number;
  readonly changes: number;
  readonly alarms: number;
}

const ASPECTS: Readonly<Record<string, string>> = { tunnel: 'ipsec', bgp: 'bgp', health: 'health', connection: 'connection' };

/** Compares what was told with what really was. */
export function verdictOf(lines: readonly Line[], cloud: Simulator): Verdict {
  const wrong: string[] = [];
  const toldLines = lines.filter((line): line is ToldLine => line.mark === 'told');
  const first = new Map<string, ToldLine>();
  const settled = new Set<string>();
  let unsaved = new Set<string>();
  for (const line of lines) {
    if (line.mark === 'error') wrong.push(`run ${line.run}: ${line.message}`);
    // What a process told and had not kept, the next one tells again, after a save that has it still to tell.
    if (line.mark === 'loaded') unsaved = new Set();
    // What was told before a save, or in a round that came to its end, is settled.
    if (line.mark === 'kept' || line.mark === 'poll') {
      for (const id of unsaved) settled.add(id);
      unsaved = new Set();
    }
    if (line.mark !== 'told') continue;
    const known = first.get(line.id);
    if (!known) first.set(line.id, line);
    else if (known.run === line.run) wrong.push(`told twice by one process: ${show(line)}`);
    else if (known.type !== line.type || known.resource !== line.resource || known.to !== line.to)
      wrong.push(`one id for two: ${show(known)} and ${show(line)}`);
    if (settled.has(line.id)) wrong.push(`told again after it was kept: ${show(line)}`);
    unsaved.add(line.id);
  }

  const { lost, wrong: untrue, changes } = againstTruth(first.values(), cloud);
  const alarms = alarmVerdictOf(lines);
  return {
    lost: [...lost, ...alarms.lost],
    wrong: [...wrong, ...untrue, ...alarms.wrong],
    told: first.size,
    repeats: toldLines.length - first.size,
    changes,
    alarms: alarms.raised,
  };
}

/** Compares what was told, each once, with what really was. */
export function againstTruth(toldOnce: Iterable<ToldLine>, cloud: Simulator): Pick<Verdict, 'lost' | 'wrong' | 'changes'> {
  const wrong: string[] = [];
  const once = new Map<string, ToldLine[]>();
  for (const line of toldOnce) {
    const [kind = ''] = line.type.split(':');
    if (line.type === 'connection:failover') continue;
    const key = `${ASPECTS[kind] ?? kind} ${line.resource}`;
    once.set(key, [...(once.get(key) ?? []), line]);
  }
  const lost: string[] = [];
  let changes = 0;
  for (const [key, truth] of truthOf(cloud)) {
    changes += truth.length;
    const told = once.get(key) ?? [];
    if (truth.length > told.length) lost.push(`${key}: ${truth.length} changes, ${told.length} told`);
    if (truth.length < told.length) wrong.push(`${key}: ${truth.length} changes, ${told.length} told`);
    // A poll tells the time of a change to the time between two polls, which a kill makes longer.
    for (const to of ['up', 'down']) {
      const times = truth.filter((change) => change.to === to).map(({ at }) => at);
      const lines = told.filter((line) => SAYS[line.to] === to).sort((a, b) => a.at - b.at);
      const index = times.findIndex((at, place) => Math.abs(at - (lines[place]?.at ?? 0)) > TOLERANCE_MS);
      if (index >= 0) wrong.push(`${key}: went ${to} at ${times[index] ?? 0}, told ${show(lines[index])}`);
    }
  }
  for (const [key, told] of once) {
    const index = told.findIndex(
      ({ to }, at) => to === (told[at - 1]?.to ?? 'up') || (key.startsWith('health') && at === 0 && to === 'ok'),
    );
    if (index >= 0) wrong.push(`${key} twice in a row: ${show(told[index - 1])}, then ${show(told[index])}`);
    if (!['up', 'ok'].includes(told.at(-1)?.to ?? '')) wrong.push(`${key} ends as ${show(told.at(-1))}`);
  }
  return { lost, wrong, changes };
}

const TOLERANCE_MS = 240_000;
const SAYS: Readonly<Record<string, string>> = { up: 'up', down: 'down', ok: 'up', failed: 'down' };

function truthOf(cloud: Simulator): ReadonlyMap<string, readonly { readonly at: number; readonly to: string }[]> {
  const truth = new Map<string, { readonly at: number; readonly to: string }[]>();
  for (const { id } of cloud.connections) {
    for (const { at, aspect, to, tunnelId } of cloud.truth.transitions(id)) {
      const key = `${aspect} ${tunnelId ?? id}`;
      truth.set(key, [...(truth.get(key) ?? []), { at, to }]);
    }
  }
  return truth;
}

export function show(line: ToldLine | undefined): string {
  if (!line) return 'nothing';
  const { run, id, type, resource, at, observedAt, late } = line;
  return `${type} ${resource} at ${at}, seen ${observedAt - at} ms later${late ? ', late' : ''} (run ${run}, id ${id.slice(0, 8)})`;
}
