/* eslint-disable no-control-regex -- escape sequences are what is looked for */
/** What a terminal shows of what was written to it: the lines, without colours. Knows the escape sequences that a screen uses, and refuses others. */
export function shownOn(written: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [piece] of written.matchAll(/\r\x1b\[K|\x1b\[\d*[A-Za-z]|[\n\r]|[^\x1b\n\r]+|\x1b/g)) {
    const up = /^\x1b\[(\d+)A$/.exec(piece);
    if (up) row -= Number(up[1]);
    else if (piece === '\x1b[J') lines.splice(row, Infinity, '');
    else if (/^\x1b\[\d*m$/.test(piece)) continue;
    else if (piece === '\r\x1b[K') lines[row] = '';
    else if (piece === '\n') lines[++row] ??= '';
    else if (piece.startsWith('\x1b') || piece === '\r') throw new Error(`unexpected ${JSON.stringify(piece)}`);
    else lines[row] = (lines[row] ?? '') + piece;
  }
  return lines;
}
