import type { Transition } from 'alicloud-vpn-monitor';

/** The id of what a transition is about. */
export function resourceId({ resource }: Transition): string {
  return resource.certificateId === undefined ? (resource.tunnelId ?? resource.connectionId) : resource.certificateId;
}
