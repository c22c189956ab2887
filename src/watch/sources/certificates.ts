import type { Membership } from '../../scopes/index.ts';
import type { Certificate, Topology } from '../../topology/index.ts';

/** A certificate, and the gateway that it is for where that was to be known. */
export interface ListedCertificate {
  readonly certificate: Certificate;
  readonly gatewayId?: string | undefined;
}

/** The certificates that concern the targets. */
export interface CertificateListing {
  /** When the service was asked, by the service's time in milliseconds since the epoch. */
  readonly asOf: number;
  readonly certificates: readonly ListedCertificate[];
}

interface CertificateDependencies {
  readonly topology: Topology;
  readonly membership: Membership;
  /** The days before the end that matter, fewest first; none where no notice is wanted. */
  readonly noticeDays: readonly number[];
}

const DAY_MS = 86_400_000;
// Ends are days away, and an event says when one has come.
const EVERY_MS = 21_600_000;

/** Lists certificates that expire: seldom, and only for targets that certificates concern. */
export class CertificateSource {
  readonly #topology: Topology;
  readonly #membership: Membership;
  readonly #noticeDays: readonly number[];
  #mark: number | undefined;
  /** By the servers' ids: a server stays with its gateway. */
  #gatewayOf: ReadonlyMap<string, string> = new Map();

  constructor({ topology, membership, noticeDays }: CertificateDependencies) {
    this.#topology = topology;
    this.#membership = membership;
    this.#noticeDays = concernsCertificates(membership) ? noticeDays : [];
  }

  /** Goes on from where another run was. */
  resume(mark: number | undefined): void {
    this.#mark = mark;
  }

  /** When the last listing was evaluated; absent where none was. */
  get mark(): number | undefined {
    return this.#mark;
  }

  /** A listing was evaluated; until it is, the next round lists again. */
  evaluated(now: number): void {
    this.#mark = now;
  }

  /** `undefined` while the last listing stands, and where none is wanted. */
  async read(now: number, signal: AbortSignal): Promise<CertificateListing | undefined> {
    if (this.#noticeDays.length === 0 || (this.#mark !== undefined && Math.abs(now - this.#mark) < EVERY_MS)) return undefined;
    const { asOf, certificates } = await this.#topology.certificateSnapshot({ maxAgeMs: 0, signal });
    if (this.#membership.wantsCertificate(undefined)) return { asOf, certificates: certificates.map((certificate) => ({ certificate })) };
    const isOfUnknown = ({ serverId }: Certificate): boolean => serverId !== undefined && !this.#gatewayOf.has(serverId);
    if (certificates.some((one) => isOfUnknown(one) && this.#isNear(one, asOf)))
      this.#gatewayOf = await this.#topology.gatewaysOfSslServers(signal);
    const listed = certificates.map((certificate) => ({ certificate, gatewayId: this.#gatewayOf.get(certificate.serverId ?? '') }));
    return { asOf, certificates: listed.filter(({ gatewayId }) => this.#membership.wantsCertificate(gatewayId)) };
  }

  /** Whether there may be something to announce of it. */
  #isNear({ endsAt, status }: Certificate, asOf: number): boolean {
    return endsAt === undefined ? status === 'expired' : endsAt - asOf <= Math.max(...this.#noticeDays) * DAY_MS;
  }
}

/** Whether there is a certificate that concerns these targets. */
export function concernsCertificates(membership: Membership): boolean {
  return membership.wantsCertificate(undefined) || membership.named.gatewayIds.some((id) => membership.wantsCertificate(id));
}
