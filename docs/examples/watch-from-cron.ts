import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type StateStore, VpnMonitor } from 'alicloud-vpn-monitor';

const file = process.env['WATCH_STATE'] ?? 'watch-state.json';
const store: StateStore = {
  get: async () => (existsSync(file) ? await readFile(file, 'utf8') : undefined),
  set: async (_key, state) => {
    // Renaming is atomic: a crash while writing leaves the old state whole.
    await writeFile(`${file}.new`, state);
    await rename(`${file}.new`, file);
  },
};

await using monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet(), { store });
watch.on('error', console.error);
watch.on('connection:down', ({ id, connection }) => {
  console.log(`${connection.name ?? connection.connectionId} is down (${id})`);
});
const { failed } = await watch.poll();
// The job's own alarm: a round that could not read everything.
if (failed.length > 0) process.exitCode = 1;
