import type { Output } from '../io.ts';

const CODES = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const;

/** Puts a text in colour, or leaves it as it is where there are none. */
export type Palette = (colour: keyof typeof CODES, text: string) => string;

/** The text as it is. */
export const PLAIN: Palette = (_, text) => text;

const COLOURED: Palette = (colour, text) => (text === '' ? '' : `\x1b[${CODES[colour]}m${text}\x1b[0m`);

/** Whether an output takes colours: a terminal does unless `NO_COLOR` is set. https://no-color.org */
export function hasColours({ isTTY }: Output, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** The colours of an output. */
export function paletteFor(output: Output, env: Readonly<Record<string, string | undefined>>): Palette {
  return hasColours(output, env) ? COLOURED : PLAIN;
}
