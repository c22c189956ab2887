import { formatPreflight, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

// `--simulate` looks at a simulated account, which needs no credentials.
const cloud = process.argv.includes('--simulate')
  ? createSimulator.preset('dual-tunnel', { now: '2026-01-31T12:00:00Z' })
  : undefined;
const server = await cloud?.listen();
const monitor = new VpnMonitor({
  regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou',
  endpoint: server?.endpoint,
  credentials: server?.credentials,
  clock: cloud?.clock,
});

const report = await monitor.preflight({ features: ['watch', 'alerts', 'diagnosis'] });
console.log(formatPreflight(report, { colour: process.stdout.isTTY, width: process.stdout.columns }));
// Notes say where the service differs from its documents. They need no action.
process.exitCode = report.findings.some(({ severity }) => severity !== 'note') ? 1 : 0;

await monitor.close();
await server?.close();
