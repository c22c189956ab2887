import type { Line, PagedLine, ToldLine } from './log.ts';

/** What is wrong with the alarms of a log, in words. */
export interface AlarmVerdict {
  readonly lost: readonly string[];
  readonly wrong: readonly string[];
  readonly raised: number;
}

// Far less than rounds are apart, and more than one takes.
const ONE_ROUND_MS = 6000;

/** Compares the alarms with each other and with the transitions: in the end all is well, so each must have been raised once, and cleared once. */
export function alarmVerdictOf(lines: readonly Line[]): AlarmVerdict {
  const { wrong, first } = repeatsIn(lines);
  const told = new Map(lines.flatMap((line) => (line.mark === 'told' ? [[line.id, line] as const] : [])));
  const { lost, wrong: strange, raised } = alarmsAgainstTold(first, told);
  return { lost, wrong: [...wrong, ...strange], raised };
}

/** Compares the alarms, each once, by what happened to them and their key, with the transitions by id. */
export function alarmsAgainstTold(first: ReadonlyMap<string, PagedLine>, told: ReadonlyMap<string, ToldLine>): AlarmVerdict {
  const lost: string[] = [];
  const wrong: string[] = [];
  const raised = [...first.values()].filter(({ change }) => change === 'raised');
  for (const line of first.values()) {
    const other = line.change === 'raised' ? 'cleared' : 'raised';
    if (!first.has(`${other} ${line.key}`)) lost.push(`never ${other}: ${show(line)}`);
    if (!told.has(line.transition)) wrong.push(`its transition was never told: ${show(line)}`);
  }
  const begun = new Set(raised.map(({ on, transition }) => `${on} ${transition}`));
  for (const line of outlasting([...told.values()]))
    if (!begun.has(`${line.type} ${line.id}`)) lost.push(`never raised: ${line.type} ${line.resource} at ${line.at} (run ${line.run})`);
  return { lost, wrong, raised: raised.length };
}

/** The outages that were there at the end of an evaluation: the next that was told of the same was known later. A rule without a length raises them. */
function outlasting(told: readonly ToldLine[]): readonly ToldLine[] {
  return told.filter((line, index) => {
    if (line.late || (line.type !== 'tunnel:down' && line.type !== 'connection:down')) return false;
    const [kind = ''] = line.type.split(':');
    const next = told
      .slice(index + 1)
      .find((one) => one.type.startsWith(`${kind}:`) && one.type !== 'connection:failover' && one.resource === line.resource);
    return next !== undefined && next.observedAt - line.observedAt > ONE_ROUND_MS;
  });
}

function repeatsIn(lines: readonly Line[]): { readonly wrong: string[]; readonly first: ReadonlyMap<string, PagedLine> } {
  const wrong: string[] = [];
  const first = new Map<string, PagedLine>();
  const settled = new Set<string>();
  let unsaved = new Set<string>();
  for (const line of lines) {
    if (line.mark === 'loaded') unsaved = new Set();
    if (line.mark === 'kept' || line.mark === 'poll') {
      for (const id of unsaved) settled.add(id);
      unsaved = new Set();
    }
    if (line.mark !== 'paged') continue;
    const id = `${line.change} ${line.key}`;
    const known = first.get(id);
    if (!known) first.set(id, line);
    else if (known.run === line.run) wrong.push(`twice by one process: ${show(line)}`);
    else if (known.on !== line.on || known.resource !== line.resource || known.transition !== line.transition)
      wrong.push(`one key for two: ${show(known)} and ${show(line)}`);
    if (settled.has(id)) wrong.push(`again after it was kept: ${show(line)}`);
    unsaved.add(id);
    if (line.change === 'cleared' && !first.has(`raised ${line.key}`)) wrong.push(`cleared before it was raised: ${show(line)}`);
  }
  return { wrong, first };
}

const show = ({ run, change, key, on, resource }: PagedLine): string => `${change} ${on} ${resource} (run ${run}, key ${key.slice(0, 8)})`;
