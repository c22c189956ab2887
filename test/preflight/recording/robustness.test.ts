import type { VpnMonitorError } from 'alicloud-vpn-monitor';
import { type ApiRequest, recordingTransport, replayTransport, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { parseRecording } from '../../../src/preflight/recording/index.ts';

const request: ApiRequest = {
  product: 'vpc',
  action: 'DescribeVpnGateways',
  params: { RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50 },
};
const answering = (body: unknown): Transport => ({ call: () => Promise.resolve({ status: 200, body }) });

async function linesOf(transport: Transport, asked = request, calls = 1): Promise<string[]> {
  const lines: string[] = [];
  const recording = recordingTransport(transport, { write: (line) => void lines.push(line) });
  for (let call = 0; call < calls; call++)
    await recording.call(asked, { signal: new AbortController().signal, timeoutMs: 1 }).catch(() => undefined);
  return lines;
}

test('a recording may be cut off at any byte', async () => {
  const text = (await linesOf(answering({ RequestId: 'A', TotalCount: 0, VpnGateways: { VpnGateway: [] } }), request, 3)).join('\n');
  for (let end = 0; end <= text.length; end++)
    expect(parseRecording(text.slice(0, end)).length).toBeGreaterThanOrEqual(text.slice(0, end).split('\n').length - 1);
});

test('the lines of two runs are refused, since their pseudonyms collide', async () => {
  const runs = [
    await linesOf(answering({ RequestId: 'A' }), request, 2),
    await linesOf(answering({ RequestId: 'B' }), request, 2),
  ] as const;
  expect(parseRecording(runs[0])).toHaveLength(2);
  expect(() => replayTransport(runs.flat())).toThrow('line 3 of the recording is of another run');
  const refused: Transport = { call: () => Promise.reject(new Error('x')) };
  expect(parseRecording([...runs[0], ...(await linesOf(refused))])).toHaveLength(3);
});

test.each(['answer', 'failure'])('a line that is never written holds up nobody who gives up: %s', async (kind) => {
  const inner: Transport = kind === 'answer' ? answering('{}') : { call: () => Promise.reject(new Error('no')) };
  const transport = recordingTransport(inner, { write: () => new Promise<void>(() => undefined) });
  const controller = new AbortController();
  const call = transport.call(request, { signal: controller.signal, timeoutMs: 1 });
  const reason = new Error('enough');
  setTimeout(() => {
    controller.abort(reason);
  }, 5);
  await expect(call).rejects.toThrow(kind === 'answer' ? 'enough' : 'no');
});

async function codeOf(transport: Transport, gatewayId: `vpn-${string}`): Promise<string> {
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport,
    clock: { now: () => Date.UTC(2026, 0, 31, 12) },
    maxRetries: 0,
    metadata: 'catalog',
    logger: { warn: () => undefined, error: () => undefined },
  });
  const points = monitor.gateway(gatewayId).metric('inboundRate').between('2026-01-31T10:00:00Z', '2026-01-31T11:00:00Z');
  return await points.toArray({ limit: 10 }).then(
    (all) => `${all.length} points`,
    (error: unknown) => (error as VpnMonitorError).code,
  );
}

test.each([
  ['points that are no list', answering({ Code: '200', Datapoints: '<html>' })],
  ['points that are a number', answering({ Code: '200', Datapoints: 5 })],
  ['text', answering('<html>')],
  ['a list', answering('[1]')],
  ['nothing', answering('')],
  [
    'a thrown quota',
    {
      call: () =>
        Promise.reject(
          Object.assign(new Error('Throttling.User: code: 400, your user api quota limit is used up'), {
            code: 'Throttling.User',
            statusCode: 400,
          }),
        ),
    },
  ],
  [
    'a thrown code of an unknown kind',
    { call: () => Promise.reject(Object.assign(new Error('x'), { code: 'InvalidHunter.NotFound', statusCode: 404 })) },
  ],
  ['a refusal of an unknown kind', { call: () => Promise.resolve({ status: 403, body: { Code: 'Hunter.Forbidden' } }) }],
  ['a failure of this machine of an unknown kind', { call: () => Promise.reject(Object.assign(new Error('x'), { code: 'EHUNTER' })) }],
] as const)('fails in a replay as it failed: %s', async (_, inner) => {
  const lines: string[] = [];
  const failed = await codeOf(recordingTransport(inner, { write: (line) => void lines.push(line) }), 'vpn-hunter');
  expect(failed).not.toContain('points');
  expect(lines.join()).not.toMatch(/hunter|used up/i);
  expect(await codeOf(replayTransport(lines), 'vpn-0001')).toBe(failed);
});
