// Control characters of both sets, and those that turn the direction of a text: a terminal obeys them.
// eslint-disable-next-line no-control-regex -- these are what must not pass
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text that others wrote, without what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '\u{fffd}');
}
