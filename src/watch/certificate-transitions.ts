import type { TransitionFields } from './transition-fields.ts';

interface CertificateFields extends TransitionFields {
  /** The certificate. */
  readonly resource: {
    /** The id, `vsc-…`. */
    readonly certificateId: string;
    /** The name that its owner gave it. Present if the watch listed certificates. */
    readonly certificateName?: string;
    /** The VPN gateway, `vpn-…`. Absent if it is not known. */
    readonly gatewayId?: string;
    /** Never present: a certificate belongs to no connection. */
    readonly connectionId?: undefined;
    /** Never present: a certificate belongs to no tunnel. */
    readonly tunnelId?: undefined;
  };
  /** The state before. */
  readonly from: 'valid';
  /** Never present: a certificate belongs to no connection. */
  readonly connection?: undefined;
}

/**
 * An SSL client certificate has expired. Watches of fleets that name neither connections nor tags emit it. A watch of one gateway, or of a fleet of
 * certain gateways, emits it only if the event names the gateway, or with `certificateNoticeDays`, because a list then shows the gateway of each
 * certificate.
 */
export type CertificateTransition = CertificateFields & {
  /** The certificate has expired. */
  readonly type: 'certificate:expired';
  /** The new state. */
  readonly to: 'expired';
};

/**
 * An SSL client certificate expires within the days of `certificateNoticeDays`. It is emitted once for each certificate, end date and number of days,
 * by watches that emit {@link CertificateTransition} and have that option.
 */
export type CertificateExpiringTransition = CertificateFields & {
  /** The certificate expires soon. */
  readonly type: 'certificate:expiring';
  /** The new state. */
  readonly to: 'expiring';
  /** Whole days until it expires, rounded down. */
  readonly daysLeft: number;
  /** The number of `certificateNoticeDays` that was reached; the smallest, if several were reached since the last list. */
  readonly noticeDays: number;
  /** The time of expiry, in milliseconds since the epoch. */
  readonly endsAt: number;
};
