import type { Logger } from '../internal/logger.ts';
import type { Membership } from '../scopes/index.ts';
import { canConfirm, type CheckedOptions } from './options.ts';
import { concernsCertificates } from './sources/certificates.ts';

/** Warns of options that can have no effect, or that nothing can meet. */
export function warnOfIdleOptions(options: CheckedOptions, membership: Membership, logger: Logger): void {
  if (options.certificateNoticeDays.length > 0 && !concernsCertificates(membership)) {
    logger.warn('certificateNoticeDays has no effect: no certificate concerns these targets. Watch a gateway, or a fleet that names neither connections nor tags');
  }
  if (!canConfirm(options)) {
    const { down, up } = options.confirm;
    logger.warn(`confirm ${JSON.stringify({ down, up })} can never be met: each change has a single event, and nothing else confirms it. Add 'metrics' or 'topology' to sources, or leave confirm out`);
  }
}
