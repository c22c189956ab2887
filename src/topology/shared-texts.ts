/** Gives one string for equal texts; `undefined` for none. */
export type ShareText = (text: string | undefined) => string | undefined;

/**
 * For what thousands of rows have in common, such as their gateway or their state: JSON makes a string
 * of its own wherever a text occurs.
 */
export function sharedTexts(): ShareText {
  const known = new Map<string, string>();
  return (text) => {
    if (text === undefined) return undefined;
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
}
