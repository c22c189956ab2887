import { assertOpen } from '../../errors.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { once } from '../../internal/once.ts';
import type { ListDependencies } from '../../topology/index.ts';
import type { SslClient } from './model.ts';

/** Options of `sslClients()`. */
export interface SslClientsOptions {
  /** Aborts the call, which then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<SslClientsOptions>({ signal: true });

const engine = /* @__PURE__ */ once(() => import('./ask-ssl-clients.ts'));

/** The clients that are connected to a VPN gateway through SSL-VPN. */
export async function sslClients(deps: ListDependencies, gatewayId: string, options: SslClientsOptions): Promise<readonly SslClient[]> {
  assertOptions(options, KEYS, 'sslClients()');
  const { signal } = options;
  if (signal !== undefined) assertSignal(signal);
  signal?.throwIfAborted();
  assertOpen(deps.closed);
  const { askSslClients } = await engine();
  return await askSslClients(deps, gatewayId, signal);
}
