/** Mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ODD: readonly unknown[] = [
  null,
  undefined,
  '',
  0,
  -1,
  NaN,
  Infinity,
  true,
  [],
  {},
  [[]],
  'null',
  '\u0000',
  '%',
  '__proto__',
  'x'.repeat(5_000),
  { __proto__: null },
  { toString: 1 },
  new Date(NaN),
  new Map(),
  10n,
  Symbol.iterator,
  () => 1,
  '[{"a":1}]',
  '{"name":1}',
  '<Notification>',
  '<Notification><Message>{}</Message></Notification>',
];
const KEYS = ['__proto__', 'constructor', 'data', 'Message', 'alert', 'name', 'id', 'TopicName'];
const BITS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  '/',
  '&',
  '&amp;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '\\',
  '%',
  '=',
  '\u{1F600}',
  '\ud800',
  '0',
  '__proto__',
];

/** Ways to spoil what a service sends, the same for the same seed. */
export interface Mutator {
  /** From 0 to below 1. */
  readonly next: () => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** A value of which parts are missing, renamed or something else. */
  readonly spoil: (value: unknown, depth?: number) => unknown;
  /** A text that was cut, shifted or written into. */
  readonly garble: (text: string) => string;
}

export function mutator(seed: number): Mutator {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;

  function spoil(value: unknown, depth = 0): unknown {
    if (depth > 6 || next() < 0.08) return pick(ODD);
    if (Array.isArray(value)) return value.flatMap((item) => (next() < 0.1 ? [] : [spoil(item, depth + 1)]));
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof URLSearchParams) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]): [string, unknown][] =>
        next() < 0.05 ? [] : [[next() < 0.03 ? pick(KEYS) : key, next() < 0.2 ? spoil(item, depth + 1) : item]],
      ),
    );
  }

  function garble(text: string): string {
    let out = text;
    for (let i = Math.floor(next() * 4); i >= 0; i--) {
      const at = Math.floor(next() * out.length);
      const length = Math.floor(next() * 12);
      out = pick([
        out.slice(0, at) + out.slice(at + length),
        out.slice(0, at),
        out.slice(0, at) + pick(BITS) + out.slice(at),
        out.slice(at) + out.slice(0, at),
        out + out.slice(at),
      ]);
    }
    return out;
  }

  return { next, pick, spoil, garble };
}
