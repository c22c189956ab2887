import type { Logger } from '../internal/logger.ts';
import { type ConnectionRecord, timelineOf } from './connection-record.ts';
import type { Entry } from './entry.ts';
import type { Disagreement } from './report.ts';
import type { Aspect } from './timeline/index.ts';
import { resourceOf } from './views.ts';

const ASPECTS: readonly Aspect[] = ['ipsec', 'bgp', 'health'];
const WORDS = { ipsec: 'IPsec', bgp: 'BGP', health: 'the health check' } as const;

/** Reports each standing disagreement of sources once. */
export class Disagreements {
  readonly #logger: Logger;
  /** Those that stand, by tunnel and aspect. */
  readonly #standing = new Set<string>();
  #begun: Disagreement[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Takes over those that another run has reported. */
  restore(records: Iterable<ConnectionRecord>): void {
    for (const record of records) for (const [key] of disputesOf(record)) this.#standing.add(key);
  }

  /** Notes which sources disagree about a connection now. */
  heed(entry: Pick<Entry, 'record' | 'connection' | 'gatewayName'>): void {
    const { record, connection } = entry;
    const disputes = disputesOf(record);
    for (const { key: tunnel } of record.tunnels) {
      for (const aspect of ASPECTS) {
        const key = keyOf(tunnel, aspect);
        const dispute = disputes.get(key);
        if (!dispute) {
          if (this.#standing.delete(key))
            this.#logger.info('the datapoints agree with the other sources again', {
              connectionId: connection.connectionId,
              tunnel,
              aspect,
            });
        } else if (!this.#standing.has(key)) {
          this.#standing.add(key);
          this.#report({ ...dispute, resource: resourceOf(entry, tunnel), aspect });
        }
      }
    }
  }

  /** Gives those that began since this was called last. */
  take(): readonly Disagreement[] {
    const begun = this.#begun;
    this.#begun = [];
    return begun;
  }

  #report(disagreement: Disagreement): void {
    this.#begun.push(Object.freeze(disagreement));
    const { resource, aspect, since, datapoints, state } = disagreement;
    const id = resource.tunnelId ?? resource.connectionId;
    this.#logger.warn(
      `sources disagree about ${WORDS[aspect]} of ${id}: polls and events say ${state}, its datapoints go on saying ${datapoints} and are left out until they agree again`,
      {
        connectionId: resource.connectionId,
        tunnelId: resource.tunnelId,
        aspect,
        since: new Date(since).toISOString(),
      },
    );
  }
}

const keyOf = (tunnel: string, aspect: Aspect): string => `${tunnel} ${aspect}`;

function disputesOf(record: ConnectionRecord): ReadonlyMap<string, Pick<Disagreement, 'since' | 'datapoints' | 'state'>> {
  return new Map(
    record.tunnels.flatMap(({ key }) =>
      ASPECTS.flatMap((aspect) => {
        const { dispute, value = 'unknown' } = timelineOf(record, { tunnel: key, aspect }) ?? {};
        const datapoints = dispute?.claim === 'up' || dispute?.claim === 'mixed' ? dispute.claim : 'down';
        return dispute ? [[keyOf(key, aspect), { since: dispute.since, datapoints, state: value }] as const] : [];
      }),
    ),
  );
}
