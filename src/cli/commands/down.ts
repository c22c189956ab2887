import type { WatchSnapshot } from 'alicloud-vpn-monitor';
import type { FailOn } from '../arguments/index.ts';

/** Whether something is down that counts. Unknown is not down. */
export function isDown({ connections, tunnels }: WatchSnapshot, failOn: FailOn): boolean {
  switch (failOn) {
    case 'never':
      return false;
    case 'connection':
      return [...connections.values()].some(({ state }) => state === 'down');
    case 'any':
      return [...tunnels.values()].some(({ ipsec, bgp, health }) => ipsec === 'down' || bgp === 'down' || health === 'failed');
  }
}
