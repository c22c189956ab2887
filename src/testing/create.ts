import { assertOptions } from '../internal/keys.ts';
import { assertFleetSize, assertRecordingOptions, assertSimulatorOptions, FLEET_OPTION_KEYS, PRESET_KEYS } from './check-options.ts';
import { accountFrom, type SimulatorOptionsOfRecording } from './from-recording/index.ts';
import type { SimulatorOptions } from './options.ts';
import { type FleetSize, fleetTopology, type PresetName, presetTopology } from './presets.ts';
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

function createFromAny(options: SimulatorOptions | SimulatorOptionsOfRecording): Simulator {
  if (!isOfRecording(options)) return create(options);
  assertRecordingOptions(options);
  const account = accountFrom(options);
  assertSimulatorOptions(account.options);
  return new Simulator(account.options, account.past);
}

/** Whatever is given as a recording is one that is checked. */
function isOfRecording(options: object | undefined): options is SimulatorOptionsOfRecording {
  return typeof options === 'object' && 'recording' in options && options.recording !== undefined;
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
  /**
   * An account like the one that was recorded: its resources, metrics and event product, the outages that its events and datapoints tell of,
   * and its clock, which stands still at the end of the recording. Options override what was recorded.
   *
   * A link of which nothing was recorded is up. Rates, routes, logs and SSL-VPN clients are the simulator's own.
   *
   * @throws `TypeError` where the recording lists no connections, or no region is known and none is given.
   *
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { createSimulator } from 'alicloud-vpn-monitor/testing';
   *
   * export async function again(file: string): Promise<number> {
   *   const cloud = createSimulator({ recording: await readFile(file, 'utf8') });
   *   const [tunnelId = ''] = cloud.connections[0]?.tunnelIds ?? [];
   *   console.log(new Date(cloud.now()), cloud.truth.transitions(tunnelId));
   *   cloud.tunnel(tunnelId).down();
   *   return cloud.advance('5m').now();
   * }
   * ```
   */
  (options: SimulatorOptionsOfRecording): Simulator;
  /** A ready-made account in `cn-hangzhou`; options override what it declares. */
  preset(name: PresetName, options?: PresetOptions): Simulator;
  /** An account with many connections. Default: 4 gateways, 20 connections, 4 attachments. */
  fleet(options?: FleetSize & Partial<SimulatorOptionsOfFleet>): Simulator;
} = Object.assign(createFromAny, {
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
