// The points of an hour with a key that is given, and with one that the default chain of credentials finds. What fails says so.
import { GatewayMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const cloud = createSimulator({ regionId: 'cn-hangzhou', gateways: [{ id: 'vpn-1' }] });
const { endpoint, credentials, close } = await cloud.listen();

async function read(given) {
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, clock: cloud.clock, ...given });
  try {
    const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('1h').toArray({ limit: 100 });
    return { points: points.length };
  } catch ({ code, message }) {
    return { code, message };
  } finally {
    await monitor.close();
  }
}

const given = await read({ credentials });
process.env.ALIBABA_CLOUD_ACCESS_KEY_ID = credentials.accessKeyId;
process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET = credentials.accessKeySecret;
const chain = await read({});
await close();
console.log(JSON.stringify({ given, chain }));
