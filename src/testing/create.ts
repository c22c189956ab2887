import { assertOptions } from '../internal/keys.ts';
import { assertFleetSize, assertSimulatorOptions, FLEET_OPTION_KEYS, PRESET_KEYS } from './check-options.ts';
import type { SimulatorOptions } from './options.ts';
import { fleetTopology, presetTopology, type FleetSize, type PresetName } from './presets.ts';
import { Simulator } from './simulator.ts';

/** Options of a preset: everything a simulator takes, all of it optional, and a fleet's size. */
export interface PresetOptions extends Partial<SimulatorOptions> {
  /** For the preset `fleet`. */
  readonly size?: FleetSize;
}

const REGION = 'cn-hangzhou';

function create(options: SimulatorOptions): Simulator {
  assertSimulatorOptions(options);
  return new Simulator(options);
}

/**
 * A simulated account with the resources you declare.
 *
 * @example
 * ```ts
 * import { createSimulator } from 'alicloud-vpn-monitor/testing';
 *
 * export async function outage(): Promise<number> {
 *   const cloud = createSimulator.preset('dual-tunnel', { now: '2026-03-01T00:00:00Z' });
 *   await using server = await cloud.listen();
 *   const tunnelId = cloud.connections[0]?.tunnelIds[0] ?? '';
 *   cloud.tunnel(tunnelId).down();
 *   cloud.advance('5m');
 *   console.log(server.endpoint, cloud.truth.transitions(tunnelId));
 *   return cloud.calls.length;
 * }
 * ```
 */
export const createSimulator: {
  (options: SimulatorOptions): Simulator;
  /** A ready-made account in `cn-hangzhou`; options override what it declares. */
  preset(name: PresetName, options?: PresetOptions): Simulator;
  /** An account with many connections. Default: 4 gateways, 20 connections, 4 attachments. */
  fleet(options?: FleetSize & Partial<SimulatorOptionsOfFleet>): Simulator;
} = Object.assign(create, {
  preset: (name: PresetName, options: PresetOptions = {}): Simulator => {
    assertOptions(options, PRESET_KEYS, 'createSimulator.preset()');
    const { size = {}, ...own } = options;
    assertFleetSize(size, 'size');
    return create({ regionId: REGION, ...presetTopology(name, size), ...own });
  },
  fleet: (options: FleetSize & Partial<SimulatorOptionsOfFleet> = {}): Simulator => {
    assertFleetSize(options, 'createSimulator.fleet()', FLEET_OPTION_KEYS);
    const { gateways, attachments, connections, mode, bgp, ...own } = options;
    return create({ regionId: REGION, ...own, ...fleetTopology({ gateways, attachments, connections, mode, bgp }) });
  },
});

/** The options of a simulator that do not name its resources one by one. */
export type SimulatorOptionsOfFleet = Omit<SimulatorOptions, 'gateways' | 'connections'>;
