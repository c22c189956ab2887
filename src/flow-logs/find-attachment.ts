import { VpnMonitorError } from '../errors.ts';
import { listIn } from '../internal/list-in.ts';
import { isRecord, text } from '../internal/records.ts';
import type { FlowLogContext } from './flow-log-context.ts';

/** The attachment of an IPsec connection to a transit router. */
export interface VpnAttachment {
  /** `tr-attach-…` */
  readonly attachmentId: string;
  readonly cenId: string | undefined;
}

/** What names the attachment: its id, or the connection on a transit router. */
export type WantedAttachment = { readonly attachmentId: string } | { readonly connectionId: string; readonly transitRouterId: string };

const ACTION = 'ListTransitRouterVpnAttachments';
// A service that never stops to give tokens must not be asked for ever.
const MAX_PAGES = 200;

/** The attachment among those that the CEN API lists; `undefined` where it does not list it. */
export async function findAttachment(
  { caller, regionId }: FlowLogContext,
  wanted: WantedAttachment,
  signal: AbortSignal,
): Promise<VpnAttachment | undefined> {
  const filter =
    'attachmentId' in wanted ? { TransitRouterAttachmentId: wanted.attachmentId } : { TransitRouterId: wanted.transitRouterId };
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const params = { RegionId: regionId, ...filter, MaxResults: 50, ...(token !== undefined && { NextToken: token }) };
    const { body } = await caller.call({ product: 'cbn', action: ACTION, params }, { signal });
    const found = (listIn(body['TransitRouterAttachments'], 'TransitRouterAttachment') ?? [])
      .map(readAttachment)
      .find((one) => one !== undefined && isWanted(one, wanted));
    const next = text(body['NextToken']);
    if (found || next === undefined || next === token) return found;
    token = next;
  }
  throw new VpnMonitorError(`${ACTION} gives page after page without an end, so the attachment was not found`, {
    code: 'protocol',
    retryable: true,
    action: ACTION,
  });
}

interface Row extends VpnAttachment {
  readonly connectionId: string | undefined;
}

function readAttachment(row: unknown): Row | undefined {
  const attachmentId = isRecord(row) ? text(row['TransitRouterAttachmentId']) : undefined;
  if (!isRecord(row) || attachmentId === undefined) return undefined;
  return { attachmentId, cenId: text(row['CenId']), connectionId: text(row['VpnId']) };
}

function isWanted(row: Row, wanted: WantedAttachment): boolean {
  return 'attachmentId' in wanted ? row.attachmentId === wanted.attachmentId : row.connectionId === wanted.connectionId;
}
