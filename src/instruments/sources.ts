import { hasMethods, isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';
import type { ObservedMonitor } from './monitor-source.ts';
import type { ObservedQuery } from './query-source.ts';
import type { ObservedWatch } from './watch-source.ts';

/** What can be observed: a `TunnelWatch`, a `MetricQuery` or a `VpnMonitor`. */
export type VpnSource = ObservedWatch | ObservedQuery | ObservedMonitor;

/** One source or several: a list, or an object that names them. */
export type VpnSources = VpnSource | readonly VpnSource[] | Readonly<Record<string, VpnSource>>;

/** A source, with its kind and its name among the others of its region. */
export type NamedSource = { readonly name: string } & (
  | { readonly kind: 'watch'; readonly source: ObservedWatch }
  | { readonly kind: 'query'; readonly source: ObservedQuery }
  | { readonly kind: 'monitor'; readonly source: ObservedMonitor }
);

/** The sources with their names. A `TypeError` names what is none. */
export function namedSources(sources: unknown, taker: string, nameOf: NameSource): readonly NamedSource[] {
  const given = sourcesIn(sources, taker);
  if (given.length === 0) throw new TypeError(`${taker} was given nothing to observe: give it a watch, a query or a monitor`);
  return given.map(([name, source]) => {
    const known = withKind(source);
    if (!known)
      throw new TypeError(
        `${taker} takes a watch, a query or a monitor, such as monitor.watch(monitor.fleet()), a list or an object of them, not ${shown(source)}`,
      );
    return { ...known, name: nameOf(known.source.regionId, name ?? known.kind) };
  });
}

/** Gives a source its name. */
export type NameSource = (region: string, name: string) => string;

/** Names that are unique in a region: a second `query` is `query-2`. */
export function uniqueNames(): NameSource {
  const taken = new Set<string>();
  return (region, name) => {
    let unique = name;
    for (let number = 2; taken.has(`${region} ${unique}`); number += 1) unique = `${name}-${number}`;
    taken.add(`${region} ${unique}`);
    return unique;
  };
}

type Kinded = NamedSource extends infer Named ? (Named extends NamedSource ? Omit<Named, 'name'> : never) : never;

function sourcesIn(sources: unknown, taker: string): readonly (readonly [name: string | undefined, source: unknown])[] {
  if (Array.isArray(sources)) return sources.map((source: unknown) => [undefined, source]);
  if (!isRecord(sources)) throw new TypeError(`${taker} takes a watch, a query or a monitor, not ${shown(sources)}`);
  return withKind(sources) ? [[undefined, sources]] : Object.entries(sources);
}

function withKind(source: unknown): Kinded | undefined {
  if (isWatch(source)) return { kind: 'watch', source };
  if (isQuery(source)) return { kind: 'query', source };
  return isMonitor(source) ? { kind: 'monitor', source } : undefined;
}

// By their shape: one that another copy of this package made is no instance of ours.
const isWatch = (value: unknown): value is ObservedWatch => hasMethods(value, 'snapshot', 'on');
const isQuery = (value: unknown): value is ObservedQuery => hasMethods(value, 'latest');
const isMonitor = (value: unknown): value is ObservedMonitor =>
  hasMethods(value, 'usage') && isRecord(value) && isRecord(value['topology']);
