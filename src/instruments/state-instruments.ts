import type { Instrument } from './instrument.ts';

/**
 * What a watch knows of a tunnel.
 *
 * To Prometheus a state is 0 or 1, and absent while it is unknown. The OpenTelemetry SDK for JavaScript goes on exporting the last value of what is observed no longer, unless its temporality
 * is delta: there `unknown` is a state of its own, so that it never reads as up.
 */
export const TUNNEL = {
  up: {
    kind: 'gauge',
    family: 'alicloud_vpn_tunnel_up',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId'],
    description: 'Whether the IPsec tunnel is up: 1 up, 0 down. Absent while that is unknown.',
  },
  bgpUp: {
    kind: 'gauge',
    family: 'alicloud_vpn_tunnel_bgp_up',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId'],
    description: 'Whether the BGP session of the tunnel is up: 1 up, 0 down. Absent while that is unknown, and without BGP.',
  },
  healthCheckOk: {
    kind: 'gauge',
    family: 'alicloud_vpn_tunnel_health_check_ok',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId'],
    description: 'Whether the health check of a single-tunnel connection works: 1 ok, 0 failed. Absent while unknown, and without a check.',
  },
  state: {
    kind: 'gauge',
    name: 'vpn.tunnel.state',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId', 'tunnelState'],
    description: 'The state of the IPsec tunnel: 1 for the one it is in (up, down or unknown), 0 for the others.',
  },
  bgpState: {
    kind: 'gauge',
    name: 'vpn.tunnel.bgp.state',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId', 'bgpState'],
    description: 'The state of the BGP session of the tunnel: 1 for the one it is in (up, down, disabled or unknown), 0 for the others.',
  },
  healthState: {
    kind: 'gauge',
    name: 'vpn.tunnel.health_check.state',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId', 'healthState'],
    description: 'The state of the health check of the tunnel: 1 for the one it is in (ok, failed, disabled or unknown), 0 for the others.',
  },
  active: {
    kind: 'gauge',
    family: 'alicloud_vpn_tunnel_active',
    name: 'vpn.tunnel.active',
    unit: '1',
    attributes: ['region', 'connectionId', 'tunnelId'],
    description: 'The role of the tunnel: 1 active, 0 standby. Absent where the service does not say.',
  },
  changed: {
    kind: 'gauge',
    family: 'alicloud_vpn_tunnel_state_change_timestamp_seconds',
    name: 'vpn.tunnel.state_change.time',
    unit: 's',
    attributes: ['region', 'connectionId', 'tunnelId'],
    description: 'When the IPsec state of the tunnel last changed, in seconds since the epoch.',
  },
  evidence: {
    kind: 'gauge',
    family: 'alicloud_vpn_tunnel_evidence_timestamp_seconds',
    name: 'vpn.tunnel.evidence.time',
    unit: 's',
    attributes: ['region', 'connectionId', 'tunnelId'],
    description: 'The time of the newest evidence about the tunnel, in seconds since the epoch.',
  },
} as const satisfies Readonly<Record<string, Instrument>>;

/** What a watch knows of a connection. */
export const CONNECTION = {
  state: {
    kind: 'gauge',
    family: 'alicloud_vpn_connection_state',
    unit: '1',
    attributes: ['region', 'connectionId', 'state'],
    description: 'The state of the connection: 1 for the state it is in (up, degraded or down), 0 for the others. Absent while unknown.',
  },
  condition: {
    kind: 'gauge',
    name: 'vpn.connection.state',
    unit: '1',
    attributes: ['region', 'connectionId', 'state'],
    description: 'The state of the connection: 1 for the one it is in (up, degraded, down or unknown), 0 for the others.',
  },
  changed: {
    kind: 'gauge',
    family: 'alicloud_vpn_connection_state_change_timestamp_seconds',
    name: 'vpn.connection.state_change.time',
    unit: 's',
    attributes: ['region', 'connectionId'],
    description: 'When the state of the connection last changed, in seconds since the epoch.',
  },
} as const satisfies Readonly<Record<string, Instrument>>;

/** Transitions of whatever a watch watches. */
export const TRANSITIONS: Instrument = {
  kind: 'counter',
  family: 'alicloud_vpn_transitions_total',
  name: 'vpn.transitions',
  unit: '{transition}',
  attributes: ['region', 'connectionId', 'tunnelId', 'certificateId', 'type'],
  description: 'Transitions that the watch has reported since the export began, by type, late ones included.',
};

/** What is known of an SSL client certificate. */
export const CERTIFICATE_EXPIRY: Instrument = {
  kind: 'gauge',
  family: 'alicloud_vpn_certificate_expiry_timestamp_seconds',
  name: 'vpn.certificate.expiry.time',
  unit: 's',
  attributes: ['region', 'certificateId'],
  description: 'When the SSL client certificate expires, in seconds since the epoch.',
};
