import { EVENTS, eventSpec, parseSystemEvent, type SystemEvent, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { PUSHED, type Row } from './shapes.ts';

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0, 123);
const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: NOW,
  credentials: 'any',
  gateways: [{ id: 'vpn-1' }],
  connections: [
    { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
    { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
    { id: 'vco-router', transitRouterId: 'tr-1', mode: 'single' },
  ],
  certificates: [{ id: 'vsc-1', endTime: '2030-01-01T00:00:00Z' }],
});
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock, requestsPerSecond: 1000 });

const RESOURCES = {
  tunnel: { kind: 'tunnel', attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-dual', tunnelId: 'tun-1' },
  dual: { kind: 'connection', attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-dual' },
  single: { kind: 'connection', attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-single' },
  router: { kind: 'connection', attachedTo: 'transit-router', connectionId: 'vco-router' },
  certificate: { kind: 'certificate', attachedTo: 'vpn-gateway', certificateId: 'vsc-1' },
};

function about(name: SystemEvent): readonly [id: string, resource: object] {
  const { subject, attachedTo, tunnels } = eventSpec(name)!;
  if (subject === 'certificate') return ['vsc-1', RESOURCES.certificate];
  if (subject === 'tunnel') return ['tun-1', RESOURCES.tunnel];
  if (tunnels === 'dual') return ['vco-dual', RESOURCES.dual];
  return attachedTo === 'transit-router' ? ['vco-router', RESOURCES.router] : ['vco-single', RESOURCES.single];
}

function rowOf(id: string): Row {
  const { body } = cloud.handle({
    method: 'POST',
    url: '/?PageSize=100',
    headers: { 'x-acs-action': 'DescribeSystemEventAttribute', 'x-acs-version': '2019-01-01' },
    body: '',
  }) as { body: unknown };
  const answer = (typeof body === 'string' ? JSON.parse(body) : body) as { SystemEvents: { SystemEvent: Row[] } };
  return answer.SystemEvents.SystemEvent.find((row) => row['Id'] === id)!;
}

test.each(EVENTS.map((spec, index) => [spec.name, spec, index] as const))(
  '%s is the same event however it comes',
  async (name, spec, index) => {
    const at = NOW - 3_600_000 + index * 1_000;
    const [id, resource] = about(name);
    const published = cloud.publish(name, id, { at });
    const expected = {
      id: published.id,
      name,
      subject: spec.subject,
      aspect: spec.aspect,
      outcome: spec.outcome,
      level: spec.level,
      at,
      regionId: 'cn-hangzhou',
      resource,
    };
    const [pulled, ...more] = await monitor
      .events({ names: [name] })
      .last('2h')
      .toArray({ limit: 10 });
    expect(more).toEqual([]);
    expect(pulled).toMatchObject(expected);
    expect(pulled!.resource).toEqual(resource);
    const row = rowOf(published.id);
    for (const [shape, make] of PUSHED) {
      const pushed = parseSystemEvent(make(row));
      expect(pushed, shape).toMatchObject(expected);
      expect(pushed!.resource, shape).toEqual(resource);
      expect(pushed!.content, shape).toEqual(pulled!.content);
    }
  },
);
