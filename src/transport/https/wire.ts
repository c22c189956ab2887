import type { Agent } from 'node:http';
import type { Credentials } from '../credential-types.ts';
import type { Endpoints, Product } from '../endpoints.ts';
import type { ApiCallOptions, ApiRequest, ApiResponse } from '../port.ts';
import { noteUnknownHost } from '../unknown-host.ts';
import { wireContent } from './canonical-request.ts';
import { Connections } from './connections.ts';
import { exchange } from './exchange.ts';
import type { ProxyServer } from './proxy.ts';
import type { HttpAgent } from './route.ts';
import { signedHeaders } from './sign.ts';

/** Where to, by which way and as which program. */
export interface WireSettings {
  readonly endpoints: Endpoints;
  readonly agent: HttpAgent | undefined;
  /** Throws where the proxy that the environment names cannot be used. */
  readonly proxyFor: (product: Product) => ProxyServer | undefined;
  readonly userAgent: string;
  /** Told to stand-ins, whose hosts do not name it as those of the services do. */
  readonly regionId: string;
  readonly idleMs?: number | undefined;
}

export type Send = (request: ApiRequest, options: ApiCallOptions, credentials: Credentials) => Promise<ApiResponse>;

/** Sends requests over HTTPS: what a transport loads when it is first used. */
export function createWire({ endpoints, agent, proxyFor, userAgent, regionId, idleMs }: WireSettings): Send {
  const hosts = new Map<string, Connections>();
  const connectionsTo = (product: Product): Connections => {
    const host = endpoints[product];
    const protocol = endpoints.protocols[product];
    const origin = `${protocol}://${host}`;
    let connections = hosts.get(origin);
    // An agent was checked by what Node asks of one.
    if (!connections)
      hosts.set(
        origin,
        (connections = new Connections({ protocol, host, agent: agent as Agent | undefined, proxy: proxyFor(product), idleMs })),
      );
    return connections;
  };
  return async (request, options, credentials) => {
    const host = endpoints[request.product];
    const content = wireContent(request);
    const region = endpoints.protocols[request.product] === 'http' ? { 'x-vpn-monitor-region': regionId } : {};
    const headers = (): Record<string, string> => ({
      ...signedHeaders(request, content, { host, userAgent, credentials, now: options.now?.() ?? Date.now() }),
      ...region,
    });
    const path = content.query === '' ? '/' : `/?${content.query}`;
    const outgoing = { action: request.action, path, body: content.body, headers };
    try {
      return await exchange(connectionsTo(request.product), outgoing, options);
    } catch (error) {
      noteUnknownHost(error, { product: request.product, regionId, endpoints });
      throw error;
    }
  };
}
