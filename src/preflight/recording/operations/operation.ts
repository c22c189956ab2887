import { object, rows } from '../fields/containers.ts';
import type { Field, Fields } from '../fields/field.ts';
import { count, name, ownRegion } from '../fields/values.ts';

/** What is recorded of an operation: of anything else nothing is. */
export interface RecordedOperation {
  /** Parameters by wire name. */
  readonly params: Fields;
  /** Fields of a successful answer. */
  readonly body: Fields;
}

/** How an operation asks for its pages, and counts them. */
export const PAGES: Fields = { PageNumber: count, PageSize: count };
export const COUNTS: Fields = { TotalCount: count, Total: count, PageNumber: count, PageSize: count };
export const REGION: Fields = { RegionId: ownRegion };

/** Tags or labels, under one of the names: both keys and values are the account's own words. */
export function tags(...names: readonly string[]): Field {
  return rows(names, (row, recorded) => tag(row, recorded));
}

const tag: Field = /* @__PURE__ */ object({ Key: name, Value: name, TagKey: name, TagValue: name });
