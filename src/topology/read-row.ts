import type { ShareText } from './shared-texts.ts';

/** What the rows of one list are read with. */
export interface RowReading {
  /** Told of each row that has no id, which is then left out. */
  readonly skip: () => void;
  readonly share: ShareText;
}

/** A model of one row. */
export type ReadRow<T> = (row: unknown, reading: RowReading) => T | undefined;

const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/** The owner's tags, wherever the operation puts them. */
export function tagsOf(row: { readonly Tags?: Tags | undefined; readonly Tag?: Tags | undefined }): Readonly<Record<string, string>> {
  const tags = row.Tags ?? row.Tag ?? [];
  return tags.length === 0 ? NO_TAGS : Object.freeze(Object.fromEntries(tags));
}

type Tags = readonly (readonly [key: string, value: string])[];
