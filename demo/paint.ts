import { paletteFor } from '../src/cli/text/index.ts';

/** Text in colour, on a terminal that has any. */
export const paint = paletteFor(process.stdout, process.env);
