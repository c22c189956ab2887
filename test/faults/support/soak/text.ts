/** An instant as it is shown, without its year. */
export function time(at: number): string {
  return Number.isFinite(at) && at > 0 ? new Date(at).toISOString().slice(5, 23) : String(at);
}

interface Shown {
  readonly to: string;
  readonly at: number;
  readonly source?: string;
  readonly late?: boolean;
  readonly knownAt?: number;
}

export function show(changes: readonly Shown[]): string {
  return (
    changes
      .slice(0, 60)
      .map(
        ({ to, at, source, late, knownAt }) =>
          `${to} ${time(at)}${source === undefined ? '' : ` ${source}${late ? ' late' : ''} known ${time(knownAt ?? 0)}`}`,
      )
      .join(', ') || 'nothing'
  );
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known) known.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
