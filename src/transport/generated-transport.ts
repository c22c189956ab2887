import { VpnMonitorError } from '../errors.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';
import type { Product } from './endpoints.ts';
import type { Transport } from './port.ts';
import type { GeneratedClient } from './vendor-call.ts';
import { callVendor, vendorTimeouts } from './vendor-call.ts';

export type { GeneratedClient } from './vendor-call.ts';

const KEYS = /* @__PURE__ */ keysOf<Record<Product, true>>({ cms: true, vpc: true, cbn: true });

/**
 * Creates a transport from your own clients: `@alicloud/cms20190101` for metrics, events and alerts, `@alicloud/vpc20160428` for gateways,
 * connections and tunnels, and as `cbn` the client of CEN's API 2017-09-12 for transit routers. An abort rejects at once, but these clients
 * cannot be aborted: their own time-outs close the socket, one second after the attempt's time.
 *
 * It uses their generic call, because their typed methods throw on answers that differ from their models. Leave their own retries off: this
 * package retries. A call to a service without a client rejects with a `VpnMonitorError` of code `config`.
 */
export function generatedTransport(clients: {
  readonly cms?: GeneratedClient | undefined;
  readonly vpc?: GeneratedClient | undefined;
  readonly cbn?: GeneratedClient | undefined;
}): Transport {
  if (!isRecord(clients)) throw new TypeError(`generatedTransport() takes clients, such as { cms, vpc }, but was given ${shown(clients)}`);
  assertOptions(clients, KEYS, 'generatedTransport()', 'client');
  for (const product of ['cms', 'vpc', 'cbn'] satisfies Product[]) {
    const client: unknown = clients[product];
    if (client !== undefined && !hasCallApi(client)) {
      throw new TypeError(`generatedTransport: ${product} must be a client with callApi()`);
    }
  }
  return {
    async call(request, options) {
      const client = clients[request.product];
      if (!client) {
        const message = `${request.action} failed: generatedTransport() was given no \`${request.product}\` client. Pass generatedTransport({ ${request.product}: client }).`;
        throw new VpnMonitorError(message, { code: 'config', action: request.action });
      }
      return callVendor(client, request, options, vendorTimeouts(options));
    },
  };
}

// Class instances keep the method on their prototype, so this looks it up rather than at own keys.
function hasCallApi(client: unknown): client is GeneratedClient {
  return typeof client === 'object' && client !== null && 'callApi' in client && typeof client.callApi === 'function';
}
