/** Gives one string for equal texts, and one list for equal lists of ranges; `undefined` for none. */
export interface ShareText {
  (text: string | undefined): string | undefined;
  /** The address ranges of a text, which separates them by commas; `undefined` where anything else stands among them. */
  ranges(text: string | undefined): readonly string[] | undefined;
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
    ranges: (text: string | undefined): readonly string[] | undefined => {
      if (text === undefined) return undefined;
      const list = lists.get(text) ?? rangesOf(text);
      lists.set(text, list);
      return list.length === 0 ? undefined : list;
    },
  });
}

function rangesOf(text: string): readonly string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  // With a part that is no range, what is left would say less than the service did.
  return Object.freeze(parts.every((part) => RANGE.test(part)) ? [...parts] : []);
}

// Digits, also hexadecimal ones, and what masks them in examples.
const RANGE = /^[\da-f.:/x*]+$/i;
