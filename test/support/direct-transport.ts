import type { ApiRequest, Transport } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { pause } from '../../src/internal/abort.ts';
import { rpcContent } from '../../src/transport/rpc.ts';

const VERSIONS = { cms: '2019-01-01', vpc: '2016-04-28', cbn: '2017-09-12' };

/** Answers from a simulator that checks no signatures, without HTTP: for tests that ask thousands of questions. */
export function directTransport(cloud: Simulator): Transport {
  return {
    async call(request: ApiRequest, { signal }) {
      const { query = {}, body } = rpcContent(request);
      const answer = cloud.handle({
        method: 'POST',
        url: `/?${new URLSearchParams(query).toString()}`,
        headers: {
          'x-acs-action': request.action,
          'x-acs-version': VERSIONS[request.product],
          ...(body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        body: body ? new URLSearchParams(body).toString() : '',
      });
      if (answer.delayMs > 0) await pause(answer.delayMs, signal);
      if (answer.kind === 'hang') await pause(2 ** 30, signal);
      if (answer.kind !== 'answer') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return { status: answer.status, body: answer.body, headers: answer.headers };
    },
  };
}
