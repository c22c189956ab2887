import { type Gateway, type TunnelState, VpnMonitorError, type WatchSnapshot } from 'alicloud-vpn-monitor';
import { ExitCode } from '../exit-code.ts';
import type { Printer } from '../printer.ts';
import { countsLine, countStates, type Rates, readRates, stateTree, utcTime } from '../text/index.ts';
import type { Command, CommandContext } from './command.ts';
import { isDown } from './down.ts';
import { hasReadNothing, RoundErrors } from './round.ts';
import { targetsOf } from './targets.ts';

/** What is up and what is down now. One round of a watch: it joins what the topology, the state metrics and the events say, in the fewest calls. */
export const state: Command = async (context) => {
  const { invocation, session, printer, signal } = context;
  const targets = targetsOf(session.monitor, invocation);
  printer.progress(`Asking ${session.regionId}…`);
  await using watch = session.monitor.watch(targets, { signal });
  const errors = new RoundErrors(watch, (error) => {
    printer.error(once(error));
  });
  const report = await watch.poll();
  const snapshot = watch.snapshot();
  if (hasReadNothing(watch, report)) return ExitCode.Unreadable;
  const [gateways, rates] = await Promise.all([
    gatewaysOf(context),
    snapshot.tunnels.size === 0 ? new Map() : orNothing(readRates(targets), printer, new Map()),
  ]);
  signal.throwIfAborted();
  const shown = gateways.filter(({ gatewayId }) => isWanted(gatewayId, context, snapshot));
  const isNothing = shown.length + snapshot.connections.size === 0;
  if (isNothing && errors.hasMissing) return ExitCode.Unreadable;
  if (printer.isJson) printJson({ snapshot, gateways: shown, rates }, session.regionId, printer);
  else printText({ snapshot, gateways: shown, rates }, session.regionId, printer);
  if (isDown(snapshot, invocation.failOn)) return ExitCode.Found;
  return errors.hasMissing ? ExitCode.Unreadable : ExitCode.Fine;
};

/** What does not exist is looked for once here, and not again and again as a watch does. */
function once(error: unknown): unknown {
  if (!VpnMonitorError.isInstance(error) || error.code !== 'not-found') return error;
  return new VpnMonitorError(error.message.replace(/, so it cannot be watched; .*$/, ': check the id and the region'), {
    code: 'not-found',
    cause: error,
  });
}

interface Known {
  readonly snapshot: WatchSnapshot;
  readonly gateways: readonly Gateway[];
  readonly rates: Rates;
}

function gatewaysOf({ session: { monitor }, printer }: CommandContext): Promise<readonly Gateway[]> {
  return orNothing(monitor.topology.gateways().toArray(), printer, []);
}

/** What makes the answer better, but is not the answer: without it there is a message. */
async function orNothing<T>(wanted: Promise<T>, printer: Printer, nothing: T): Promise<T> {
  try {
    return await wanted;
  } catch (error) {
    printer.error(error);
    return nothing;
  }
}

/** All gateways of the region, or those that are named or that have a connection that is. */
function isWanted(gatewayId: string, { invocation: { gateways, connections } }: CommandContext, { tunnels }: WatchSnapshot): boolean {
  if (gateways.length + connections.length === 0 || gateways.includes(gatewayId)) return true;
  return [...tunnels.values()].some(({ resource }) => resource.gatewayId === gatewayId);
}

function printText({ snapshot, gateways, rates }: Known, regionId: string, printer: Printer): void {
  printer.line(`${printer.paint('bold', regionId)} at ${utcTime(snapshot.asOf)}`);
  printer.line();
  if (gateways.length + snapshot.connections.size === 0) {
    printer.line('There is no VPN gateway and no IPsec connection. Check that this is the region they are in.');
    return;
  }
  printer.line(stateTree(snapshot, gateways, { paint: printer.paint, width: printer.width, rates }));
  printer.line();
  printer.line(countsLine(countStates(snapshot)));
}

function printJson({ snapshot, gateways, rates }: Known, regionId: string, printer: Printer): void {
  for (const { kind, ...gateway } of gateways) printer.json(kind, gateway);
  for (const connection of snapshot.connections.values())
    printer.json('connection', { ...placeOf(snapshot.tunnels.get(connection.tunnels[0] ?? '')), ...connection });
  for (const [key, { resource, ...tunnel }] of snapshot.tunnels) {
    const { inbound, outbound } = rates.get(key) ?? {};
    printer.json('tunnel', { ...resource, ...tunnel, inboundBitsPerSecond: inbound, outboundBitsPerSecond: outbound });
  }
  printer.json('summary', { regionId, asOf: snapshot.asOf, ...countStates(snapshot) });
}

function placeOf(tunnel: TunnelState | undefined): object {
  const { attachedTo, gatewayId, gatewayName, transitRouterId } = tunnel?.resource ?? {};
  return { attachedTo, gatewayId, gatewayName, transitRouterId };
}
