/** A 32-bit hash of text (FNV-1a), for seeds. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return scramble(hash);
}

/** A 32-bit hash of two numbers. The same pair always gives the same result, on every machine. */
export function mix(seed: number, n: number): number {
  return scramble(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n ^ (n / 0x100000000), 0xc2b2ae35));
}

/** A number in [0, 1) that depends on the pair alone. */
export function chance(seed: number, n: number): number {
  return mix(seed, n) / 0x100000000;
}

// The finaliser of MurmurHash3: every input bit reaches every output bit.
function scramble(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
