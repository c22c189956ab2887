/** The word of a list that is most like another one, where one is: two letters wrong at most, or begun alike. */
export function nearest<T extends string>(word: string, words: readonly T[]): T | undefined {
  const meant = plain(word);
  const close = words
    .map((one) => ({ one, edits: editDistance(plain(one), meant) }))
    .filter(({ one, edits }) => edits <= Math.min(2, Math.floor(one.length / 2)));
  return (
    close.sort((a, b) => a.edits - b.edits)[0]?.one ??
    words.find((one) => meant.length > 1 && (plain(one).startsWith(meant) || meant.startsWith(plain(one))))
  );
}

/** How a refusal ends: with the nearest word, or with what else is to be said, or nothing. */
export function didYouMean(word: string, words: readonly string[], { dash = '', else: otherwise = '' } = {}): string {
  const meant = nearest(word, words);
  return meant === undefined ? otherwise : `; did you mean ${dash}${meant}?`;
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
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
