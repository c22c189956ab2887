/** Whether a warning is about a time of less than a second: what runs a month in seconds means it. */
export function isAboutShortTime(message: unknown): boolean {
  return String(message).includes('is less than a second');
}
