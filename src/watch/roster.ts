import type { ConnectionMemory } from './memory.ts';

/** A connection of which nothing is known yet, or whose tunnels have changed: those that stay keep what is known of them. */
export function withTunnels(state: ConnectionMemory | undefined, tunnels: readonly { readonly key: string; readonly role: string | undefined }[]): ConnectionMemory {
  const { said = 'unknown', since = 0, failedOver = false, told = 0 } = state ?? {};
  return { said, since, failedOver, told, tunnels: tunnels.map(({ key, role }) => ({ ...state?.tunnels.find((one) => one.key === key), key, role })) };
}
