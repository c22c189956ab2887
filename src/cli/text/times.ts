const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** A time in UTC, such as `2026-03-02T12:00:20Z`. */
export function utcTime(at: number | undefined): string {
  return at === undefined ? '' : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The time of day in UTC, such as `12:00:20`. */
export function clockTime(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().slice(11, 19);
}

/** A length of time in its two largest units, such as `2 h 5 min`. */
export function lasting(ms: number): string {
  let left = Math.round(Math.max(0, ms) / 1000) * 1000;
  const parts: string[] = [];
  for (const [unit, name] of UNITS) {
    const count = Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
