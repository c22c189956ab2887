// Run as a process of its own: leaves streams while they wait, by real HTTP, and says what holds the process.
import { Readable } from 'node:stream';
import { Quantity, VpnMonitor } from '../../src/index.ts';
import { createSimulator } from '../../src/testing/index.ts';

const cloud = createSimulator({ regionId: 'cn-hangzhou', credentials: 'any', gateways: [{ id: 'vpn-1' }] });
const { endpoint, close } = await cloud.listen();
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials: { accessKeyId: 'id', accessKeySecret: 'secret' } });
const query = monitor.gateway('vpn-1').metric(Quantity.InboundRate);
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

const readables = [query.follow(), monitor.events().follow(), monitor.watch(monitor.fleet()).transitions()].map((stream) =>
  Readable.from(stream).resume(),
);
await wait();
cloud.fail({ kind: 'hang', times: Infinity });
readables.push(
  ...[query, query.pages(), monitor.events(), monitor.history(monitor.fleet()), monitor.topology.gateways({ refresh: true })].map(
    (stream) => Readable.from(stream).resume(),
  ),
);
await wait();
await Promise.all(
  readables.map(async (readable) => {
    const closed = new Promise((resolve) => readable.on('close', resolve));
    readable.destroy();
    await closed;
  }),
);
await monitor.close();
await close();
await new Promise((resolve) => setImmediate(resolve));
await wait();
process.stdout.write(JSON.stringify(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind.startsWith('TCP'))));
