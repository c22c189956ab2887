import { expect, test } from 'vitest';
import { sent, setUp, VPC } from './support.ts';

test('a flow log is created as it was when the call was made', async () => {
  await using at = await setUp();
  const given = { ...VPC, tags: { env: 'prod' } };
  const call = at.monitor.flowLogs.create(given);
  Object.assign(given, { name: 'other' });
  Object.assign(given.tags, { env: 'changed' });
  await call;
  expect(sent(at.cloud, 'CreateFlowLog')).toMatchObject([{ params: { FlowLogName: 'vpn', 'Tag.1.Value': 'prod' } }]);
});

test('a dry run stays one', async () => {
  await using at = await setUp();
  const { flowLogId } = await at.monitor.flowLogs.create(VPC);
  const calls = [
    () => at.monitor.flowLogs.create(VPC, options),
    () => at.monitor.flowLogs.deactivate(flowLogId, options),
    () => at.monitor.flowLogs.delete(flowLogId, options),
  ];
  let options = { dryRun: true as boolean };
  for (const call of calls) {
    options = { dryRun: true };
    const planned = call();
    options.dryRun = false;
    expect(await planned).toHaveLength(1);
  }
  expect(sent(at.cloud, 'CreateFlowLog')).toHaveLength(1);
  expect(sent(at.cloud, 'DeleteFlowLog')).toEqual([]);
});
