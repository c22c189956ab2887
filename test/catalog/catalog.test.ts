import {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  EVENTS,
  eventSpec,
  GatewayMetric,
  METRICS,
  metricSpec,
  Quantity,
  SystemEvent,
  TunnelMetric,
} from 'alicloud-vpn-monitor/catalog';
import { expect, test } from 'vitest';
import documented from '../fixtures/documented-names.json' with { type: 'json' };

const groups = {
  'VPN Gateway/VPN Gateway instance': GatewayMetric,
  'VPN Gateway/IPsec-VPN connection': ConnectionMetric,
  'VPN Gateway/Tunnel': TunnelMetric,
  'VPN Connection/IPsec-VPN connection': AttachmentMetric,
  'VPN Connection/Tunnel': AttachmentTunnelMetric,
};
const sorted = (names: Iterable<string>): string[] => [...names].sort();

test.each(Object.entries(groups))('the constants of %s are the documented names', (group, constants) => {
  const names = documented.metrics.filter((row) => `${row.product}/${row.resource}` === group).map((row) => row.name);
  expect(names.length).toBeGreaterThan(0);
  expect(sorted(Object.values(constants))).toEqual(sorted(names));
});

test('METRICS has one row for each of the 31 documented metrics', () => {
  expect(documented.metrics).toHaveLength(31);
  expect(sorted(METRICS.map((row) => row.name))).toEqual(sorted(documented.metrics.map((row) => row.name)));
});

test('a metric row says the resource and attachment that the document lists it under', () => {
  for (const row of documented.metrics) {
    const spec = metricSpec(row.name);
    expect(spec, row.name).toMatchObject({
      resource: { 'VPN Gateway instance': 'gateway', 'IPsec-VPN connection': 'connection', Tunnel: 'tunnel' }[row.resource],
      attachedTo: row.product === 'VPN Gateway' ? 'vpn-gateway' : 'transit-router',
      productCategory: row.product === 'VPN Gateway' ? 'vpn' : 'vpnconnection',
    });
  }
});

test('a metric row says which of its facts no document has', () => {
  // The metrics of the appendix of 2021, in today's spelling.
  const listed = [
    ...['net_rx.rate', 'net_tx.rate', 'net.rxPkgs', 'net.txPkgs', 'ssl_client.count'],
    ...['ipsec.rxPkgs', 'ipsec.txPkgs', 'ipsec_rx.rate', 'ipsec_tx.rate'],
  ];
  for (const { name, attachedTo, resource, dimensionsFrom, statistics } of METRICS) {
    expect(statistics, name).toEqual(listed.includes(name) ? ['Value'] : []);
    expect(dimensionsFrom, name).toBe(attachedTo === 'vpn-gateway' && resource !== 'tunnel' ? 'document' : 'inference');
  }
});

test('exactly the documented status metrics are of kind state', () => {
  expect(sorted(METRICS.filter((row) => row.kind === 'state').map((row) => row.name))).toEqual(sorted(documented.stateMetrics));
});

test('a resource has at most one metric for a quantity, so a quantity names one metric', () => {
  const keys = METRICS.map((row) => `${row.attachedTo} ${row.resource} ${row.quantity}`);
  expect(new Set(keys).size).toBe(METRICS.length);
  expect(new Set(METRICS.map((row) => row.quantity))).toEqual(new Set(Object.values(Quantity)));
});

test('SystemEvent and EVENTS hold the 16 documented events with their type and level', () => {
  const types: Record<string, string> = { 'Status Notification': 'StatusNotification', Abnormal: 'Exception' };
  const levels: Record<string, string> = { Info: 'INFO', Warning: 'WARN', Critical: 'CRITICAL' };
  expect(documented.events).toHaveLength(16);
  expect(sorted(Object.values(SystemEvent))).toEqual(sorted(documented.events.map((row) => row.name)));
  expect(EVENTS).toHaveLength(16);
  for (const row of documented.events) {
    expect(eventSpec(row.name), row.name).toMatchObject({ type: types[row.type], level: levels[row.level] });
  }
});

test('an event name and its row say the same outcome', () => {
  for (const { name, outcome } of EVENTS) expect(name.toLowerCase()).toContain(outcome);
});

test('a metric is found by an alias; an alias names one metric only', () => {
  expect(metricSpec('net_rx.Pkgs')?.name).toBe(GatewayMetric.InboundPacketRate);
  expect(metricSpec('vpn_connection_tx.rate')?.name).toBe(AttachmentMetric.OutboundRate);
  const spellings = METRICS.flatMap((row) => [row.name, ...row.aliases]);
  expect(new Set(spellings).size).toBe(spellings.length);
});

test('unknown names, prototype keys included, have no row', () => {
  for (const name of ['', 'net_rx', 'constructor', '__proto__', 'toString']) {
    expect(metricSpec(name)).toBeUndefined();
    expect(eventSpec(name)).toBeUndefined();
  }
});

test('every row is described', () => {
  for (const row of [...METRICS, ...EVENTS]) expect(row.description.length).toBeGreaterThan(20);
});
