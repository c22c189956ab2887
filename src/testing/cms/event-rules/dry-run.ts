import { eventSpec } from '../../../catalog/index.ts';
import { isRecord, text } from '../../../internal/records.ts';
import { makeUuid } from '../../model/ids.ts';
import type { Operation } from '../../service/context.ts';
import { badParameter } from '../../service/fault.ts';
import { required } from '../../service/params.ts';

/** An event that did not happen, for the rules that take it: `deliverEvents` sends it. It is not among the account's events. */
export const sendDryRunSystemEvent: Operation = (params, service, requestId) => {
  const name = required(params, 'EventName');
  const product = required(params, 'Product');
  const given = contentIn(params['EventContent']);
  const spec = eventSpec(name);
  service.eventRules.tests.push({
    Id: makeUuid(requestId),
    Name: name,
    Product: product,
    EventType: spec?.type ?? 'StatusNotification',
    Level: text(given['level']) ?? spec?.level ?? 'INFO',
    Status: text(given['status']) ?? '',
    RegionId: text(given['regionId']) ?? service.regionId,
    ResourceId: text(given['resourceId']) ?? '',
    InstanceName: text(given['instanceName']) ?? '',
    GroupId: params['GroupId'] ?? '',
    Time: service.now(),
    Content: JSON.stringify(given['content'] ?? {}),
  });
  // A text where the other operations have a boolean.
  return JSON.stringify({ RequestId: requestId, Code: '200', Success: 'true', Message: 'success' });
};

function contentIn(json: string | undefined): Readonly<Record<string, unknown>> {
  if (json === undefined || json === '') return {};
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    content = undefined;
  }
  if (!isRecord(content)) throw badParameter('The parameter EventContent is invalid: it is not a JSON object.');
  return content;
}
