/**
 * The key of the lock of a key, in the same slot of a cluster: a script may use no keys of several. A slot is made of what stands between the
 * first brace and the next one that closes it, or else of the whole key. For a key with a closing brace and nothing of the kind before there is no
 * such key; it works with a single server.
 *
 * @param clientPrefix - What the client puts before each key.
 */
export function lockKeyOf(key: string, clientPrefix = ''): string {
  const sent = clientPrefix + key;
  const hasTag = /^[^{]*\{[^}]+\}/.test(sent);
  return hasTag || sent.includes('}') ? `${key}:lock` : `{${sent}}:lock`;
}
