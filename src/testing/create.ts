import { assertOptions } from '../internal/keys.ts';
import { assertFleetSize, assertRecordingOptions, assertSimulatorOptions, FLEET_OPTION_KEYS, PRESET_KEYS } from './check-options.ts';
import { accountFrom, type SimulatorOptionsOfRecording } from './from-recording/index.ts';
import type { SimulatorOptions } from './options.ts';
import { type FleetSize, fleetTopology, type PresetName, presetTopology } from './presets.ts';
import { Simulator } from './simulator.ts';

/** Options of a preset: those of a simulator, all optional, and the size of a fleet. */
export interface PresetOptions extends Partial<SimulatorOptions> {
  /** The size of the account; only for the preset `fleet`. */
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
 * Creates a simulated account with the resources that you declare.
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
   * Creates an account like the recorded one: with its resources, metrics and event product, the outages that its events and datapoints show, and
   * a clock that stands at the end of the recording. Options override the recording.
   *
   * A tunnel without recorded states is up. Rates, routes, logs and SSL-VPN clients are the simulator's own.
   *
   * @throws `TypeError` if the recording lists no connections, or if it names no region and you give none.
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
  /** Creates a ready-made account in `cn-hangzhou`. Options override its declarations. */
  preset(name: PresetName, options?: PresetOptions): Simulator;
  /** Creates an account with many connections. Default: 4 gateways, 20 connections on them, 4 on a transit router. */
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

/** The options of a simulator except those that declare gateways and connections. */
export type SimulatorOptionsOfFleet = Omit<SimulatorOptions, 'gateways' | 'connections'>;
