// The stacks of errors thrown here and there: on the way in, and after answers that never come. `import` or `require` brings the package.
import { createRequire } from 'node:module';

const { VpnMonitor } =
  process.argv[2] === 'require' ? createRequire(import.meta.url)('alicloud-vpn-monitor') : await import('alicloud-vpn-monitor');

// Nothing listens on the discard port.
const endpoint = { cms: '127.0.0.1:9', vpc: '127.0.0.1:9', protocol: 'http' };
const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, maxRetries: 0 });
const failures = [
  () => new VpnMonitor({ region: 'cn-hangzhou' }),
  () => monitor.gateway('tun-1'),
  () => monitor.watch(monitor.fleet(), { pollMs: -1 }),
  () => monitor.gateway('vpn-1').metric('net_rx.rate').latest(),
  () => monitor.topology.gateways().toArray(),
];
const stacks = [];
for (const fail of failures) {
  try {
    await fail();
  } catch (error) {
    stacks.push(error.stack);
  }
}
await monitor.close();
console.log(JSON.stringify(stacks));
