// Fits a signed 32-bit number: answers give ids as numbers, and nothing says of which size.
const MOST = 2_147_483_647;

/**
 * The id of a target, made of what identifies it: the same for the same target, so that putting it again changes it instead of adding
 * another. An id that is taken leads to the next one.
 *
 * @param identity - Without anything secret, which an id would give away a part of.
 */
export function nextTargetId(identity: readonly string[], taken: Set<string>): string {
  let number = hashOf(JSON.stringify(identity));
  while (taken.has(String(number))) number = (number % MOST) + 1;
  taken.add(String(number));
  return String(number);
}

/** FNV-1a, brought to 1 to {@link MOST}. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash >>> 0) % MOST) + 1;
}
