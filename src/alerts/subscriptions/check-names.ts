import { shown } from '../../internal/shown.ts';

/** The names of rules, one or a list, each once. @param taker - Such as `subscriptions.delete()`. */
export function namesOf(names: unknown, taker: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(names) ? names : [names];
  for (const name of list) {
    if (typeof name !== 'string' || name.trim() === '')
      throw new TypeError(`${taker} takes the name of a subscription or a list of names, but was given ${shown(name)}`);
  }
  return [...new Set(list as readonly string[])];
}
