import * as z from 'zod/mini';
import { text } from '../../internal/records.ts';

/** A field that is missing, blank or of another type is left out. What a schema does not name is dropped while parsing. */
export const lenient = <T>(read: (value: unknown) => T | undefined) => z.optional(z.pipe(z.unknown(), z.transform(read)));

export const words = lenient(text);

/** What a row must have: nothing else identifies it. */
export const id = z.pipe(
  z.pipe(
    z.unknown(),
    z.transform((value) => text(value)?.trim()),
  ),
  z.string().check(z.minLength(1)),
);
