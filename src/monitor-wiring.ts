import { checkedClock, systemClock } from './internal/clock.ts';
import { safeLogger, SILENT } from './internal/logger.ts';
import { ServiceClock } from './internal/service-clock.ts';
import type { VpnMonitorOptions } from './monitor-options.ts';
import { createCallerOver, createParts } from './monitor-parts.ts';
import type { MonitorParts, PreflightContext } from './preflight/index.ts';
import { type CheckedCredentialProvider, httpsTransport, type Usage } from './transport/index.ts';
import type { WatchContext } from './watch/index.ts';

/** What a monitor is made of, put together: each part has what it works with. */
export interface MonitorWiring {
  readonly parts: MonitorParts;
  readonly watch: WatchContext;
  readonly preflight: PreflightContext;
  /** What was asked of the services so far. */
  usage(): Usage;
}

interface MonitorLife {
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
  /** What signs the requests, unless a transport is given. */
  readonly credentials: () => CheckedCredentialProvider;
}

/** Puts the parts of a monitor together. The options are checked before. */
export function createWiring(options: VpnMonitorOptions, { closed, credentials }: MonitorLife): MonitorWiring {
  const { regionId, metadata = 'live', endpoint, agent, proxy, userAgent, topologyTtlMs: ttlMs = 300_000 } = options;
  const logger = safeLogger(options.logger);
  const localClock = checkedClock(options.clock ?? systemClock);
  const clock = new ServiceClock(localClock, logger);
  const transport = options.transport ?? httpsTransport({ regionId, credentials: credentials(), endpoint, agent, proxy, userAgent });
  const caller = createCallerOver(transport, options, { logger, localClock, clock });
  const own = { regionId, clock, logger, closed, metadata, ttlMs };
  const parts = createParts({ ...own, caller });
  const usage = (): Usage => caller.usage();
  return {
    parts,
    watch: {
      regionId,
      scopes: parts.scopes,
      events: parts.events,
      watching: new Set(),
      usage,
      accountKey: async (signal) => transport.accountKey?.(signal),
    },
    preflight: {
      regionId,
      caller,
      transport,
      clock,
      closed,
      partsOver: (other) => createParts({ ...own, caller: other, metadata: 'live', logger: SILENT }),
    },
    usage,
  };
}
