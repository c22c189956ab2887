import { warnOfShortTimes } from '../internal/short-times.ts';
import { shown } from '../internal/shown.ts';
import type { Membership, ScopeContext } from '../scopes/index.ts';
import { type CheckedAlarmRule, isAboutConnection } from './alarms/index.ts';
import { canConfirm, type CheckedOptions } from './options.ts';
import { concernsCertificates } from './sources/certificates.ts';

/** Warns of options that can have no effect, that nothing can meet, or that were given in seconds. */
export function warnOfIdleOptions(
  options: CheckedOptions,
  membership: Membership,
  { clock, logger }: Pick<ScopeContext, 'clock' | 'logger'>,
): void {
  const { pollMs, topologyPollMs, staleAfterMs, overlapMs, lockMs } = options;
  warnOfShortTimes({ pollMs, topologyPollMs, staleAfterMs, overlapMs, lockMs }, clock.now(), logger);
  if (options.certificateNoticeDays.length > 0 && !concernsCertificates(membership)) {
    logger.warn(
      'certificateNoticeDays has no effect: no certificate concerns these targets. Watch a gateway, or a fleet that names neither connections nor tags',
    );
  }
  const idle = membership.areTunnels ? options.alarms.filter(({ on }) => isAboutConnection(on)) : [];
  if (idle.length > 0) {
    const types = [...new Set(idle.map(({ on }) => on))].join(', ');
    logger.warn(`alarms for ${types} are never raised: tunnels alone are watched. Watch their connection, or name tunnel:down`);
  }
  if (options.isLockMsGiven && !options.store?.lock)
    logger.warn(
      `lockMs has no effect: ${options.store ? 'the store has no lock' : 'there is no store'}, so each process that watches these targets announces what it finds`,
    );
  if (!canConfirm(options)) {
    const { down, up } = options.confirm;
    logger.warn(
      `confirm ${JSON.stringify({ down, up })} can never be met: each change has a single event, and nothing else confirms it. Add 'metrics' or 'topology' to sources, or leave confirm out`,
    );
  }
  for (const { on, forMs } of options.alarms.filter((rule) => !canLast(rule, options))) {
    const needed = on === 'health:failed' ? "'topology'" : "'metrics' or 'topology'";
    logger.warn(
      `alarms ${shown(on)} for ${forMs} ms is hardly ever raised: an event says when a state begins or ends, and no source here says that it lasts. Add ${needed} to sources, or leave for out`,
    );
  }
}

/** Whether evidence can show that a state lasts. The health of a connection is in no state metric. */
function canLast({ on, forMs }: CheckedAlarmRule, { sources }: CheckedOptions): boolean {
  return forMs === 0 || on === 'tunnel:stale' || sources.has('topology') || (on !== 'health:failed' && sources.has('metrics'));
}
