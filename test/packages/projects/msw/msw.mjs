// A monitor that the code under test makes by itself, its requests caught by msw: an answer, a failure, and a host that is nobody's.
import assert from 'node:assert/strict';
import { VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';

const cloud = createSimulator.preset('dual-tunnel');
const service = setupServer(...cloud.handlers());
// What the option of msw 2 is called in msw 3.
service.listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' });
const monitor = new VpnMonitor({ regionId: cloud.regionId, credentials: cloud.credentials, clock: cloud.clock, maxRetries: 0 });
assert.equal((await monitor.topology.connections().toArray()).length, 1);
cloud.fail({ kind: 'reset', action: 'DescribeMetricLast' });
const failure = await monitor
  .fleet()
  .metric('inboundRate')
  .latest()
  .catch((error) => error);
assert.equal(failure.code, 'network', String(failure));
await assert.rejects(globalThis.fetch('https://ecs.aliyuncs.com/', { method: 'POST' }));
await monitor.close();
service.close();
console.log('caught');
