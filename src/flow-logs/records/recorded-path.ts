import type { PathName, RecordedPath } from './flow-log-record.ts';

// The table of the VPC flow log's documentation.
const NAMES: Readonly<Record<number, PathName>> = {
  0: 'other',
  1: 'vpc-resource',
  2: 'ecs',
  3: 'network-interface',
  4: 'ha-vip',
  5: 'cloud-service',
  6: 'gateway-endpoint',
  7: 'nat-gateway',
  8: 'transit-router',
  9: 'vpn-gateway',
  10: 'vbr',
  11: 'cen-basic',
  12: 'cen-basic',
  13: 'ipv4-gateway',
  14: 'ipv6-gateway',
  15: 'public-address',
  17: 'vpc-peering',
  18: 'cen-basic',
  19: 'cen-basic',
  20: 'cen-basic',
  21: 'ecr',
  22: 'gateway-load-balancer-endpoint',
};

// Older pages, and the TrafficPath of a flow log, name paths instead: `vpnGateway`.
const CODES: Readonly<Record<string, number>> = {
  gatewayendpoint: 6,
  natgateway: 7,
  transitrouter: 8,
  vpngateway: 9,
  vbr: 10,
  ipv4gateway: 13,
  ipv6gateway: 14,
  ecr: 21,
  gatewayloadbalancerendpoint: 22,
};

/** What the path of a record means, given as a number or by a name. */
export function recordedPath(said: string): RecordedPath {
  const plain = said.toLowerCase().replace(/[^a-z0-9]/g, '');
  const code = /^\d{1,9}$/.test(said) ? Number(said) : Object.hasOwn(CODES, plain) ? CODES[plain] : undefined;
  if (code === undefined) return Object.freeze({ name: said });
  const name = NAMES[code];
  return Object.freeze(name === undefined ? { code } : { code, name });
}
