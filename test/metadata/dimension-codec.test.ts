import { describe, expect, test } from 'vitest';
import { DimensionCodec } from '../../src/metadata/index.ts';

const ids = { gatewayId: 'vpn-1', connectionId: 'vco-1', tunnelId: 'tun-1' };

describe('encode finds the wire key of each role', () => {
  test.each([
    ['gateway', 'vpn-gateway', ['userId', 'instanceId'], { instanceId: 'vpn-1' }],
    ['gateway', 'vpn-gateway', ['userId', 'vpnGatewayId'], { vpnGatewayId: 'vpn-1' }],
    ['connection', 'vpn-gateway', ['userId', 'instanceId', 'ipsecId'], { instanceId: 'vpn-1', ipsecId: 'vco-1' }],
    ['connection', 'vpn-gateway', ['userId', 'instanceId', 'vpnConnectionId'], { instanceId: 'vpn-1', vpnConnectionId: 'vco-1' }],
    ['connection', 'vpn-gateway', ['userId', 'instanceId'], { instanceId: 'vco-1' }],
    ['tunnel', 'vpn-gateway', ['userId', 'instanceId', 'tunnelId'], { instanceId: 'vpn-1', tunnelId: 'tun-1' }],
    [
      'tunnel',
      'vpn-gateway',
      ['userId', 'instanceId', 'ipsecId', 'tunnelId'],
      { instanceId: 'vpn-1', ipsecId: 'vco-1', tunnelId: 'tun-1' },
    ],
    ['connection', 'transit-router', ['userId', 'instanceId'], { instanceId: 'vco-1' }],
    ['connection', 'transit-router', ['userId', 'vpnConnectionId'], { vpnConnectionId: 'vco-1' }],
    ['connection', 'transit-router', ['userId', 'instanceId', 'vpnConnectionId'], { vpnConnectionId: 'vco-1' }],
    ['tunnel', 'transit-router', ['userId', 'instanceId', 'tunnelId'], { instanceId: 'vco-1', tunnelId: 'tun-1' }],
    ['tunnel', 'transit-router', ['userId', 'region', 'tunId'], { tunId: 'tun-1' }],
  ] as const)('%s on a %s with keys %j', (resource, attachedTo, keys, entry) => {
    const known = attachedTo === 'transit-router' ? { connectionId: ids.connectionId, tunnelId: ids.tunnelId } : ids;
    expect(new DimensionCodec(keys, resource, attachedTo).encode(known)).toEqual(entry);
  });
});

test('encode leaves out ids that are not known', () => {
  const codec = new DimensionCodec(['userId', 'instanceId', 'tunnelId'], 'tunnel', 'vpn-gateway');
  expect(codec.encode({ tunnelId: 'tun-1' })).toEqual({ tunnelId: 'tun-1' });
});

test('decode knows an id by its prefix under any key, even a misleading one', () => {
  const codec = new DimensionCodec(['userId', 'instanceId'], 'connection', 'vpn-gateway');
  expect(codec.decode({ userId: '1', instanceId: 'vpn-9', anything: 'vco-9', tag: 'tun-9' })).toEqual({
    gatewayId: 'vpn-9',
    connectionId: 'vco-9',
    tunnelId: 'tun-9',
  });
});

test('decode trusts the key where the value has no prefix of ours', () => {
  const codec = new DimensionCodec(['userId', 'instanceId', 'tunnelId'], 'tunnel', 'vpn-gateway');
  expect(codec.decode({ userId: '1', instanceId: 'vpn-9', tunnelId: '2' })).toEqual({ gatewayId: 'vpn-9', tunnelId: '2' });
});

test('a customer gateway is not taken for the VPN gateway', () => {
  const codec = new DimensionCodec(['customerGatewayId', 'instanceId', 'ipsecId'], 'connection', 'vpn-gateway');
  expect(codec.encode(ids)).toEqual({ instanceId: 'vpn-1', ipsecId: 'vco-1' });
});

test('the id of a transit router is taken for no connection, under whatever key', () => {
  const codec = new DimensionCodec(['userId', 'instanceId', 'tunnelId'], 'tunnel', 'transit-router');
  expect(codec.decode({ userId: '1', instanceId: 'tr-1', tunnelId: 'tun-3' })).toEqual({ tunnelId: 'tun-3' });
});
