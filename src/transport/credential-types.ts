/** An AccessKey pair. A temporary pair also has a token. */
export type Credentials = {
  /** The AccessKey ID. */
  readonly accessKeyId: string;
  /** The AccessKey secret. It never appears in errors, logs or recordings. */
  readonly accessKeySecret: string;
  /** The STS token of a temporary pair. Absent for a long-term pair. */
  readonly securityToken?: string;
};

/**
 * A source of credentials that change over time. It is called before every request, so it should cache. It must answer within ten seconds, or
 * within four fifths of `attemptTimeoutMs` if that is shorter. If the service refuses the credentials, it is called once more.
 *
 * If it throws, only the class and code of the error are reported. The message is left out because it may quote a configuration file with
 * secrets; log it inside `getCredential()`. A `VpnMonitorError` is passed on with its message; with `retryable: false` it also ends the
 * operations that wait for credentials.
 *
 * A `Credential` of `@alicloud/credentials` fits, but it reads a credentials file or CLI profile only once. If keys rotate there, leave
 * `credentials` out: the default chain reads them again.
 */
export interface CredentialProvider {
  /** Returns the present credentials. An id or secret that is missing or empty is an error of code `auth`. */
  getCredential(): Promise<{
    /** The AccessKey ID. */
    readonly accessKeyId?: string | undefined;
    /** The AccessKey secret. */
    readonly accessKeySecret?: string | undefined;
    /** The STS token of a temporary pair. */
    readonly securityToken?: string | undefined;
  }>;
}

/** Fixed credentials, or a provider of changing ones. */
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
