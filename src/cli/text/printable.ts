import { withoutControls } from '../../internal/terminal.ts';

/** A text that others wrote, without what a terminal would obey. */
export function printable(text: string): string {
  return withoutControls(text, '\u{fffd}');
}
