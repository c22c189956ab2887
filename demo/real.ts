import { once } from 'node:events';
import { GatewayMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { readRates, Screen, transitionLine, watchTable } from '../src/cli/text/index.ts';
import { showOverview } from './overview.ts';
import { paint } from './paint.ts';

/** Watches a real gateway until it is interrupted. */
export async function real(regionId: string, gatewayId: string): Promise<void> {
  const screen = new Screen(process.stdout);
  await using monitor = new VpnMonitor({
    regionId,
    logger: {
      warn: (message: string) => {
        screen.line(message);
      },
    },
  });
  const gateway = monitor.gateway(gatewayId);
  await showOverview(
    monitor,
    gateway.metric(GatewayMetric.InboundRate, GatewayMetric.OutboundRate, GatewayMetric.SslClientCount),
    gatewayId,
    Date.now(),
  );

  const fleet = monitor.fleet({ gatewayIds: [gatewayId], per: 'tunnel' });
  const watch = monitor.watch(gateway);
  watch.on('error', (error) => {
    screen.line(String(error));
  });
  watch.on('transition', (transition) => {
    screen.line(transitionLine(transition, paint));
  });
  watch.on('poll', async () => {
    screen.draw(`\n${watchTable(watch.snapshot(), { paint, rates: await readRates(fleet) })}`);
  });
  screen.line(`Watching ${gatewayId}; Ctrl-C ends it.`);
  await watch.start();
  if (!screen.isLive) screen.line(watchTable(watch.snapshot(), { paint }));
  await once(process, 'SIGINT');
}
