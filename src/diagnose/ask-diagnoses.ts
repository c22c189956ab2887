import { VpnMonitorError } from '../errors.ts';
import { chunksOf } from '../internal/chunks.ts';
import { type Connection, type ListPage, namedGateway, readListPage } from '../topology/index.ts';
import type { ApiRequest } from '../transport/index.ts';
import type { DiagnoseContext, DiagnoseTarget } from './context.ts';
import type { Diagnosis } from './diagnosis.ts';
import { type AskedIds, readDiagnosis } from './read-diagnosis.ts';

const OPERATION = { action: 'DiagnoseVpnConnections', container: 'VpnConnections', item: 'VpnConnection', mayBeRow: true };
/** No document says how many ids or rows a request may have: as many as a page of the service's other lists. */
const MOST = 50;
/** Where the service does not say how many rows a page holds: one with fewer than the operation's default is the last, as is one with fewer than another. */
const LEAST_PAGE = 10;
/** A service that pages without end must not be asked for ever. */
const MAX_PAGES = 20;

/** One connection, and what of it is asked about. */
export interface DiagnosisSubject {
  readonly connectionId: string;
  /** The gateway that the service names for it. */
  readonly gatewayId: string | undefined;
  /** None for a single-tunnel connection. */
  readonly tunnelIds: readonly string[];
}

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

/** What a target is to the operation. */
export function subjectOf({ connection, tunnelId }: DiagnoseTarget): DiagnosisSubject {
  const { connectionId, mode, tunnels } = connection;
  const all = tunnelId === undefined ? tunnels.map((tunnel) => tunnel.tunnelId) : [tunnelId];
  return { connectionId, gatewayId: namedGateway(connection), tunnelIds: mode === 'dual' ? all : [] };
}

/** The fewest requests that ask about all of them. */
export function groupsOf(subjects: readonly DiagnosisSubject[]): readonly DiagnosisGroup[] {
  const groups = new Map<string, DiagnosisGroup & { readonly ids: Map<string, string> }>();
  for (const { connectionId, gatewayId, tunnelIds } of subjects) {
    const mode = tunnelIds.length === 0 ? 'single' : 'dual';
    const key = JSON.stringify([mode, gatewayId]);
    const group = groups.get(key) ?? { mode, gatewayId, ids: new Map<string, string>() };
    groups.set(key, group);
    for (const id of mode === 'single' ? [connectionId] : tunnelIds) group.ids.set(id, connectionId);
  }
  return [...groups.values()].flatMap(({ ids, ...group }) => chunksOf([...ids], MOST).map((chunk) => ({ ...group, ids: new Map(chunk) })));
}

/** The same request in two parts, where one of its ids, or their number, may be why it was refused; none where it cannot be. */
export function halvesOf(group: DiagnosisGroup, error: unknown): readonly DiagnosisGroup[] {
  const { size } = group.ids;
  const mayBeOfIds = VpnMonitorError.isInstance(error) && (error.code === 'not-found' || error.code === 'invalid-request');
  return mayBeOfIds && size > 1 ? chunksOf([...group.ids], Math.ceil(size / 2)).map((chunk) => ({ ...group, ids: new Map(chunk) })) : [];
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
  const found = new Map<string, Diagnosis>();
  let [skipped, rowsSoFar, largest, askedAt] = [0, 0, LEAST_PAGE, Infinity];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await context.caller.call(requestFor(context, group, page), {
      signal,
      read: (said) => readListPage(said, OPERATION, page),
    });
    const { rows } = answer;
    const foundBefore = found.size;
    for (const row of rows) {
      const diagnosis = readDiagnosis(row, asked);
      if (diagnosis) found.set(JSON.stringify(diagnosis), diagnosis);
      else skipped++;
    }
    askedAt = Math.min(askedAt, answer.askedAt);
    rowsSoFar += rows.length;
    largest = Math.max(largest, rows.length);
    // A service that pays no heed to PageNumber sends the same page again.
    if ((page > 1 && found.size === foundBefore) || isLast(answer, rowsSoFar, largest)) break;
  }
  if (skipped > 0)
    context.logger.warn('rows of a diagnosis that name no connection or no reason were left out', { action: OPERATION.action, skipped });
  return { diagnoses: Object.freeze([...found.values()].filter((diagnosis) => isAsked(diagnosis, group))), askedAt };
}

/** @param largest - How many rows a page holds where the service does not say it: as many as one of them had. */
function isLast({ rows, total, size }: ListPage, rowsSoFar: number, largest: number): boolean {
  // A count of fewer rows than there are says nothing of their end.
  return (
    rows.length === 0 || (total !== undefined && total >= rowsSoFar ? total === rowsSoFar : rows.length < Math.min(size ?? largest, MOST))
  );
}

function requestFor({ regionId }: DiagnoseContext, { mode, gatewayId, ids }: DiagnosisGroup, page: number): ApiRequest {
  // The operation requires TunnelIds for dual-tunnel connections and VpnConnectionIds for single-tunnel ones.
  const named = { [mode === 'dual' ? 'TunnelIds' : 'VpnConnectionIds']: [...ids.keys()] };
  const params = {
    RegionId: regionId,
    ...(gatewayId !== undefined && { VpnGatewayId: gatewayId }),
    ...named,
    PageNumber: page,
    PageSize: MOST,
  };
  return { product: 'vpc', action: OPERATION.action, params };
}

function askedIds({ mode, ids }: DiagnosisGroup): AskedIds {
  const [connectionId, ...others] = new Set(ids.values());
  const [only, ...more] = ids.keys();
  return {
    tunnels: mode === 'dual' ? ids : new Map(),
    connectionId: others.length === 0 ? connectionId : undefined,
    tunnelId: mode === 'dual' && more.length === 0 ? only : undefined,
  };
}

/** Whether a diagnosis is about what was asked: the service may say more of a connection. */
function isAsked({ tunnelId, connectionId }: Diagnosis, { mode, ids }: DiagnosisGroup): boolean {
  if (mode === 'single') return ids.has(connectionId);
  return tunnelId === undefined ? [...ids.values()].includes(connectionId) : ids.has(tunnelId);
}

function isRefusalOfGateway(error: unknown): boolean {
  return (
    VpnMonitorError.isInstance(error) &&
    (error.code === 'not-found' || error.code === 'invalid-request') &&
    /VpnGateway/i.test(error.vendorCode ?? '')
  );
}
