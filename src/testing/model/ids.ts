import { hashText, mix } from './hash.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** An id as the service makes them: a prefix and 20 lower-case alphanumerics. The same arguments give the same id. */
export function makeId(prefix: string, seed: number, index: number): string {
  const start = mix(hashText(prefix, seed), index);
  let id = '';
  for (let i = 0; i < 20; i++) id += ALPHABET.charAt(mix(start, i) % ALPHABET.length);
  return `${prefix}-${id}`;
}

/** A UUID-shaped text that depends on its argument alone. */
export function makeUuid(text: string): string {
  const hex = [0, 1, 2, 3]
    .map((i) =>
      hashText(text, i + 1)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
