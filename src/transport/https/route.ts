import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import type { Endpoints, Product } from '../endpoints.ts';
import { environmentProxy, givenProxy, type ProxyServer } from './proxy.ts';

/**
 * The shape of Node's `https.Agent` (or `http.Agent` for a plain HTTP endpoint) and its subclasses, so that you can use these types without
 * Node's own.
 */
export interface HttpAgent {
  /** The most connections to one host. */
  readonly maxSockets: number;
  /** The most idle connections to keep open for one host. */
  readonly maxFreeSockets: number;
  /** Closes its connections. This package never calls it: the agent is yours. */
  destroy(): void;
}

/** How the default transport connects to the service. */
export interface RouteOptions {
  /**
   * Makes the connections instead of this package's own pool: for a certificate authority of your own, client certificates, or another kind of
   * proxy. Set `keepAlive` on it. With an agent, proxies from the environment are ignored.
   */
  readonly agent?: HttpAgent | undefined;
  /**
   * The address of an HTTP proxy for every request, such as `http://user:password@proxy.example:3128`, as a string or a `URL`. It must support
   * CONNECT. `false` uses no proxy, whatever the environment says. Default: `HTTPS_PROXY`, except for hosts in `NO_PROXY` (in lower or upper
   * case); none for `protocol: 'http'` and loopback.
   */
  readonly proxy?:
    | string
    | {
        /** The address, as in a `URL`. */
        readonly href: string;
      }
    | false
    | undefined;
  /** The name of your program. It is added to the `User-Agent` after the name and version of this package. Default: nothing is added. */
  readonly userAgent?: string | undefined;
}

/** @throws `TypeError` that names what cannot be used; of a proxy's address without its credentials. */
export function checkRoute({ agent, proxy, userAgent, endpoint }: { readonly [K in keyof RouteOptions | 'endpoint']?: unknown }): void {
  const protocol = isRecord(endpoint) && endpoint['protocol'] === 'http' ? 'http' : 'https';
  if (agent !== undefined && !isAgentFor(protocol, agent))
    throw new TypeError(`agent ${shown(agent)} must be an ${protocol}.Agent, or what extends one`);
  if (proxy !== undefined && proxy !== false) {
    givenProxy(proxy);
    if (agent !== undefined)
      throw new TypeError('agent and proxy cannot go together: the agent makes the connections, so give the proxy to it');
  }
  if (userAgent !== undefined && !(typeof userAgent === 'string' && /^[\x21-\x7e][\x20-\x7e]{0,199}$/.test(userAgent))) {
    throw new TypeError(`userAgent ${shown(userAgent)} must be 1 to 200 printable ASCII characters, such as 'my-service/1.2'`);
  }
}

function isAgentFor(protocol: string, agent: unknown): boolean {
  if (!isRecord(agent) || typeof agent['addRequest'] !== 'function') return false;
  // Node's own have it as a field. Those of proxies serve both, and work out the answer when they are used.
  const own: unknown = Object.getOwnPropertyDescriptor(agent, 'protocol')?.value;
  return own === undefined || own === `${protocol}:`;
}

/**
 * The proxy for each service: the one given, else the environment's. One of the environment's that cannot be used is an error at once
 * where all of a monitor's requests would need it; else that of the calls that do.
 */
export function proxiesOf(options: RouteOptions, endpoints: Endpoints): (product: Product) => ProxyServer | undefined {
  const look = (product: Product): (() => ProxyServer | undefined) => {
    try {
      const proxy = proxyOf(options, endpoints.protocols[product], endpoints[product]);
      return () => proxy;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  };
  const found = { cms: look('cms'), vpc: look('vpc'), cbn: look('cbn') };
  if (!isUsable(found.cms) && !isUsable(found.vpc)) found.cms();
  return (product) => found[product]();
}

function isUsable(look: () => unknown): boolean {
  try {
    look();
    return true;
  } catch {
    return false;
  }
}

function proxyOf({ agent, proxy }: RouteOptions, protocol: 'https' | 'http', host: string): ProxyServer | undefined {
  if (agent || proxy === false) return undefined;
  return proxy === undefined ? environmentProxy(protocol, host, process.env) : givenProxy(proxy);
}
