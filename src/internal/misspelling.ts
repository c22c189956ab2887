// A swap of two letters is two edits.
const MOST_EDITS = 3;

/** The key that is nearest to a name: in other case or with underscores, or with three letters wrong at most, and no more than half of them. */
export function misspellingOf<Key extends string>(name: string, keys: readonly Key[]): Key | undefined {
  const meant = plain(name);
  let nearest: { readonly key: Key; readonly edits: number } | undefined;
  for (const key of keys) {
    const edits = editDistance(plain(key), meant);
    const most = Math.min(MOST_EDITS, Math.floor(Math.max(key.length, meant.length) / 2));
    if (edits <= most && edits < (nearest?.edits ?? Infinity)) nearest = { key, edits };
  }
  return nearest?.key;
}

/**
 * What a refusal of one of a closed list ends with: `; did you mean …?`, or nothing where no name is near.
 *
 * @param list - What there is, such as `it has a, b`, where the refusal has not said so yet.
 */
export function didYouMean(given: unknown, known: readonly unknown[], list?: string): string {
  const names = known.filter((name) => typeof name === 'string');
  return orMeant(typeof given === 'string' ? misspellingOf(given, names) : undefined, list);
}

/** The same with a name that was found in another way. */
export function orMeant(meant: string | undefined, list = ''): string {
  if (meant === undefined) return list === '' ? '' : `; ${list}`;
  return `; did you mean ${meant}?${list === '' ? '' : ` ${list.charAt(0).toUpperCase()}${list.slice(1)}`}`;
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, '');
}

/** How many letters must be put in, left out or changed to make one word of another (Levenshtein). */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MOST_EDITS) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [column, wanted] of Array.from(other).entries()) {
      const changed = (row[column] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
