import { shown } from './shown.ts';

/** Refuses tags that are no object of texts, with a `TypeError` that names the one that is wrong. */
export function assertTags(tags: unknown, name = 'tags'): void {
  if (tags === undefined) return;
  // A `Map` or a `Date` has no texts of its own, and would read as no tags.
  if (!isTags(tags)) throw new TypeError(`${name} ${shown(tags)} must be an object of texts, such as { env: 'prod' }`);
  for (const [key, value] of Object.entries(tags)) {
    if (key.trim() === '') throw new TypeError(`${name} has a blank name: the service takes none`);
    if (typeof value !== 'string') throw new TypeError(`${name}.${key} ${shown(value)} must be a text`);
  }
}

function isTags(tags: unknown): tags is object {
  return Object.prototype.toString.call(tags) === '[object Object]';
}
