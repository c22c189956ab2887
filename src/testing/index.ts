/**
 * A simulator of the services, to test your own code without an account.
 *
 * {@link createSimulator} makes an account with gateways, connections and tunnels. It answers over real HTTP, or as handlers for `msw`, with
 * the limits, delays and failures of the service. You take tunnels down, let time pass, publish events and make calls fail.
 *
 * @example
 * ```ts
 * import { VpnMonitor } from 'alicloud-vpn-monitor';
 * import { createSimulator } from 'alicloud-vpn-monitor/testing';
 *
 * export async function connectionsOfAFleet(): Promise<number> {
 *   const cloud = createSimulator.preset('fleet', { now: '2026-01-31T12:00:00Z' });
 *   await using server = await cloud.listen();
 *   await using monitor = new VpnMonitor({
 *     regionId: 'cn-hangzhou',
 *     endpoint: server.endpoint,
 *     credentials: server.credentials,
 *     clock: cloud.clock,
 *   });
 *   const connections = await monitor.topology.connections().toArray({ limit: 100 });
 *   return connections.length;
 * }
 * ```
 *
 * A simulator can also begin with what a real service answered: see [recordings](../../docs/recordings.md).
 *
 * @module alicloud-vpn-monitor/testing
 */
export type { AlertDelivery } from './alerts/deliver.ts';
export type { AlertLevel, AlertState } from './alerts/model.ts';
export type { SimulatedCall } from './calls.ts';
export type { RuleDelivery } from './cms/event-rules/deliver-events.ts';
export type { SimulatedTarget } from './cms/event-rules/model.ts';
export type { ChangeOptions, ConnectionControl, TunnelControl } from './controls.ts';
export { createSimulator, type PresetOptions, type SimulatorOptionsOfFleet } from './create.ts';
export type { Delivery } from './events/deliver.ts';
export type { SimulatedEvent } from './events/model.ts';
export type { PushShape } from './events/pushed.ts';
export type { FailureHandle, FailureKind, FailureScope, FailureSpec } from './failures.ts';
export type { SimulatorOptionsOfRecording } from './from-recording/index.ts';
export { documentedMetadata, liveMetadata, type MetadataRow } from './metadata.ts';
export type { DimensionRole } from './model/roles.ts';
export type { Cause } from './model/steps.ts';
export type { DataOptions, EventOptions, FlapOptions, NegotiationLogOptions, SimulatedOperation, SimulatorOptions } from './options.ts';
export type { FleetSize, PresetName } from './presets.ts';
export { SIMULATED_SECRET, type SimulatedCredentials } from './secret.ts';
export type { SimulatedEndpoint, SimulatedServer } from './server.ts';
export type { SimulatedAnswer } from './service/handler.ts';
export type { SimulatedRequest } from './service/request.ts';
export type { Simulator } from './simulator.ts';
export type { CertificateSpec, ConnectionSpec, GatewaySpec, RouteSpec, SslClientSpec, TopologySpec, TunnelSpec } from './specs.ts';
export type { TruePoint, TrueTransition, Truth, TruthQuery } from './truth.ts';
export type { SimulatedConnection, SimulatedGateway } from './views.ts';
