import { isRecord } from './records.ts';
import { shown } from './shown.ts';

/** Refuses tags that are no object of texts, with a `TypeError` that names the one that is wrong. */
export function assertTags(tags: unknown, name = 'tags'): void {
  if (tags === undefined) return;
  if (!isRecord(tags)) throw new TypeError(`${name} ${shown(tags)} must be an object of texts, such as { env: 'prod' }`);
  for (const [key, value] of Object.entries(tags)) if (typeof value !== 'string') throw new TypeError(`${name}.${key} ${shown(value)} must be a text`);
}
