import { answerPage } from '../flow-logs/answer-page.ts';
import { checkNewFlowLog, oneOf, tagsIn } from '../flow-logs/check-params.ts';
import { flowLogsOf, statusAt, type StoredFlowLog } from '../flow-logs/store.ts';
import type { Operation } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { required } from '../service/params.ts';
import { isWanted, tagList } from '../vpc/listing.ts';
import { attachmentsOf } from './attachments.ts';

/** Starts to record what passes an attachment of a transit router. Unlike the VPC API's, the interval is in seconds. */
export const createFlowlog: Operation = (params, service, requestId) => {
  const cenId = required(params, 'CenId');
  const attachmentId = required(params, 'TransitRouterAttachmentId');
  const attachment = attachmentsOf(service).find((one) => one.TransitRouterAttachmentId === attachmentId);
  if (!attachment) throw new Fault(404, 'InvalidTransitRouterAttachmentId.NotFound', 'The specified attachment does not exist.');
  if (attachment.CenId !== cenId) throw new Fault(404, 'ParameterCenInstanceId.NotFound', 'The specified CEN instance does not exist.');
  const interval = oneOf(params, 'Interval', ['60', '600'], '600');
  checkNewFlowLog(params);
  const store = flowLogsOf(service).cbn;
  const isTaken = ({ given }: StoredFlowLog): boolean => given['TransitRouterAttachmentId'] === attachmentId;
  if (store.all(service.now()).some(isTaken)) throw new Fault(400, 'FlowlogAlreadyExist', 'A flow log of the attachment already exists.');
  const given = { ...params, Interval: interval, TransitRouterId: attachment.TransitRouterId ?? '' };
  return JSON.stringify({
    RequestId: requestId,
    FlowLogId: store.add({ given, tags: tagsIn(params), paths: [] }, service, 'Creating'),
    Success: 'true',
  });
};

/** The flow logs of transit routers in the region. */
export const describeFlowlogs: Operation = (params, service, requestId) => {
  const now = service.now();
  const wanted = flowLogsOf(service)
    .cbn.all(now)
    .filter(
      (one) =>
        isWanted(params, 'FlowLogId', one.id) &&
        isWanted(params, 'Status', statusAt(one, now)) &&
        ['FlowLogName', 'CenId', 'ProjectName', 'LogStoreName'].every((name) => isWanted(params, name, one.given[name])),
    );
  return answerPage(params, requestId, wanted, (one) => rowOf(one, service.regionId, now));
};

function rowOf(log: StoredFlowLog, regionId: string, now: number): Record<string, unknown> {
  const { given } = log;
  return {
    FlowLogId: log.id,
    FlowLogName: given['FlowLogName'] ?? '',
    Description: given['Description'] ?? '',
    RegionId: regionId,
    CenId: given['CenId'],
    TransitRouterId: given['TransitRouterId'],
    TransitRouterAttachmentId: given['TransitRouterAttachmentId'],
    ProjectName: given['ProjectName'],
    LogStoreName: given['LogStoreName'],
    Interval: Number(given['Interval']),
    Status: statusAt(log, now),
    CreationTime: new Date(log.since).toISOString().replace(/\.\d+Z$/, 'Z'),
    Tags: { Tag: tagList(log.tags) },
  };
}

const changed =
  (working: string, then: string | undefined): Operation =>
  (params, service, requestId) => {
    const cenId = required(params, 'CenId');
    const id = required(params, 'FlowLogId');
    const store = flowLogsOf(service).cbn;
    // The instance is part of what names it.
    const isThere = store.all(service.now()).some((one) => one.id === id && one.given['CenId'] === cenId);
    store.change(isThere ? id : '', then, working, service.now());
    return JSON.stringify({ RequestId: requestId, Success: 'true' });
  };

/** Lets a flow log record. */
export const activeFlowLog: Operation = changed('Modifying', 'Active');

/** Stops a flow log from recording. */
export const deactiveFlowLog: Operation = changed('Modifying', 'Inactive');

/** Deletes a flow log, which is gone after a while. */
export const deleteFlowlog: Operation = changed('Deleting', undefined);
