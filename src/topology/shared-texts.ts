/** Gives one string for equal texts, and one list for equal lists; `undefined` for none. */
export interface ShareText {
  (text: string | undefined): string | undefined;
  /** The parts of a text that are separated by commas. */
  list(text: string | undefined): readonly string[] | undefined;
}

/**
 * For what thousands of rows have in common, such as their gateway or their state: JSON makes a string
 * of its own wherever a text occurs.
 */
export function sharedTexts(): ShareText {
  const known = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const share = (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined;
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
  return Object.assign(share, {
    list: (text: string | undefined): readonly string[] | undefined => {
      if (text === undefined) return undefined;
      const list = lists.get(text) ?? listOf(text);
      lists.set(text, list);
      return list.length === 0 ? undefined : list;
    },
  });
}

function listOf(text: string): readonly string[] {
  return Object.freeze([...text.split(',').map((part) => part.trim()).filter((part) => part !== '')]);
}
