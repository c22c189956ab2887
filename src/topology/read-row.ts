/** A model of one row. `skip` is told of each row that has no id, which is then left out. */
export type ReadRow<T> = (row: unknown, skip: () => void) => T | undefined;

/** The owner's tags, wherever the operation puts them. */
export function tagsOf(row: { readonly Tags?: Tags | undefined; readonly Tag?: Tags | undefined }): Readonly<Record<string, string>> {
  return Object.freeze(Object.fromEntries(row.Tags ?? row.Tag ?? []));
}

type Tags = readonly (readonly [key: string, value: string])[];

/** The word in its documented spelling where it is a documented one, else as it came. */
export function spelled(word: string | undefined, documented: readonly string[]): string | undefined {
  const lower = word?.toLowerCase();
  return documented.find((one) => one === lower) ?? word;
}
