import type { ResourceKind } from '../catalog/index.ts';
import { type DimensionCodec, idOf, type ResourceIds } from '../metadata/index.ts';
import type { SeriesSelection } from './series-selection.ts';

/**
 * How narrowly a request names its resources, narrowest first: by every key whose id is known, by
 * the resource's own key alone, by its parent's alone, or not at all (the whole account).
 *
 * A key may hold something else than its name says (`instanceId` is a gateway for some metrics and
 * a connection for others) or be refused. A wider filter works where a narrow one does not, and
 * what it brings in excess is dropped here.
 */
export type FilterLevel = 'full' | 'identity' | 'parent' | 'account';

/** From the narrowest to the widest. */
export const FILTER_LEVELS: readonly FilterLevel[] = ['full', 'identity', 'parent', 'account'];

const PARENTS: Readonly<Record<ResourceKind, readonly ResourceKind[]>> = {
  tunnel: ['connection', 'gateway'],
  connection: ['gateway'],
  gateway: [],
};

type Entry = Record<string, string>;

export function isWider(level: FilterLevel, than: FilterLevel): boolean {
  return FILTER_LEVELS.indexOf(level) > FILTER_LEVELS.indexOf(than);
}

/** The narrowest level from `level` up at which every selection can be named. */
export function usableLevel(level: FilterLevel, codec: DimensionCodec, selections: readonly SeriesSelection[]): FilterLevel {
  const usable = (candidate: FilterLevel): boolean =>
    candidate === level || isWider(candidate, level)
      ? selections.every((selection) => entryOf(candidate, codec, selection) !== undefined)
      : false;
  return FILTER_LEVELS.find(usable) ?? 'account';
}

/** The entries of `Dimensions` that select these series at a level, each once; `undefined` for the whole account. */
export function filterEntries(
  level: FilterLevel,
  codec: DimensionCodec,
  selections: readonly SeriesSelection[],
): readonly Entry[] | undefined {
  if (level === 'account') return undefined;
  const entries = new Map<string, Entry>();
  for (const selection of selections) {
    const entry = entryOf(level, codec, selection);
    if (!entry) return undefined;
    entries.set(JSON.stringify(entry), entry);
  }
  return [...entries.values()];
}

function entryOf(level: FilterLevel, codec: DimensionCodec, { spec, resource }: SeriesSelection): Entry | undefined {
  if (level === 'account') return undefined;
  if (level === 'full') return nonEmpty(codec.encode(resource));
  const kinds = level === 'identity' ? [spec.resource] : PARENTS[spec.resource];
  return kinds.map((kind) => onlyKey(codec, kind, resource)).find((entry) => entry !== undefined);
}

function onlyKey(codec: DimensionCodec, kind: ResourceKind, ids: ResourceIds): Entry | undefined {
  const id = idOf(ids, kind);
  return id === undefined ? undefined : nonEmpty(codec.encodeOnly(kind, id));
}

function nonEmpty(entry: Entry): Entry | undefined {
  return Object.keys(entry).length > 0 ? entry : undefined;
}
