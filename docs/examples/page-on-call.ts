import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type StateStore, VpnMonitor } from 'alicloud-vpn-monitor';
import { pagerDuty } from './page-pagerduty.ts';
import { pageFor, Pager, type Send } from './pager.ts';

const file = process.env['PAGER_STATE'] ?? 'pager-state.json';
// For one process. Several need a store with a lock, such as `redisStore`.
const store: StateStore = {
  get: async () => (existsSync(file) ? await readFile(file, 'utf8') : undefined),
  set: async (_key, state) => {
    await writeFile(`${file}.new`, state);
    await rename(`${file}.new`, file);
  },
};

/** Without a routing key of PagerDuty the alarms are printed. */
const print: Send = ({ key, on, resource, clearedAt }) => {
  const name = resource.connectionName ?? resource.connectionId;
  console.log(clearedAt === undefined ? 'open' : 'resolve', key, on, name);
  return Promise.resolve(202);
};

const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve).once('SIGTERM', resolve);
});
const routingKey = process.env['PAGERDUTY_ROUTING_KEY'];
await using monitor = new VpnMonitor({
  regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou',
});
await pageFor(monitor, store, new Pager(routingKey === undefined ? print : pagerDuty(routingKey)), stopped);
