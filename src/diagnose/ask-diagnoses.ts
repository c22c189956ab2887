import { VpnMonitorError } from '../errors.ts';
import { namedGateway, readListPage, type Connection } from '../topology/index.ts';
import type { ApiRequest } from '../transport/index.ts';
import type { DiagnoseContext, DiagnoseTarget } from './context.ts';
import type { Diagnosis } from './diagnosis.ts';
import { readDiagnosis, type AskedIds } from './read-diagnosis.ts';

const OPERATION = { action: 'DiagnoseVpnConnections', container: 'VpnConnections', item: 'VpnConnection' };
/** No document says how many ids or rows a request may have: as many as a page of the service's other lists. */
const MOST = 50;
/** A service that pages without end must not be asked for ever. */
const MAX_PAGES = 20;

/** What one request asks about: ids of one mode, under one gateway. */
export interface DiagnosisGroup {
  readonly mode: Connection['mode'];
  readonly gatewayId: string | undefined;
  /** Connection ids by what is asked about: tunnels, or single-tunnel connections themselves. */
  readonly ids: ReadonlyMap<string, string>;
}

/** What came of a group, and when it was asked for, by the service's time. */
export interface DiagnosisAnswer {
  readonly diagnoses: readonly Diagnosis[];
  readonly askedAt: number;
}

/** The fewest requests that ask about all targets. */
export function groupsOf(targets: readonly DiagnoseTarget[]): readonly DiagnosisGroup[] {
  const groups = new Map<string, DiagnosisGroup & { readonly ids: Map<string, string> }>();
  for (const { connection, tunnelId } of targets) {
    const { connectionId, mode } = connection;
    const gatewayId = namedGateway(connection);
    const key = JSON.stringify([mode, gatewayId]);
    const group = groups.get(key) ?? { mode, gatewayId, ids: new Map<string, string>() };
    groups.set(key, group);
    const ids = mode === 'single' ? [connectionId] : tunnelId === undefined ? connection.tunnels.map((tunnel) => tunnel.tunnelId) : [tunnelId];
    for (const id of ids) group.ids.set(id, connectionId);
  }
  return [...groups.values()].flatMap(({ ids, ...group }) => chunks([...ids]).map((chunk) => ({ ...group, ids: new Map(chunk) })));
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST) }, (_, index) => all.slice(index * MOST, (index + 1) * MOST));
}

/** What the service says of a group. */
export async function askGroup(context: DiagnoseContext, group: DiagnosisGroup, signal: AbortSignal): Promise<DiagnosisAnswer> {
  try {
    return await askPages(context, group, signal);
  } catch (error) {
    // A connection on a transit router may name a gateway that the service does not take here; the ids say enough.
    if (group.gatewayId === undefined || !isRefusalOfGateway(error)) throw error;
    return await askPages(context, { ...group, gatewayId: undefined }, signal);
  }
}

async function askPages(context: DiagnoseContext, group: DiagnosisGroup, signal: AbortSignal): Promise<DiagnosisAnswer> {
  const asked = askedIds(group);
  const diagnoses: Diagnosis[] = [];
  let [skipped, rowsSoFar, askedAt] = [0, 0, Infinity];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { rows, total, size, askedAt: at } = await context.caller.call(requestFor(context, group, page), { signal, read: (answer) => readListPage(answer, OPERATION, page) });
    askedAt = Math.min(askedAt, at);
    rowsSoFar += rows.length;
    for (const row of rows) {
      const diagnosis = readDiagnosis(row, asked);
      if (!diagnosis) skipped++;
      else if (isAsked(diagnosis, group)) diagnoses.push(diagnosis);
    }
    if (rows.length === 0 || (total === undefined ? rows.length < Math.min(size ?? MOST, MOST) : rowsSoFar >= total)) break;
  }
  if (skipped > 0) context.logger.warn('rows of a diagnosis that name no connection or no reason were left out', { action: OPERATION.action, skipped });
  return { diagnoses: Object.freeze(diagnoses), askedAt };
}

function requestFor({ regionId }: DiagnoseContext, { mode, gatewayId, ids }: DiagnosisGroup, page: number): ApiRequest {
  // The operation requires TunnelIds for dual-tunnel connections and VpnConnectionIds for single-tunnel ones.
  const named = { [mode === 'dual' ? 'TunnelIds' : 'VpnConnectionIds']: [...ids.keys()] };
  return { product: 'vpc', action: OPERATION.action, params: { RegionId: regionId, ...(gatewayId !== undefined && { VpnGatewayId: gatewayId }), ...named, PageNumber: page, PageSize: MOST } };
}

function askedIds({ mode, ids }: DiagnosisGroup): AskedIds {
  const [connectionId, ...others] = new Set(ids.values());
  const [only, ...more] = ids.keys();
  return { tunnels: mode === 'dual' ? ids : new Map(), connectionId: others.length === 0 ? connectionId : undefined, tunnelId: mode === 'dual' && more.length === 0 ? only : undefined };
}

/** Whether a diagnosis is about what was asked: the service may say more of a connection. */
function isAsked({ tunnelId, connectionId }: Diagnosis, { mode, ids }: DiagnosisGroup): boolean {
  if (mode === 'single') return ids.has(connectionId);
  return tunnelId === undefined ? [...ids.values()].includes(connectionId) : ids.has(tunnelId);
}

function isRefusalOfGateway(error: unknown): boolean {
  return VpnMonitorError.isInstance(error) && (error.code === 'not-found' || error.code === 'invalid-request') && /VpnGateway/i.test(error.vendorCode ?? '');
}
