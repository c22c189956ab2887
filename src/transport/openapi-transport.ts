import { abortable } from '../internal/abort.ts';
import { once } from '../internal/once.ts';
import type { CredentialProvider } from './credential-types.ts';
import { credentialProvider } from './credentials.ts';
import { resolveEndpoints } from './endpoints.ts';
import type { EndpointOptions, Product } from './endpoints.ts';
import { moduleExports } from './module-exports.ts';
import type { Transport } from './port.ts';
import { callVendor, vendorTimeouts } from './vendor-call.ts';
import type { GeneratedClient } from './vendor-call.ts';

/** Where the default transport sends its requests, and as whom. */
export interface OpenApiTransportOptions {
  readonly regionId: string;
  readonly credentials: CredentialProvider;
  readonly endpoint?: EndpointOptions | undefined;
}

// Loaded on first use: importing this package must not cost the time and memory of the vendor's.
const loadVendor = /* @__PURE__ */ once(async () => {
  const [openApi, teaUtil] = await Promise.all([import('@alicloud/openapi-client'), import('@alicloud/tea-util')]);
  const { default: Client, Config } = moduleExports(openApi);
  const { RuntimeOptions } = moduleExports(teaUtil);
  return { Client, Config, RuntimeOptions };
});

/**
 * The default transport: the generic call of `@alicloud/openapi-client`, which signs with
 * ACS3-HMAC-SHA256 and keeps its connections open between calls. An abort closes the connection,
 * and no timer of a finished call keeps the process alive.
 */
export function openApiTransport({ regionId, credentials, endpoint }: OpenApiTransportOptions): Transport {
  const endpoints = resolveEndpoints(regionId, endpoint);
  const credential = credentialProvider(credentials);
  const clientOf = (product: Product): (() => Promise<GeneratedClient>) =>
    once(async () => {
      const { Client, Config } = await loadVendor();
      return new Client(new Config({ regionId, endpoint: endpoints[product], protocol: endpoints.protocol, credential, userAgent: 'alicloud-vpn-monitor' }));
    });
  const clients = { cms: clientOf('cms'), vpc: clientOf('vpc') };
  return {
    async call(request, options) {
      const [{ RuntimeOptions }, client] = await abortable(Promise.all([loadVendor(), clients[request.product]()]), options.signal);
      return callVendor(client, request, options, new RuntimeOptions(vendorTimeouts(options)));
    },
  };
}
