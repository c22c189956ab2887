import { once } from 'node:events';
import { Quantity, VpnMonitor } from 'alicloud-vpn-monitor';

const tunnelId = process.argv[2];
if (tunnelId === undefined)
  throw new TypeError('name a tunnel, such as: npm run tail -- tun-opsqc4d97wni27fk2a9w');

const stopping = new AbortController();
const { signal } = stopping;
const stop = (): void => {
  stopping.abort();
};
process.once('SIGINT', stop).once('SIGTERM', stop);
// The reader has gone, as in `npm run --silent tail -- tun-… | head`.
process.stdout.on('error', stop);

/** Writes a line of JSON. Waits while the reader is slower, so that nothing piles up here. */
async function write(line: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain', { signal });
}

await using monitor = new VpnMonitor({
  regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou',
});
const tunnel = monitor.tunnel(tunnelId);

async function writePoints(): Promise<void> {
  const query = tunnel.metric(Quantity.State, Quantity.InboundRate, Quantity.OutboundRate);
  for await (const { timestamp, quantity, value, unit, state, late } of query
    .last('1h')
    .signal(signal)
    .follow())
    await write({ kind: 'point', at: new Date(timestamp).toISOString(), quantity, value, unit, state, late });
}

async function writeTransitions(): Promise<void> {
  const watch = monitor.watch(tunnel, { emitInitial: true, signal });
  watch.on('error', console.error);
  const transitions = watch.transitions();
  await watch.start();
  // The stream ends with the watch, once all that waits is written.
  for await (const { at, type, from, to, source, late } of transitions)
    await write({ kind: 'transition', at: new Date(at).toISOString(), type, from, to, source, late });
}

try {
  await Promise.all([writePoints(), writeTransitions()]);
} catch (error) {
  if (!signal.aborted) throw error;
}
