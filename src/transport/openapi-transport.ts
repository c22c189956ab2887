import { VpnMonitorError } from '../errors.ts';
import { abortable } from '../internal/abort.ts';
import { keysOf } from '../internal/keys.ts';
import { once } from '../internal/once.ts';
import { accountKeyOf } from './account-key.ts';
import type { Credentials, CredentialSource } from './credential-types.ts';
import { credentialProvider } from './credentials.ts';
import type { EndpointOptions, Product } from './endpoints.ts';
import { assertTransportOptions, resolveEndpoints } from './endpoints.ts';
import { sendWithKey } from './key-refusal.ts';
import { moduleExports } from './module-exports.ts';
import type { Transport } from './port.ts';
import { noteUnknownHost } from './unknown-host.ts';
import type { GeneratedClient } from './vendor-call.ts';
import { callVendor, vendorTimeouts } from './vendor-call.ts';

/** Options of {@link openApiTransport}. */
export interface OpenApiTransportOptions {
  /** The region whose hosts it calls, such as `cn-hangzhou`. */
  readonly regionId: string;
  /**
   * An access key, or an object with `getCredential()`. Default: the chain of `@alicloud/credentials`.
   */
  readonly credentials?: CredentialSource | undefined;
  /** Hosts to use instead of the region's own. */
  readonly endpoint?: EndpointOptions | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<OpenApiTransportOptions>({ regionId: true, credentials: true, endpoint: true });

// Loaded on first use: importing this package must not cost the time and memory of the vendor's.
const loadVendor = /* @__PURE__ */ once(async () => {
  const [openApi, teaUtil] = await vendorModules();
  const { default: Client, Config } = moduleExports(openApi);
  const { RuntimeOptions } = moduleExports(teaUtil);
  return { Client, Config, RuntimeOptions };
});

async function vendorModules() {
  // Only for `await import()` within `try` do bundlers take it that an optional package is not there; else they fail for all who have not installed it.
  try {
    const openApi = await import('@alicloud/openapi-client');
    return [openApi, await import('@alicloud/tea-util')] as const;
  } catch (cause) {
    const message =
      "openApiTransport() needs the optional peer dependencies @alicloud/openapi-client and @alicloud/tea-util: run 'npm install @alicloud/openapi-client @alicloud/tea-util'";
    throw new VpnMonitorError(message, { code: 'config', cause });
  }
}

/**
 * Creates a transport that sends through Alibaba Cloud's own `@alicloud/openapi-client`. Install it and `@alicloud/tea-util`; both are optional
 * peer dependencies. An abort rejects at once, but that client cannot be aborted: its own time-outs close the socket, one second after the
 * attempt's time. It ignores agents and proxies, and loses the headers of errors.
 *
 * @example
 * ```ts
 * import { openApiTransport, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * const regionId = 'cn-hangzhou';
 * export const monitor = new VpnMonitor({ regionId, transport: openApiTransport({ regionId }) });
 * ```
 */
export function openApiTransport(options: OpenApiTransportOptions): Transport {
  assertTransportOptions(options, KEYS, 'openApiTransport');
  const { regionId, credentials, endpoint } = options;
  const endpoints = resolveEndpoints(regionId, endpoint);
  const provider = credentialProvider(credentials);
  // A client a call: it asks for its credentials when it sends, and which it was given must be known when they are refused. The vendor keeps its connections elsewhere.
  const clientOf = async (product: Product, key: Credentials): Promise<GeneratedClient> => {
    const { Client, Config } = await loadVendor();
    const credential = { getCredential: () => Promise.resolve(key) };
    return new Client(
      new Config({
        regionId,
        endpoint: endpoints[product],
        protocol: endpoints.protocols[product],
        credential,
        userAgent: 'alicloud-vpn-monitor',
      }),
    );
  };
  return {
    takesTurns: true,
    // It ignores proxies.
    routeOf: (product) => ({ host: endpoints[product], protocol: endpoints.protocols[product], proxy: undefined }),
    accountKey: async (signal) => accountKeyOf(await provider.getCredential(signal)),
    async call(request, options) {
      options.signal.throwIfAborted();
      const sent = sendWithKey(provider, options, async (key) => {
        const [{ RuntimeOptions }, client] = await Promise.all([loadVendor(), clientOf(request.product, key)]);
        await options.turn?.();
        try {
          return await callVendor(client, request, options, new RuntimeOptions(vendorTimeouts(options)));
        } catch (error) {
          noteUnknownHost(error, { product: request.product, regionId, endpoints });
          throw error;
        }
      });
      return abortable(sent, options.signal);
    },
  };
}
