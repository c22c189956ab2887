import { builtin } from './builtin.ts';

/** What stands for a value that JSON can write, the same in every run: 32 hex digits. */
export function digestOf(value: unknown): string {
  return builtin('node:crypto').createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
