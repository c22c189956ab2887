/** An AccessKey pair, with its token if it is a temporary one. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The STS token of a temporary pair. */
  readonly securityToken?: string;
};

/**
 * Where credentials come from when they change over time: asked before every request, so it should
 * cache. It has ten seconds to answer, or four fifths of `attemptTimeoutMs` where that is shorter; what it gives is checked
 * when it is used, and where the service refuses that, it is asked once more.
 *
 * What it throws is reported by its class and code alone. Its words are withheld on purpose, since they can quote a configuration
 * file with all its secrets: log them in `getCredential()` itself. A `VpnMonitorError` that it throws is passed on with its message,
 * and with `retryable` false it ends what waits for it.
 *
 * A `Credential` of `@alicloud/credentials` is one, but it reads a credentials file or CLI profile only once: leave
 * `credentials` out where keys rotate there, and the default chain reads them again.
 */
export interface CredentialProvider {
  getCredential(): Promise<{
    readonly accessKeyId?: string | undefined;
    readonly accessKeySecret?: string | undefined;
    readonly securityToken?: string | undefined;
  }>;
}

/** Credentials as they are, or a provider of them. */
export type CredentialSource = Credentials | CredentialProvider;

/** A provider whose credentials are checked, and that is asked anew where the service refuses them. */
export interface CheckedCredentialProvider {
  /** The credentials to sign with now. */
  getCredential(signal?: AbortSignal): Promise<Credentials>;
  /**
   * Other credentials than those the service refused; `undefined` where there are none. All calls under way share one question,
   * and what another call has renewed already is given at once.
   */
  renewed(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined>;
}
