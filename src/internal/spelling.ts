/** A metric's name without what documents and service write differently: dots, underscores, capitals. */
export function spelling(name: string): string {
  return name.replace(/[._-]/g, '').toLowerCase();
}

/** The word in its documented spelling where it is a documented one, else as it came. */
export function spelled(word: string | undefined, documented: readonly string[]): string | undefined {
  const lower = word?.toLowerCase();
  return documented.find((one) => one === lower) ?? word;
}
