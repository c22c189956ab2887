import { didYouMean } from './misspelling.ts';
import { isRecord } from './records.ts';
import { shown } from './shown.ts';

// Every check takes an absent value: defaults stand for it.

export function assertBoolean(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw new TypeError(`${name} ${shown(value)} must be true or false`);
}

export function assertNumber(name: string, value: unknown, least: number, most = Infinity): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError(`${name} ${shown(value)} must be a number`);
  if (value < least || value > most)
    throw new RangeError(`${name} ${value} must be ${least} ${most === Infinity ? 'or more' : `to ${most}`}`);
}

export function assertText(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw new TypeError(`${name} ${shown(value)} must be a text`);
}

export function assertFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} ${shown(value)} must be a function`);
}

export function assertChoice(name: string, value: unknown, choices: readonly unknown[], more?: string): void {
  if (value !== undefined && !choices.includes(value))
    throw new RangeError(`${name} ${shown(value)} is none of: ${choices.join(', ')}${more ?? didYouMean(value, choices)}`);
}

/** A list of some of the choices. @param more - What the error says beside that. */
export function assertChoices(
  name: string,
  values: unknown,
  choices: readonly unknown[],
  more: (wrong: unknown) => string = (wrong) => didYouMean(wrong, choices),
): void {
  if (!Array.isArray(values)) throw new TypeError(`${name} must be a list of ${choices.join(', ')}, not ${shown(values)}`);
  const wrong = (values as readonly unknown[]).filter((value) => !choices.includes(value));
  if (wrong.length > 0) throw new RangeError(`${name} holds ${shown(wrong[0])}, which is none of ${choices.join(', ')}${more(wrong[0])}`);
}

/** An id with the prefix that says its kind: of another kind, nothing could ask for it. */
export function assertId(name: string, value: unknown, prefix: string): void {
  if (value !== undefined && !(typeof value === 'string' && value.startsWith(prefix)))
    throw new TypeError(`${name} ${shown(value)} must begin with ${prefix}`);
}

/** What is there although it may be left out nowhere. */
export function assertGiven(name: string, value: unknown, what: string): void {
  if (value === undefined) throw new TypeError(`${name} undefined must be ${what}`);
}

/** What must be a text that is not blank. */
export function assertFilled(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value.trim() === '') throw new TypeError(`${name} ${shown(value)} must be a text that is not blank`);
}

export function assertRecord(name: string, value: unknown): void {
  if (value !== undefined && !isRecord(value)) throw new TypeError(`${name} ${shown(value)} must be an object`);
}
