import type { VpnMonitorError } from '../../errors.ts';

/** What an error says, and what it advises. */
export interface ErrorWords {
  /** Without the operation that failed. */
  readonly said: string;
  readonly advice: string | undefined;
}

// `X failed: what was said (HTTP 403, request R). What to do.`: what was said may hold sentences, so its end is looked for at the brackets first.
const WITH_PLACE = /^(.*? \((?:HTTP \d+|request )[^)]*\))\.\s+(.*)$/s;
const SENTENCES = /^(.*?)\.\s+(?=[A-Z])(.*)$/s;

/** The two parts of an error's message: this package puts what was said first, and one piece of advice after it. */
export function errorWords({ message }: VpnMonitorError): ErrorWords {
  const [, said, advice] = WITH_PLACE.exec(message) ?? SENTENCES.exec(message) ?? [];
  return { said: (said ?? message).replace(/^\w+ failed: /, '').replace(/[.\s]+$/, ''), advice };
}
