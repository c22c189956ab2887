// A swap of two letters is two edits.
const MOST_EDITS = 3;

/** The first of the keys that may stand for a name: in other case or with underscores, or with three letters wrong at most. */
export function misspellingOf(name: string, keys: readonly string[]): string | undefined {
  const meant = plain(name);
  return keys.find((key) => Math.abs(plain(key).length - meant.length) <= MOST_EDITS && editDistance(plain(key), meant) <= MOST_EDITS);
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, '');
}

/** How many letters must be put in, left out or changed to make one word of another (Levenshtein). */
function editDistance(one: string, other: string): number {
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
