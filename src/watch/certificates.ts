import type { VpnSystemEvent } from '../events/index.ts';
import type { Membership } from '../scopes/index.ts';
import { expiredByEvent, expiredByListing, expiring } from './announce-certificate.ts';
import type { CertificateListing, ListedCertificate } from './sources/certificates.ts';
import type { Transition } from './transitions.ts';

/** What was announced of a certificate beside its expiry. Plain data. */
export interface CertificateRecord {
  readonly certificateId: string;
  readonly endsAt: number;
  /** The fewest days before that end that were announced; 0 for none. */
  readonly noticedDays: number;
  /** When it was first seen to be valid again after it had expired; 0 where it was not. */
  readonly renewedAt: number;
}

/** What another run needs to know of certificates. */
export interface CertificateProgress {
  /** Those known to be expired. */
  readonly certificates: readonly string[];
  /** Absent where there is none. */
  readonly notices?: readonly CertificateRecord[];
}

interface CertificatesDependencies {
  readonly membership: Membership;
  /** Days before the end, fewest first. */
  readonly noticeDays: readonly number[];
  /** The service's time. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

/** Which certificates have expired, and which are about to: from their events, and from listings where notice is wanted. Each is announced once. */
export class Certificates {
  readonly #membership: Membership;
  readonly #noticeDays: readonly number[];
  readonly #now: () => number;
  readonly #expired = new Set<string>();
  readonly #records = new Map<string, CertificateRecord>();

  constructor({ membership, noticeDays, now }: CertificatesDependencies) {
    this.#membership = membership;
    this.#noticeDays = noticeDays;
    this.#now = now;
  }

  get progress(): CertificateProgress {
    return { certificates: [...this.#expired], ...(this.#records.size > 0 && { notices: [...this.#records.values()] }) };
  }

  resume({ certificates, notices = [] }: CertificateProgress): void {
    for (const id of certificates) this.#expired.add(id);
    for (const record of notices) this.#records.set(record.certificateId, record);
  }

  /** @param beganAt - When the watch began: what expired before is no transition of its, however late its event comes. */
  ofEvent(event: VpnSystemEvent, beganAt: number): Transition | undefined {
    const { certificateId, gatewayId } = event.resource;
    if (
      event.subject !== 'certificate' ||
      certificateId === undefined ||
      this.#expired.has(certificateId) ||
      !this.#membership.wantsCertificate(gatewayId)
    )
      return undefined;
    const record = this.#records.get(certificateId);
    // It is of the end before its renewal.
    if (record && event.at <= record.renewedAt) return undefined;
    const isHistory = event.at <= beganAt;
    // A listing shows the expired ones too, and announces those that no event has.
    if (isHistory && this.#noticeDays.length > 0) return undefined;
    this.#expired.add(certificateId);
    return isHistory ? undefined : expiredByEvent(event, certificateId, renewedEnd(record), this.#now());
  }

  /** What a listing shows that was not announced. A certificate that it lacks is known as before. */
  ofListing({ asOf, certificates }: CertificateListing, now: number): readonly Transition[] {
    const transitions = certificates.flatMap((listed) => this.#take(listed, asOf, now) ?? []);
    for (const [id, { endsAt, renewedAt }] of this.#records) if (endsAt <= now && renewedAt === 0) this.#records.delete(id);
    return transitions;
  }

  #take(listed: ListedCertificate, asOf: number, now: number): Transition | undefined {
    const { certificateId, endsAt, status } = listed.certificate;
    // The date decides where there is one.
    const isExpired = endsAt === undefined ? status === 'expired' : endsAt <= now;
    if (isExpired) return this.#expire(listed, asOf);
    return endsAt === undefined ? undefined : this.#notice(listed, this.#recordOf(certificateId, endsAt, now), asOf, now);
  }

  #expire(listed: ListedCertificate, asOf: number): Transition | undefined {
    const { certificateId } = listed.certificate;
    if (this.#expired.has(certificateId)) return undefined;
    this.#expired.add(certificateId);
    return expiredByListing(listed, renewedEnd(this.#records.get(certificateId)), { asOf, observedAt: this.#now() });
  }

  #notice(listed: ListedCertificate, record: CertificateRecord, asOf: number, now: number): Transition | undefined {
    const { certificateId, endsAt } = record;
    const leftMs = endsAt - now;
    const due = this.#noticeDays.find((days) => leftMs <= days * DAY_MS);
    if (due === undefined || (record.noticedDays > 0 && due >= record.noticedDays)) return undefined;
    this.#records.set(certificateId, { ...record, noticedDays: due });
    return expiring(listed, { endsAt, noticeDays: due, daysLeft: Math.floor(leftMs / DAY_MS) }, { asOf, observedAt: this.#now() });
  }

  /** What is known of a valid certificate with this end. Another end is a renewal: it is announced anew. */
  #recordOf(certificateId: string, endsAt: number, now: number): CertificateRecord {
    const known = this.#records.get(certificateId);
    // The event of an end may come before that end by the clock of the listing; a renewal is for longer.
    const isRenewed = this.#expired.has(certificateId) && endsAt > now + DAY_MS;
    if (known?.endsAt === endsAt && !isRenewed) return known;
    const record = { certificateId, endsAt, noticedDays: 0, renewedAt: isRenewed ? now : (known?.renewedAt ?? 0) };
    if (isRenewed) this.#expired.delete(certificateId);
    if (known || isRenewed) this.#records.set(certificateId, record);
    return record;
  }
}

/** The end of a certificate that was renewed: it makes the id differ from that of the end before. */
function renewedEnd(record: CertificateRecord | undefined): number | undefined {
  return record && record.renewedAt > 0 ? record.endsAt : undefined;
}
