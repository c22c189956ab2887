import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';

test("the simulator's server reads an address as long as fifty alert rules make it", async () => {
  const cloud = createSimulator({ regionId: 'cn-hangzhou', credentials: 'any' });
  await using server = await cloud.listen();
  const answer = await fetch(`http://${server.endpoint.cms}/?Long=${'x'.repeat(100_000)}`, {
    method: 'POST',
    headers: { 'x-acs-action': 'DescribeMetricMetaList', 'x-acs-version': '2019-01-01' },
  });
  expect(answer.status).toBe(200);
});
