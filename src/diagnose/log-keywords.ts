import { LOG_PHRASES } from '../internal/log-phrases.ts';
import type { DiagnosisReason } from './reason.ts';

const KEYWORDS: readonly (readonly [code: DiagnosisReason, phrases: readonly string[]])[] = LOG_PHRASES;

const NONE: readonly DiagnosisReason[] = /* @__PURE__ */ Object.freeze([]);

/** The reasons that a log line speaks for, each once; most lines speak for none. */
export function reasonsIn(line: string): readonly DiagnosisReason[] {
  const words = line.toLowerCase().replace(/\s+/g, ' ');
  const found = KEYWORDS.filter(([, phrases]) => phrases.some((phrase) => words.includes(phrase))).map(([code]) => code);
  return found.length === 0 ? NONE : Object.freeze(found);
}
