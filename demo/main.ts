// Watches a simulated fleet through half an hour of outages in about 25 seconds, or a real gateway with
// ALIBABA_CLOUD_ACCESS_KEY_ID set: npm run demo -- --region cn-hangzhou --gateway vpn-…
import { parseArgs } from 'node:util';
import { real } from './real.ts';
import { simulated } from './simulated.ts';

const { region, gateway, tick } = parseArgs({
  // How long a minute of the simulation takes, in milliseconds.
  options: { region: { type: 'string' }, gateway: { type: 'string' }, tick: { type: 'string', default: '700' } },
}).values;

if (region === undefined && gateway === undefined) {
  const isRight = await simulated(Number(tick));
  if (!isRight) process.exitCode = 1;
} else if (region === undefined || gateway === undefined) {
  console.error('A real gateway takes both --region and --gateway, such as --region cn-hangzhou --gateway vpn-bp1q8bgx4xnkm2ogj7x2k.');
  process.exitCode = 1;
} else if (process.env['ALIBABA_CLOUD_ACCESS_KEY_ID'] === undefined) {
  console.error(
    'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET to watch a real gateway, or leave out --region and --gateway for the simulator.',
  );
  process.exitCode = 1;
} else {
  await real(region, gateway);
}
