import type { Operation, Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { integer } from '../service/params.ts';
import { isWanted, tagList } from '../vpc/listing.ts';

/** The attachments of the account's IPsec connections to transit routers. */
export function attachmentsOf({ topology }: Service) {
  return topology.connections
    .filter((one) => one.attachedTo === 'transit-router')
    .map((one) => ({
      CenId: one.cenId,
      TransitRouterId: one.transitRouterId,
      TransitRouterAttachmentId: one.attachmentId,
      TransitRouterAttachmentName: one.name,
      VpnId: one.id,
      ResourceType: 'VPN',
      ChargeType: 'POSTPAY',
      Status: 'Attached',
      Tags: tagList(one.tags),
    }));
}

/** One page of the VPN attachments. The request must name a router, an attachment or an instance; else the page is empty. */
export const listTransitRouterVpnAttachments: Operation = (params, service, requestId) => {
  const isAsked = ['TransitRouterId', 'TransitRouterAttachmentId', 'CenId'].some(
    (name) => params[name] !== undefined && params[name] !== '',
  );
  const wanted = attachmentsOf(service).filter(
    (one) =>
      isAsked && (['TransitRouterId', 'TransitRouterAttachmentId', 'CenId'] as const).every((name) => isWanted(params, name, one[name])),
  );
  const MaxResults = integer(params, 'MaxResults', 20, 1, 100);
  const start = Number(params['NextToken'] ?? 0);
  if (!Number.isInteger(start)) throw new Fault(400, 'InvalidParameter.NextToken', 'The specified NextToken is invalid.');
  const end = start + MaxResults;
  return JSON.stringify({
    RequestId: requestId,
    MaxResults,
    TotalCount: wanted.length,
    ...(end < wanted.length && { NextToken: String(end) }),
    TransitRouterAttachments: wanted.slice(start, end),
  });
};
