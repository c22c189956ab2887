import { VpnMonitorError } from '../../errors.ts';
import { builtin } from '../../internal/builtin.ts';
import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';

/** A proxy that tunnels with CONNECT. */
export interface ProxyServer {
  readonly host: string;
  readonly port: number;
  /** Whether the way to the proxy itself is TLS. */
  readonly isSecure: boolean;
  /** Host and port: all of it that messages may show. */
  readonly label: string;
  /** What named it: the option or the environment's variable. */
  readonly from: string;
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy of the option. A `TypeError` names an address that is none, without its credentials. */
export function givenProxy(address: unknown): ProxyServer {
  // A URL, which has the text.
  const text = isRecord(address) ? address['href'] : address;
  const proxy = typeof text === 'string' ? parsed(text, '`proxy`') : undefined;
  if (!proxy)
    throw new TypeError(
      `proxy ${shownAddress(typeof text === 'string' ? text : address)} must be the address of an HTTP proxy, such as 'http://proxy.example:3128', or false`,
    );
  return proxy;
}

/**
 * The proxy that HTTPS_PROXY and NO_PROXY name for a host, as curl reads them: lower-case names first, plain HTTP and loopback
 * never. A `VpnMonitorError` `config` names a variable that cannot be used, without its credentials.
 */
export function environmentProxy(protocol: 'https' | 'http', host: string, environment: Environment): ProxyServer | undefined {
  if (protocol === 'http') return undefined;
  const name = environment['https_proxy'] ? 'https_proxy' : 'HTTPS_PROXY';
  const address = environment[name];
  if (!address) return undefined;
  const { hostname, port } = new URL(`https://${host}`);
  if (isLoopback(hostname) || isExempt(hostname, port || '443', environment['no_proxy'] || environment['NO_PROXY'] || '')) return undefined;
  const proxy = parsed(address, name);
  if (proxy) return proxy;
  throw new VpnMonitorError(
    `${name} ${shownAddress(address)} is not the address of an HTTP proxy. Set it to one such as http://proxy.example:3128, or pass \`proxy: false\`.`,
    { code: 'config' },
  );
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

function parsed(address: string, from: string): ProxyServer | undefined {
  const text = address.trim();
  // A host alone is what many environments hold.
  const url = urlOf(SCHEME.test(text) ? text : `http://${text}`);
  if (!url?.hostname || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  const isSecure = url.protocol === 'https:';
  const port = Number(url.port || (isSecure ? 443 : 80));
  const authorization = authorizationOf(url);
  return {
    host: unbracketed(url.hostname),
    port,
    isSecure,
    label: `${url.hostname}:${String(port)}`,
    from,
    ...(authorization !== undefined && { authorization }),
  };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${plain(username)}:${plain(password)}`).toString('base64')}`;
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address as a message names it: without all that comes before the host, and without what is a password where the host was left out. */
function shownAddress(address: unknown): string {
  if (typeof address !== 'string') return shown(address);
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?([\s\S]*)$/i.exec(address) ?? [];
  return shown(scheme + rest.replace(/^[\s\S]*@/, '***@').replace(/:(?!\d{1,5}(?:\/|$))[\s\S]*$/, ':***'));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname);
}

/** Whether NO_PROXY names the host: by its name, a domain above it, its address, or a range of addresses; each may have a port. */
function isExempt(hostname: string, port: string, list: string): boolean {
  const host = unbracketed(hostname).toLowerCase();
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', wantedPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '' || (wantedPort !== undefined && wantedPort !== port)) return false;
    if (name.includes('/')) return isInRange(host, name);
    const wanted = unbracketed(name).replace(/^\*?\./, '');
    return host === wanted || (builtin('node:net').isIP(host) === 0 && host.endsWith(`.${wanted}`));
  });
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const { BlockList, isIP, isIPv6 } = builtin('node:net');
  const family = (address: string): 'ipv6' | 'ipv4' => (isIPv6(address) ? 'ipv6' : 'ipv4');
  if (isIP(host) === 0 || isIP(network) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (isIPv6(network) ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family(network));
  return list.check(host, family(host));
}

function unbracketed(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
