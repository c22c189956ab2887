const isColoured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

const CODES = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const;

/** Text in colour, on a terminal that has any. */
export function paint(colour: keyof typeof CODES, text: string): string {
  return isColoured ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
}

/** A state, in green where it is good and red where it is bad. */
export function stateText(state: string | undefined): string {
  switch (state) {
    case 'up':
    case 'ok':
      return paint('green', state);
    case 'down':
    case 'failed':
      return paint('red', state);
    case 'disabled':
      return paint('dim', 'off');
    case undefined:
      return '';
    default:
      return state;
  }
}

/** The time of day, in UTC. */
export function clockTime(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().slice(11, 19);
}

/** A number of bits a second, such as `12.3 Mbit/s`. */
export function amount(value: number, unit: string): string {
  for (const [factor, prefix] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (value >= factor && unit.includes('/')) return `${(value / factor).toFixed(1)} ${prefix}${unit}`;
  }
  return `${value.toFixed(unit === '%' ? 1 : 0)} ${unit}`;
}
