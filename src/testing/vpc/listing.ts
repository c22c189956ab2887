import { integer, type Params } from '../service/params.ts';

/** One page of a list and the numbers that go with it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly numbers: { readonly PageNumber: number; readonly PageSize: number; readonly TotalCount: number };
}

/** The page a request asks for; PageSize is 10 unless it says otherwise, and 50 at most. */
export function pageOf<T>(params: Params, all: readonly T[]): Page<T> {
  const PageNumber = integer(params, 'PageNumber', 1, 1, 1_000_000);
  const PageSize = integer(params, 'PageSize', 10, 1, 50);
  const items = all.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
  return { items, numbers: { PageNumber, PageSize, TotalCount: all.length } };
}

/** Whether a resource has every `Tag.N.Key` (and `Tag.N.Value`, where given) of the request. */
export function hasTags(params: Params, tags: Readonly<Record<string, string>>): boolean {
  for (let i = 1; ; i++) {
    const key = params[`Tag.${i}.Key`];
    if (key === undefined) return true;
    const value = params[`Tag.${i}.Value`];
    if (!(key in tags) || (value !== undefined && tags[key] !== value)) return false;
  }
}

/** Tags as the service lists them. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Whether a filter is absent or names this value. */
export function isWanted(params: Params, name: string, value: string | undefined): boolean {
  const wanted = params[name];
  return wanted === undefined || wanted === '' || wanted === value;
}
