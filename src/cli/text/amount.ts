const PREFIXES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A value with its unit, such as `12.3 Mbit/s`. */
export function amount(value: number, unit: string): string {
  for (const [factor, prefix] of PREFIXES) {
    if (value >= factor && unit.includes('/')) return `${(value / factor).toFixed(1)} ${prefix}${unit}`;
  }
  return `${value.toFixed(unit === '%' ? 1 : 0)} ${unit}`;
}
