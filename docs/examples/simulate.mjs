// Puts a simulated account in the place of yours: `npm run simulate -- watch-tunnels.ts`. No key is used, and nothing leaves this process.
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';

const MINUTE_MS = 60_000;
const now = Date.now();
const cloud = createSimulator({
  regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou',
  gateways: [{ id: 'vpn-bp1q8bgx4xnkm2ogj7x2k', name: 'head office' }],
  connections: [
    {
      id: 'vco-bp1bbi27hojx80nck3v9q',
      name: 'Berlin',
      gatewayId: 'vpn-bp1q8bgx4xnkm2ogj7x2k',
      bgp: true,
      tunnels: [{ id: 'tun-opsqc4d97wni27fk2a9w' }, { id: 'tun-5k0q9x2jv7a1m8r3tz6c' }],
    },
    {
      id: 'vco-lima',
      name: 'Lima',
      gatewayId: 'vpn-bp1q8bgx4xnkm2ogj7x2k',
      mode: 'single',
      healthCheck: true,
    },
    {
      id: 'vco-osaka',
      name: 'Osaka',
      transitRouterId: 'tr-asia',
      tunnels: [{ id: 'tun-osaka-1' }, { id: 'tun-osaka-2' }],
    },
  ],
  data: { publicationDelayMs: MINUTE_MS },
});

// An outage that is over, and two that begin soon: the first round of a watch sees neither of these.
cloud
  .tunnel('tun-opsqc4d97wni27fk2a9w')
  .down({ at: now - 25 * MINUTE_MS })
  .up({ at: now - 19 * MINUTE_MS })
  .down({ at: now + MINUTE_MS / 2, reason: 'DhGroupMismatch' })
  .up({ at: now + 4 * MINUTE_MS });
cloud
  .connection('vco-lima')
  .down({ at: now + MINUTE_MS / 2, phase: 'phase1' })
  .up({ at: now + 6 * MINUTE_MS });
console.error(
  'A simulated account: in 30 s Berlin loses one of its two tunnels for 3 min, and Lima its only one for 5 min.',
);

const { accessKeyId, accessKeySecret } = cloud.credentials;
delete process.env['ALIBABA_CLOUD_SECURITY_TOKEN'];
Object.assign(process.env, {
  ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  NO_PROXY: '*',
});

setupServer(...cloud.handlers()).listen({
  onUnhandledRequest: ({ url }, print) => {
    if (!/^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url)) print.error();
  },
});
