import { abortable } from '../../internal/abort.ts';
import { keysOf } from '../../internal/keys.ts';
import { once } from '../../internal/once.ts';
import { VERSION } from '../../internal/version.ts';
import { accountKeyOf } from '../account-key.ts';
import type { CredentialSource } from '../credential-types.ts';
import { credentialProvider } from '../credentials.ts';
import { assertTransportOptions, type EndpointOptions, resolveEndpoints } from '../endpoints.ts';
import { sendWithKey } from '../key-refusal.ts';
import type { Transport } from '../port.ts';
import { checkRoute, proxiesOf, type RouteOptions } from './route.ts';

/** Options of {@link httpsTransport}. */
export interface HttpsTransportOptions extends RouteOptions {
  /** The region whose hosts it calls, such as `cn-hangzhou`. */
  readonly regionId: string;
  /**
   * An access key, or an object with `getCredential()`. Default: the chain of `@alicloud/credentials`.
   */
  readonly credentials?: CredentialSource | undefined;
  /** Hosts to use instead of the region's own. */
  readonly endpoint?: EndpointOptions | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<HttpsTransportOptions>({
  regionId: true,
  credentials: true,
  endpoint: true,
  agent: true,
  proxy: true,
  userAgent: true,
});

/**
 * Creates the default transport, which uses Node's own HTTPS. It signs with ACS3-HMAC-SHA256 and keeps up to 64 idle connections to each host
 * open for at most 15 seconds. An abort closes the connection. It follows no redirects, reads gzip and deflate, and refuses answers over
 * 64 MiB. If the service refuses the access key, it asks the provider once more.
 *
 * @example
 * ```ts
 * import { Agent } from 'node:https';
 * import { httpsTransport, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * const regionId = 'cn-hangzhou';
 * const agent = new Agent({ keepAlive: true, maxSockets: 64, ca: process.env['COMPANY_CA'] });
 * export const monitor = new VpnMonitor({ regionId, transport: httpsTransport({ regionId, agent }) });
 * ```
 *
 * @throws `TypeError` that names an invalid option, or a `VpnMonitorError` of code `config` that names an unusable proxy of the environment.
 */
export function httpsTransport(options: HttpsTransportOptions): Transport {
  assertTransportOptions(options, KEYS, 'httpsTransport');
  const { regionId, credentials, endpoint, agent, userAgent } = options;
  checkRoute(options);
  const endpoints = resolveEndpoints(regionId, endpoint);
  const provider = credentialProvider(credentials);
  const proxyFor = proxiesOf(options, endpoints);
  // Node's HTTPS is loaded by the first call: it takes longer than all the rest of this package.
  const wire = once(async () => {
    const { createWire } = await import('./wire.ts');
    return createWire({
      endpoints,
      agent,
      proxyFor,
      regionId,
      userAgent: `alicloud-vpn-monitor/${VERSION}${userAgent === undefined ? '' : ` ${userAgent}`}`,
    });
  });
  return {
    takesTurns: true,
    routeOf: (product) => ({ host: endpoints[product], protocol: endpoints.protocols[product], proxy: proxyFor(product)?.label }),
    accountKey: async (signal) => accountKeyOf(await provider.getCredential(signal)),
    async call(request, call) {
      call.signal.throwIfAborted();
      const sent = sendWithKey(provider, call, async (key) => (await wire())(request, call, key));
      return abortable(sent, call.signal);
    },
  };
}
