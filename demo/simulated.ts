import { setTimeout as sleep } from 'node:timers/promises';
import { type PollReport, type Transition, TunnelMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { createFleet, MINUTES, REGION, START, story } from '../src/cli/simulated/index.ts';
import { clockTime, type Rates, readRates, Screen, transitionLine, watchTable } from '../src/cli/text/index.ts';
import { showOverview } from './overview.ts';
import { paint } from './paint.ts';
import { summary } from './summary.ts';
import { compare, expectedOf } from './truth.ts';

const ROUND_MS = 60_000;
// Without a terminal that can redraw it, the table is printed now and then.
const PRINT_EVERY_MINUTES = 8;

/** Whether the watch reported all changes of the simulated fleet and no other, in half an hour of its time, a minute every `tickMs`. */
export async function simulated(tickMs: number): Promise<boolean> {
  const cloud = await createFleet();
  await using server = await cloud.listen();
  const { endpoint, credentials } = server;
  const screen = new Screen(process.stdout);
  const logger = {
    warn: (message: string) => {
      screen.line(message);
    },
  };
  // The account's clock stands still during retries, so there are none: failures are reported at once.
  await using monitor = new VpnMonitor({
    regionId: REGION,
    endpoint,
    credentials,
    clock: cloud.clock,
    logger,
    maxRetries: 0,
    requestsPerSecond: 1000,
  });
  const tunnel = monitor.gateway('vpn-office').connection('vco-berlin').tunnel('tun-berlin-1');
  await showOverview(
    monitor,
    tunnel.metric(TunnelMetric.InboundRate, TunnelMetric.OutboundRate, TunnelMetric.State),
    'tun-berlin-1',
    cloud.now(),
  );

  const reported: Transition[] = [];
  const errors: unknown[] = [];
  const reports: PollReport[] = [];
  const watch = monitor.watch(monitor.fleet());
  watch.on('error', (error) => errors.push(error));
  watch.on('poll', (report) => reports.push(report));
  watch.on('transition', (transition) => {
    reported.push(transition);
    screen.line(transitionLine(transition, paint));
  });

  screen.line(`Watching the region: ${MINUTES} minutes of its time, a round a minute, in UTC.`);
  const scenes = story();
  const fleet = monitor.fleet({ per: 'tunnel' });
  let rates: Rates = new Map();
  for (let minute = 0; minute <= MINUTES; minute++) {
    if (minute > 0) {
      await sleep(tickMs);
      cloud.advance(ROUND_MS);
    }
    for (const scene of scenes.filter((one) => one.minute === minute)) {
      scene.act(cloud);
      screen.line(paint('bold', `\n${clockTime(cloud.now())}  ${scene.note}`));
    }
    const [reportedBefore, errorsBefore] = [reported.length, errors.length];
    // A service would call watch.start(). Here each round is made by poll(), so that every run is the same.
    const { failed } = await watch.poll();
    if (failed.length > 0)
      screen.line(
        `${clockTime(cloud.now())}  ${paint('yellow', `could not read ${failed.join(' and ')}`)}. New errors: ${errors.length - errorsBefore}. Transitions reported: ${reported.length - reportedBefore}.`,
      );
    rates = await readRates(fleet).catch(() => rates);
    const table = watchTable(watch.snapshot(), { paint, rates });
    screen.draw(`\n${table}`);
    if (!screen.isLive && minute % PRINT_EVERY_MINUTES === 0) screen.line(`\n${table}\n`);
  }
  screen.clear();
  screen.line(`\n${watchTable(watch.snapshot(), { paint, rates })}`);
  const expected = expectedOf(cloud, START);
  const comparison = compare(expected, reported, ROUND_MS);
  screen.line(`\n${summary({ expected, comparison, errors, reports, usage: monitor.usage() })}`);
  return comparison.missed.length === 0 && comparison.wrong.length === 0;
}
