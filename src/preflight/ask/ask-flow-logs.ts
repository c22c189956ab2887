import type { Known } from './ask-connections.ts';
import { likeliest } from './candidates.ts';
import type { Trial } from './trial.ts';

const PAGE_SIZE = 50;

/** Flow logs of both kinds, and the attachments that those of transit routers are of. */
export async function askFlowLogs(trial: Trial, known: Promise<Known>): Promise<void> {
  const region = { RegionId: trial.regionId };
  await Promise.all([
    trial.attempt('DescribeFlowLogs', () => trial.askPage('DescribeFlowLogs', region, PAGE_SIZE)),
    trial.attempt('DescribeFlowlogs', () => trial.askPage('DescribeFlowlogs', region, PAGE_SIZE)),
    known.then((found) => askAttachments(trial, found)),
  ]);
}

async function askAttachments(trial: Trial, { candidates }: Known): Promise<void> {
  const TransitRouterId = likeliest(candidates, ({ resource }) => resource.transitRouterId !== undefined)?.resource.transitRouterId;
  // The operation may want a router named; where none is known, a refusal shows that it may be asked.
  if (TransitRouterId === undefined) trial.expectRefusal('ListTransitRouterVpnAttachments');
  const params = { RegionId: trial.regionId, ...(TransitRouterId !== undefined && { TransitRouterId }), MaxResults: PAGE_SIZE };
  await trial.attempt('ListTransitRouterVpnAttachments', () => trial.askToken('ListTransitRouterVpnAttachments', params, PAGE_SIZE));
}
