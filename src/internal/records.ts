/** Narrows unknown JSON to an object that can be read by key. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an object with these methods: by its shape, since what another copy of a package made is no instance of ours. */
export function hasMethods(value: unknown, ...methods: readonly string[]): boolean {
  return isRecord(value) && methods.every((method) => typeof value[method] === 'function');
}

// JSON's numbers, and those with a sign, a dot at either end or zeros before them: what Java's and Go's printers make, exponents included.
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
// Far more than anything documented; what walks deeper one call a level ends in a RangeError.
const MOST_LEVELS = 100;

/** Whether a value is nested deeper than anything the service means to say. */
export function isDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1));
}

/** The finite number a JSON value stands for: a number, or text that is a decimal one. `undefined` for anything else: `"0x1F"`, `"1,000"`, blanks. */
export function finiteNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const decimal = value.trim();
  if (!DECIMAL.test(decimal)) return undefined;
  const parsed = Number(decimal);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** Non-blank text, or `undefined`. Numbers become text: the service sends account ids both ways. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** What the first of the values that can be read says. */
export function firstOf<T>(read: (value: unknown) => T | undefined, ...values: readonly unknown[]): T | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a JSON value says of something that is on or off: a boolean, or a word of the service for one. */
export function truth(value: unknown): boolean | undefined {
  const said = typeof value === 'boolean' ? String(value) : (text(value) ?? '');
  if (/^(true|enabled?|1)$/i.test(said)) return true;
  return /^(false|disabled?|0)$/i.test(said) ? false : undefined;
}

/** The tags or labels in rows, as the service writes them. A row without a key is left out. */
export function tagPairs(rows: readonly unknown[]): readonly (readonly [key: string, value: string])[] {
  return rows.flatMap((row) => {
    const key = isRecord(row) ? text(row['Key'] ?? row['TagKey']) : undefined;
    return isRecord(row) && key !== undefined ? [[key, text(row['Value'] ?? row['TagValue']) ?? ''] as const] : [];
  });
}

/** A value as JSON. A transport of the user's own may parse large numbers to what JSON has no form for: they become text. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}
