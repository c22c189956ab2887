import type { VpnMonitorError } from '../../errors.ts';
import { type Classification, classify, serviceError, speaksNoTls } from '../failures/index.ts';
import { scrubError } from '../scrub.ts';
import type { ProxyServer } from './proxy.ts';

/** That a proxy gave no tunnel. Nothing was sent to the service. */
export class ProxyFailure extends Error {
  readonly #kind: Classification;

  private constructor(message: string, kind: Classification, cause: object) {
    super(message);
    this.name = 'ProxyFailure';
    this.#kind = kind;
    Object.assign(this, cause);
  }

  /** It answered otherwise. Its status is not that of the service, and final only where it asks for credentials: proxies refuse for reasons that pass. */
  static refused(proxy: ProxyServer, authority: string, status = 0): ProxyFailure {
    const said = `the proxy ${proxy.label} answered CONNECT ${authority} with HTTP ${String(status)}`;
    const kind: Classification =
      status === 407
        ? { code: 'config', retryable: false, advice: `It asks for other credentials: check the user and password in ${proxy.from}.` }
        : { code: 'network', retryable: true, advice: `Check whether the proxy lets this host through, or ${whence(proxy)}.` };
    // Node's code for the same.
    return new ProxyFailure(said, kind, { code: 'ERR_PROXY_TUNNEL' });
  }

  /** There was no connection to it, or it broke before the answer. */
  static unreachable(proxy: ProxyServer, error: Error & { readonly code?: string; readonly syscall?: string }): ProxyFailure {
    const { code = 'ERR_PROXY_TUNNEL', syscall } = error;
    const facts = { vendorCode: code, message: error.message };
    const { advice, ...kind } = classify(facts);
    const isNotTls = proxy.isSecure && kind.code === 'network' && speaksNoTls(facts);
    const mend = isNotTls
      ? `Its port does not speak TLS: give its address with http:// in ${proxy.from}.`
      : kind.retryable
        ? proxyAdvice(proxy)
        : advice;
    return new ProxyFailure(
      `the proxy ${proxy.label} cannot be used: ${error.message}`,
      { ...kind, advice: mend ?? proxyAdvice(proxy) },
      { code, ...(syscall !== undefined && { syscall }) },
    );
  }

  /** It as the error of a call. */
  of(action: string): VpnMonitorError {
    return serviceError({ message: this.message, cause: scrubError(this) }, action, this.#kind);
  }
}

/** What to do where a proxy cannot be reached or does not answer. */
export function proxyAdvice(proxy: ProxyServer): string {
  return `Check that the proxy ${proxy.label} runs and that this machine reaches it, or ${whence(proxy)}.`;
}

function whence({ from }: ProxyServer): string {
  return from === '`proxy`' ? 'its address in `proxy`' : `its address in ${from}; \`proxy: false\` goes without it`;
}
