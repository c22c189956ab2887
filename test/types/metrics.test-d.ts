import {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  GatewayMetric,
  type MetricPoint,
  type MetricQuery,
  METRICS,
  type MetricSpec,
  Quantity,
  SystemEvent,
  TunnelMetric,
  type VpnMonitor,
} from 'alicloud-vpn-monitor';
import { describe, expectTypeOf, test } from 'vitest';

declare const monitor: VpnMonitor;
const gateway = () => monitor.gateway('vpn-1');
const connection = () => gateway().connection('vco-1');

describe('a scope takes its own metrics only', () => {
  test('gateway', () => {
    gateway().metric(GatewayMetric.InboundRate);
    // @ts-expect-error a tunnel metric is not a gateway's
    gateway().metric(TunnelMetric.State);
    // @ts-expect-error a connection metric is not a gateway's
    gateway().metric(ConnectionMetric.State);
    // @ts-expect-error a gateway has no negotiation state
    gateway().metric(Quantity.State);
    // @ts-expect-error one wrong metric among right ones is still wrong
    gateway().metric(GatewayMetric.InboundRate, TunnelMetric.InboundRate);
    // A list made at run time.
    gateway().metric(...Object.values(GatewayMetric));
  });

  test('connection, tunnel and their transit-router twins', () => {
    // @ts-expect-error a gateway metric is not a connection's
    connection().metric(GatewayMetric.InboundRate);
    // @ts-expect-error the same quantity on a transit router is another metric
    connection().metric(AttachmentMetric.InboundRate);
    // @ts-expect-error a connection metric is not a tunnel's
    connection().tunnel('tun-1').metric(ConnectionMetric.State);
    // @ts-expect-error only a gateway counts SSL clients
    connection().tunnel('tun-1').metric(Quantity.SslClientCount);
    // @ts-expect-error a tunnel metric of a gateway is not an attachment tunnel's
    monitor.attachment('vco-1').tunnel('tun-1').metric(TunnelMetric.State);
    // @ts-expect-error an attachment tunnel's metric is not the attachment's
    monitor.attachment('vco-1').metric(AttachmentTunnelMetric.State);
  });
});

describe('literal types survive to the point', () => {
  test('a constant', () => {
    const query = connection().tunnel('tun-1').metric(TunnelMetric.InboundRate);
    expectTypeOf(query).toEqualTypeOf<MetricQuery<'tun.rx_bps'>>();
    expectTypeOf(query.last('6h').period(300)).toEqualTypeOf<MetricQuery<'tun.rx_bps'>>();
    expectTypeOf(query.toArray({ limit: 1 })).resolves.toEqualTypeOf<MetricPoint<'tun.rx_bps'>[]>();
    expectTypeOf(query.latest()).resolves.toEqualTypeOf<MetricPoint<'tun.rx_bps'>[]>();
  });

  test('several constants are a union', () => {
    expectTypeOf(gateway().metric(GatewayMetric.InboundRate, GatewayMetric.SslClientCount)).toEqualTypeOf<
      MetricQuery<'net_rx.rate' | 'ssl_client.count'>
    >();
  });

  test('a quantity becomes the metric of the scope', () => {
    expectTypeOf(gateway().metric(Quantity.InboundRate)).toEqualTypeOf<MetricQuery<'net_rx.rate'>>();
    expectTypeOf(monitor.attachment('vco-1').metric(Quantity.OutboundRate)).toEqualTypeOf<MetricQuery<'vpn_connection.tx.rate'>>();
    expectTypeOf(monitor.attachment('vco-1').tunnel('tun-1').metric('bgpState')).toEqualTypeOf<
      MetricQuery<'vpn_connection_tun.bgp_state'>
    >();
  });
});

test('the catalogue is typed to the letter', () => {
  expectTypeOf(SystemEvent.CertKeyExpired).toEqualTypeOf<'CertKeyExpired'>();
  expectTypeOf(GatewayMetric.InboundPacketRate).toEqualTypeOf<'net.rxPkgs'>();
  expectTypeOf(METRICS).toEqualTypeOf<readonly MetricSpec[]>();
  // @ts-expect-error the catalogue cannot be changed
  METRICS[0] = METRICS[1];
});

test('a query is refined with checked units', () => {
  const query = gateway().metric(GatewayMetric.InboundRate);
  query.last('90m');
  query.last(5_000);
  // @ts-expect-error not a duration
  query.last('an hour');
  // @ts-expect-error the limit is required
  void query.toArray();
  expectTypeOf<MetricPoint['state']>().toEqualTypeOf<'up' | 'down' | 'mixed' | undefined>();
});

describe('looked-up scopes and fleets', () => {
  test('a quantity becomes any metric that the resource may turn out to have', () => {
    expectTypeOf(monitor.connection('vco-1').metric(Quantity.State)).toEqualTypeOf<
      MetricQuery<'ipsec.state' | 'tun.state' | 'vpn_connection.state' | 'vpn_connection_tun.state'>
    >();
    expectTypeOf(monitor.connection('vco-1').metric(Quantity.InboundRate)).toEqualTypeOf<
      MetricQuery<'ipsec_rx.rate' | 'vpn_connection_rx.rate'>
    >();
    expectTypeOf(monitor.tunnel('tun-1').metric(Quantity.BgpState)).toEqualTypeOf<
      MetricQuery<'tun.bgp_state' | 'vpn_connection_tun.bgp_state'>
    >();
    expectTypeOf(connection().metric(Quantity.State)).toEqualTypeOf<MetricQuery<'ipsec.state' | 'tun.state'>>();
    expectTypeOf(connection().metric(ConnectionMetric.State)).toEqualTypeOf<MetricQuery<'ipsec.state'>>();
    expectTypeOf(monitor.fleet().metric(Quantity.SslClientCount)).toEqualTypeOf<MetricQuery<'ssl_client.count'>>();
  });

  test('they take quantities, not metrics of a resource that is not known', () => {
    // @ts-expect-error which metric it is depends on the attachment
    monitor.connection('vco-1').metric(ConnectionMetric.State);
    // @ts-expect-error a connection has no SSL clients
    monitor.connection('vco-1').metric(Quantity.SslClientCount);
    // @ts-expect-error a connection has two tunnels at most
    monitor.connection('vco-1').tunnel(3);
  });

  test('an id says what it resolves to', () => {
    expectTypeOf(monitor.topology.resolve('tun-1')).resolves.toHaveProperty('tunnelId').toEqualTypeOf<string>();
    expectTypeOf(monitor.topology.resolve('vco-1')).resolves.toHaveProperty('kind').toEqualTypeOf<'connection'>();
  });
});
