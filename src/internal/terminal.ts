const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;

/** A colour of a terminal, or a weight. */
export type Colour = keyof typeof COLOURS;

// Cursor movements and line breaks, C1 codes, and what has no width or turns the direction of writing: names of an account may hold them.
// eslint-disable-next-line no-control-regex -- these are what is kept away from a terminal
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** A text that others wrote, with a mark in place of each character that a terminal would obey. */
export function withoutControls(text: string, mark: string): string {
  return text.replace(CONTROLS, mark);
}

/** How many columns of a terminal a text takes that holds no escape sequences. */
export function columnsOf(text: string): number {
  return Array.from(text).length + (text.match(WIDE)?.length ?? 0);
}

/** A text in a colour, by escape sequences; nothing where there is no text. */
export function coloured(text: string, colour: Colour): string {
  return text === '' ? '' : `\u001b[${COLOURS[colour]}m${text}\u001b[0m`;
}
