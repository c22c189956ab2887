const MOST_NAMES = 6;

/** Names in a sentence: `a`, `a and b`, `a, b and c`; of many the first few, and how many more there are. */
export function named(names: readonly string[], most = MOST_NAMES): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length < 2 ? (shown[0] ?? 'none') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** A number of things: `1 metric`, `3 metrics`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

const STEPS = [
  [172_800_000, 86_400_000, 'days'],
  [7_200_000, 3_600_000, 'h'],
  [120_000, 60_000, 'min'],
] as const;

/** A length of time in whole seconds, minutes, hours or days, whichever says it in few digits. */
export function lengthText(ms: number): string {
  const [, unit, name] = STEPS.find(([from]) => ms >= from) ?? [0, 1_000, 's'];
  return `${Math.round(ms / unit)} ${name}`;
}

/** Things that have a property in common, in the order of the first of each. */
export function grouped<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return [...groups.values()];
}
