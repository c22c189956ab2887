import {
  httpsTransport,
  recordingTransport,
  replayTransport,
  type Transition,
  type Transport,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

// An account with an outage. In your program: the real one, and neither `endpoint` nor `credentials` nor `clock`.
const regionId = 'cn-hangzhou';
const cloud = createSimulator({
  regionId,
  now: '2026-01-31T12:00:00Z',
  gateways: [{ id: 'vpn-berlin' }],
  connections: [
    { id: 'vco-berlin', gatewayId: 'vpn-berlin', tunnels: [{ id: 'tun-berlin-1' }, { id: 'tun-berlin-2' }] },
  ],
});
cloud.tunnel('tun-berlin-1').down();
cloud.advance('10m');
cloud.tunnel('tun-berlin-1').up();
cloud.advance('10m');
const { endpoint, credentials, close } = await cloud.listen();

async function transitions(transport: Transport): Promise<readonly Transition[]> {
  await using monitor = new VpnMonitor({ regionId, transport, clock: cloud.clock });
  const found: Transition[] = [];
  for await (const transition of monitor
    .history(monitor.fleet())
    .between('2026-01-31T11:55:00Z', '2026-01-31T12:20:00Z'))
    found.push(transition);
  return found;
}
const show = ({ at, type, resource }: Transition, name = (id: string) => id): string =>
  `${new Date(at).toISOString()} ${type} ${name(resource.tunnelId ?? resource.connectionId ?? '')}`;

const lines: string[] = [];
const recording = recordingTransport(httpsTransport({ regionId, endpoint, credentials }), {
  write: (line) => void lines.push(line),
});
const recorded = await transitions(recording);
await close();

// From here on nothing is sent: the lines answer.
const replay = replayTransport(lines);
const replayed = await transitions(replay);
for (const transition of replayed) console.log(show(transition));

const pseudonym = (id: string): string => recording.replaced.get(id) ?? id;
const same = recorded.map((one) => show(one, pseudonym)).join() === replayed.map((one) => show(one)).join();
console.log(
  `${recorded.length} transitions, ${same ? 'the same' : 'others'} in the replay, ${replay.unrecorded.length} questions without an answer`,
);
