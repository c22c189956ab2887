/**
 * The system events that VPN Gateway writes to Cloud Monitor when a status changes.
 *
 * @enum
 */
export const SystemEvent = {
  /** A tunnel of a dual-tunnel connection was negotiated. */
  IpsecTunnelNegoSuccess: 'ipsec_tunnel_nego_success',
  /** A tunnel of a dual-tunnel connection could not be negotiated. */
  IpsecTunnelNegoFailed: 'ipsec_tunnel_nego_failed',
  /** Neither tunnel of a dual-tunnel connection could be negotiated. */
  IpsecVcoTunnelAllNegoFailed: 'ipsec_vco_tunnel_all_nego_failed',
  /** IKE (phase 1) failed for a single-tunnel connection on a VPN gateway. */
  IpsecPhase1NegoFailed: 'ipsec_phase1_nego_failed',
  /** IKE (phase 1) succeeded for a single-tunnel connection on a VPN gateway. */
  IpsecPhase1NegoSuccess: 'ipsec_phase1_nego_success',
  /** IPsec (phase 2) failed for a single-tunnel connection on a VPN gateway. */
  IpsecPhase2NegoFailed: 'ipsec_phase2_nego_failed',
  /** IPsec (phase 2) succeeded for a single-tunnel connection on a VPN gateway. */
  IpsecPhase2NegoSuccess: 'ipsec_phase2_nego_success',
  /** The health check of a connection on a VPN gateway started to fail. */
  IpsecHealthCheckFailed: 'ipsec_health_check_failed',
  /** The health check of a connection on a VPN gateway works again. */
  IpsecHealthCheckSuccess: 'ipsec_health_check_success',
  /** The health check of a connection on a transit router started to fail. */
  VpnConnectionHcFailed: 'vpn_connection_hc_failed',
  /** The health check of a connection on a transit router works again. */
  VpnConnectionHcSuccess: 'vpn_connection_hc_success',
  /** IKE (phase 1) failed for a single-tunnel connection on a transit router. */
  VpnConnectionPh1Failed: 'vpn_connection_ph1_failed',
  /** IKE (phase 1) succeeded for a single-tunnel connection on a transit router. */
  VpnConnectionPh1Success: 'vpn_connection_ph1_success',
  /** IPsec (phase 2) failed for a single-tunnel connection on a transit router. */
  VpnConnectionPh2Failed: 'vpn_connection_ph2_failed',
  /** IPsec (phase 2) succeeded for a single-tunnel connection on a transit router. */
  VpnConnectionPh2Success: 'vpn_connection_ph2_success',
  /** An SSL client certificate expired. */
  CertKeyExpired: 'CertKeyExpired',
} as const;

/** The wire name of a documented system event. */
export type SystemEvent = (typeof SystemEvent)[keyof typeof SystemEvent];
