import type { VpnSystemEvent } from '../events/index.ts';
import { frozen } from '../internal/frozen.ts';
import type { CertificateExpiringTransition, CertificateTransition } from './certificate-transitions.ts';
import type { ListedCertificate } from './sources/certificates.ts';
import type { TransitionEvidence } from './transition-fields.ts';
import { transitionId } from './transition-id.ts';

/** When a listing was asked for, and when the watch knew what it shows. */
interface Shown {
  readonly asOf: number;
  readonly observedAt: number;
}

type Resource = CertificateTransition['resource'];

/** An expired certificate, shown by its event. @param renewedEnd - Its end where it is not the first one: of each there is one transition. */
export function expiredByEvent(
  event: VpnSystemEvent,
  certificateId: string,
  renewedEnd: number | undefined,
  observedAt: number,
): CertificateTransition {
  return frozen<CertificateTransition>({
    id: expiryId(certificateId, renewedEnd),
    type: 'certificate:expired',
    resource: resourceOf(certificateId, event.resource.gatewayId, undefined),
    from: 'valid',
    to: 'expired',
    at: event.at,
    observedAt,
    late: undefined,
    source: 'event',
    evidence: frozen<TransitionEvidence>({ source: 'event', at: event.at, event, metric: undefined, value: undefined }),
    connection: undefined,
  });
}

/** The same transition, shown by a listing. */
export function expiredByListing(
  { certificate, gatewayId }: ListedCertificate,
  renewedEnd: number | undefined,
  { asOf, observedAt }: Shown,
): CertificateTransition {
  const { certificateId, endsAt = asOf, name } = certificate;
  return frozen<CertificateTransition>({
    id: expiryId(certificateId, renewedEnd),
    type: 'certificate:expired',
    resource: resourceOf(certificateId, gatewayId, name),
    from: 'valid',
    to: 'expired',
    at: endsAt,
    observedAt,
    late: undefined,
    source: 'topology',
    evidence: polled(asOf),
    connection: undefined,
  });
}

/** A certificate whose end is near. */
export function expiring(
  { certificate, gatewayId }: ListedCertificate,
  { endsAt, noticeDays, daysLeft }: Pick<CertificateExpiringTransition, 'endsAt' | 'noticeDays' | 'daysLeft'>,
  { asOf, observedAt }: Shown,
): CertificateExpiringTransition {
  const { certificateId, name } = certificate;
  return frozen<CertificateExpiringTransition>({
    id: transitionId(['certificate', certificateId, 'expiring', endsAt, noticeDays]),
    type: 'certificate:expiring',
    resource: resourceOf(certificateId, gatewayId, name),
    from: 'valid',
    to: 'expiring',
    daysLeft,
    noticeDays,
    endsAt,
    at: asOf,
    observedAt,
    late: undefined,
    source: 'topology',
    evidence: polled(asOf),
    connection: undefined,
  });
}

function expiryId(certificateId: string, renewedEnd: number | undefined): string {
  return transitionId(['certificate', certificateId, ...(renewedEnd === undefined ? [] : [renewedEnd])]);
}

function resourceOf(certificateId: string, gatewayId: string | undefined, certificateName: string | undefined): Resource {
  return frozen<Resource>({ certificateId, certificateName, gatewayId, connectionId: undefined, tunnelId: undefined });
}

function polled(asOf: number): TransitionEvidence {
  return frozen<TransitionEvidence>({ source: 'topology', at: asOf, event: undefined, metric: undefined, value: undefined });
}
