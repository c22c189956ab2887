import { stripVTControlCharacters } from 'node:util';

// Signs of East Asia and pictures take two columns.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** How many columns of a terminal a text takes, without its colours. */
export function shownWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  return Array.from(shown).length + (shown.match(WIDE)?.length ?? 0);
}

/** As much of a text as fits into so many columns. */
export function fitting(text: string, width: number): string {
  let taken = '';
  for (const sign of text) {
    if (shownWidth(taken + sign) > width) break;
    taken += sign;
  }
  return taken;
}
