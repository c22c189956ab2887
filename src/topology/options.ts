import type { Attachment } from '../catalog/index.ts';
import { assertSignal } from '../internal/abort.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { assertTags } from '../internal/tags.ts';
import type { ConnectionFilter } from './connection-filter.ts';
import { resourceKind } from './resource-kind.ts';

/** Options for reading the topology. */
export interface TopologyOptions {
  /** Aborts this read, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Asks the service even if the answer is cached. @defaultValue false */
  readonly refresh?: boolean | undefined;
}

const OPTION_KEYS = /* @__PURE__ */ keysOf<TopologyOptions>({ signal: true, refresh: true });
const FILTER_KEYS = /* @__PURE__ */ keysOf<ConnectionFilter & TopologyOptions>({
  gatewayId: true,
  attachedTo: true,
  tags: true,
  connectionIds: true,
  signal: true,
  refresh: true,
});
const ATTACHMENTS: readonly unknown[] = ['vpn-gateway', 'transit-router'] satisfies Attachment[];

/** Refuses what would be ignored, or can mean nothing. */
export function assertReading(options: TopologyOptions, taker: string, keys = OPTION_KEYS): void {
  assertOptions(options, keys, taker);
  const { signal, refresh } = options;
  if (signal !== undefined) assertSignal(signal);
  assertBoolean('refresh', refresh);
}

/** Refuses what can match nothing for want of a well-formed value, and what would match everything. */
export function assertFilter(filter: ConnectionFilter & TopologyOptions, taker: string): void {
  assertReading(filter, taker, FILTER_KEYS);
  const { gatewayId, attachedTo, connectionIds = [], tags } = filter;
  if (gatewayId !== undefined && resourceKind(gatewayId) !== 'gateway')
    throw new TypeError(`gatewayId ${gatewayId} is not the id of a VPN gateway (vpn-…)`);
  if (attachedTo !== undefined && !ATTACHMENTS.includes(attachedTo))
    throw new TypeError(`attachedTo ${shown(attachedTo)} must be 'vpn-gateway' or 'transit-router'`);
  if (!Array.isArray(connectionIds)) throw new TypeError(`connectionIds ${shown(connectionIds)} must be a list of ids (vco-…)`);
  for (const id of connectionIds as readonly unknown[]) {
    if (resourceKind(id) !== 'connection')
      throw new TypeError(`${shown(id)} in connectionIds is not the id of an IPsec connection (vco-…)`);
  }
  assertTags(tags);
}
