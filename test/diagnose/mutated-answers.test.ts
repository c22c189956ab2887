// Whatever the service answers, a call ends with a value or a VpnMonitorError, never with an error of the language's own.
import { type ApiRequest, type Transport, type VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { mutator } from '../support/mutator.ts';
import { account, all, asking, MINUTE, NOW } from './asking.ts';

const COUNT = Number(process.env['ANSWER_MUTATIONS'] ?? 1_000);
const { next, spoil, garble } = mutator(Number(process.env['ANSWER_SEED'] ?? 20_260_131));

test.each<[string, string, (monitor: VpnMonitor) => Promise<readonly object[]>]>([
  ['DiagnoseVpnConnections', 'diagnose()', (monitor) => monitor.connection('vco-dual').diagnose()],
  ['DescribeVpnConnectionLogs', 'logs()', (monitor) => all(monitor.connection('vco-dual').logs({ last: '15m' }))],
])(
  '%s that is spoilt ends in a value or a VpnMonitorError of %s',
  async (action, _what, work) => {
    const cloud = account();
    cloud.tunnel('tun-1').down({ at: NOW - MINUTE, reason: 'PskMismatch' });
    const direct = directTransport(cloud);
    const spoilt: Transport = {
      async call(request: ApiRequest, options) {
        const answer = await direct.call(request, options);
        if (request.action !== action || next() < 0.1) return answer;
        const text = answer.body as string;
        return { ...answer, body: next() < 0.7 ? spoil(JSON.parse(text)) : garble(text) };
      },
    };
    const { monitor } = asking(spoilt, { clock: cloud.clock });
    let [values, failures] = [0, 0];
    for (let round = 0; round < COUNT; round++) {
      try {
        const found = await work(monitor);
        values += found.length;
        JSON.stringify(found);
      } catch (error) {
        if (!VpnMonitorError.isInstance(error)) throw error;
        failures += 1;
      }
    }
    expect(values).toBeGreaterThan(COUNT / 4);
    expect(failures).toBeGreaterThan(COUNT / 100);
  },
  60_000,
);
