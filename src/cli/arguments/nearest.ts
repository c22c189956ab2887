import { misspellingOf } from '../../internal/misspelling.ts';

/** The word of a list that is most like another one, where one is: with few letters wrong, or begun alike. */
export function nearest<T extends string>(word: string, words: readonly T[]): T | undefined {
  const meant = plain(word);
  return misspellingOf(word, words) ?? words.find((one) => meant.length > 1 && (plain(one).startsWith(meant) || meant.startsWith(plain(one))));
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}
