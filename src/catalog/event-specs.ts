import { SystemEvent } from './events.ts';

/** One documented system event. */
export interface EventSpec {
  /** The documented wire name. */
  readonly name: SystemEvent;
  /** What the event is about. */
  readonly subject: 'tunnel' | 'connection' | 'certificate';
  /** Which side of the subject changed. */
  readonly aspect: 'ipsec' | 'phase1' | 'phase2' | 'health' | 'certificate';
  /** What happened to it: `expired` of certificates alone. */
  readonly outcome: 'success' | 'failed' | 'expired';
  /** What the connection is attached to; `any` where the document does not tell them apart. */
  readonly attachedTo: 'vpn-gateway' | 'transit-router' | 'any';
  /** The connections that it is written for: `single`-tunnel, `dual`-tunnel or both. */
  readonly tunnels: 'single' | 'dual' | 'any';
  /** The event type as the service writes it. */
  readonly type: 'StatusNotification' | 'Exception';
  /** The documented level, as the service writes it. */
  readonly level: 'INFO' | 'WARN' | 'CRITICAL';
  /** What it tells, in one sentence. */
  readonly description: string;
}

const SUCCESS = { outcome: 'success', type: 'StatusNotification', level: 'INFO' } as const;
const FAILED = { outcome: 'failed', type: 'StatusNotification', level: 'WARN' } as const;
const TUNNEL = { subject: 'tunnel', attachedTo: 'any', tunnels: 'dual' } as const;
const ON_GATEWAY = { subject: 'connection', attachedTo: 'vpn-gateway', tunnels: 'single' } as const;
const ON_ROUTER = { subject: 'connection', attachedTo: 'transit-router', tunnels: 'single' } as const;

// One pure call: reading a property or spreading an object at the top level keeps the rows, and all they name, in every bundle.
const ROWS = /* @__PURE__ */ (() =>
  [
    {
      name: SystemEvent.IpsecTunnelNegoSuccess,
      ...TUNNEL,
      aspect: 'ipsec',
      ...SUCCESS,
      description: 'One tunnel of a dual-tunnel connection came up.',
    },
    {
      name: SystemEvent.IpsecTunnelNegoFailed,
      ...TUNNEL,
      aspect: 'ipsec',
      ...FAILED,
      description: 'One tunnel of a dual-tunnel connection went down.',
    },
    {
      name: SystemEvent.IpsecVcoTunnelAllNegoFailed,
      ...TUNNEL,
      subject: 'connection',
      aspect: 'ipsec',
      ...FAILED,
      description: 'Both tunnels of a dual-tunnel connection are down.',
    },
    {
      name: SystemEvent.IpsecPhase1NegoFailed,
      ...ON_GATEWAY,
      aspect: 'phase1',
      ...FAILED,
      description: 'The IKE exchange failed on a VPN gateway.',
    },
    {
      name: SystemEvent.IpsecPhase1NegoSuccess,
      ...ON_GATEWAY,
      aspect: 'phase1',
      ...SUCCESS,
      description: 'The IKE exchange succeeded on a VPN gateway.',
    },
    {
      name: SystemEvent.IpsecPhase2NegoFailed,
      ...ON_GATEWAY,
      aspect: 'phase2',
      ...FAILED,
      description: 'The IPsec exchange failed on a VPN gateway.',
    },
    {
      name: SystemEvent.IpsecPhase2NegoSuccess,
      ...ON_GATEWAY,
      aspect: 'phase2',
      ...SUCCESS,
      description: 'The IPsec exchange succeeded on a VPN gateway.',
    },
    {
      name: SystemEvent.IpsecHealthCheckFailed,
      ...ON_GATEWAY,
      aspect: 'health',
      ...FAILED,
      description: 'The health check began to fail on a VPN gateway.',
    },
    {
      name: SystemEvent.IpsecHealthCheckSuccess,
      ...ON_GATEWAY,
      aspect: 'health',
      ...SUCCESS,
      description: 'The health check recovered on a VPN gateway.',
    },
    {
      name: SystemEvent.VpnConnectionHcFailed,
      ...ON_ROUTER,
      aspect: 'health',
      ...FAILED,
      description: 'The health check began to fail on a transit router.',
    },
    {
      name: SystemEvent.VpnConnectionHcSuccess,
      ...ON_ROUTER,
      aspect: 'health',
      ...SUCCESS,
      description: 'The health check recovered on a transit router.',
    },
    {
      name: SystemEvent.VpnConnectionPh1Failed,
      ...ON_ROUTER,
      aspect: 'phase1',
      ...FAILED,
      description: 'The IKE exchange failed on a transit router.',
    },
    {
      name: SystemEvent.VpnConnectionPh1Success,
      ...ON_ROUTER,
      aspect: 'phase1',
      ...SUCCESS,
      description: 'The IKE exchange succeeded on a transit router.',
    },
    {
      name: SystemEvent.VpnConnectionPh2Failed,
      ...ON_ROUTER,
      aspect: 'phase2',
      ...FAILED,
      description: 'The IPsec exchange failed on a transit router.',
    },
    {
      name: SystemEvent.VpnConnectionPh2Success,
      ...ON_ROUTER,
      aspect: 'phase2',
      ...SUCCESS,
      description: 'The IPsec exchange succeeded on a transit router.',
    },
    {
      name: SystemEvent.CertKeyExpired,
      subject: 'certificate',
      aspect: 'certificate',
      outcome: 'expired',
      attachedTo: 'vpn-gateway',
      tunnels: 'any',
      type: 'Exception',
      level: 'CRITICAL',
      description: 'An SSL client certificate passed its end date.',
    },
  ] as const)();

/**
 * The 16 system events of VPN Gateway, one row each.
 *
 * Source: the Alibaba Cloud document "Monitor IPsec-VPN connections" (VPN Gateway, 2025-10-31).
 */
export const EVENTS: readonly EventSpec[] = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ ROWS.map((row) => Object.freeze(row)));

/** The rows with their literal types. */
export type EventRow = (typeof ROWS)[number];
