import type { ApiRequest, ApiResponse, Transport } from 'alicloud-vpn-monitor';
import type { FailureSpec, Simulator } from 'alicloud-vpn-monitor/testing';
import { pause } from '../../../src/internal/abort.ts';
import { directTransport } from '../../support/direct-transport.ts';
import type { Random } from './random.ts';

/** Failures that a later try may mend, so that a stream must outlive every one of them. */
const FAILURES: readonly FailureSpec[] = [
  { code: 'Throttling.User' },
  { status: 500 },
  { status: 502 },
  { status: 503 },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'broken-json' },
  { kind: 'success-false' },
];

/** What goes wrong, and how often. Read before every call, so that it can change on the way. */
export interface Weather {
  /** Share of calls that fail. */
  failing: number;
  /** Share of last pages whose token is blank or repeats itself. */
  tokens: number;
  /** The longest an answer takes, in milliseconds. */
  latencyMs: number;
}

/** A simulator's answers, some of which fail, come late or carry a token that leads nowhere. */
export function faultyTransport(cloud: Simulator, random: Random, weather: Weather): Transport & { readonly hits: Map<string, number> } {
  const direct = directTransport(cloud);
  const hits = new Map<string, number>();
  const again = new Map<string, Record<string, unknown>>();
  const hit = (what: string): void => {
    hits.set(what, (hits.get(what) ?? 0) + 1);
  };

  const tokenFault = (request: ApiRequest, answer: ApiResponse): ApiResponse => {
    if (request.action !== 'DescribeMetricList' || !random.chance(weather.tokens) || answer.status !== 200) return answer;
    const body = JSON.parse(answer.body as string) as Record<string, unknown>;
    if (body['Success'] === false || body['NextToken']) return answer;
    const given = request.params['NextToken'];
    const NextToken = random.chance(0.3) ? '  ' : typeof given === 'string' ? given : `again-${again.size}`;
    hit(NextToken.trim() === '' ? 'blank token' : 'repeated token');
    if (NextToken.startsWith('again')) again.set(NextToken, { ...body, NextToken });
    return { ...answer, body: JSON.stringify({ ...body, NextToken }) };
  };

  return {
    hits,
    async call(request, options) {
      const latency = random.whole(0, weather.latencyMs);
      if (latency > 0) await pause(latency, options.signal);
      const token = request.params['NextToken'];
      const repeated = typeof token === 'string' ? again.get(token) : undefined;
      // Some services begin again where they do not know the token, and give it once more.
      if (repeated) return { status: 200, body: JSON.stringify(repeated), headers: {} };
      if (random.chance(weather.failing)) {
        const failure = random.pick(FAILURES);
        hit('kind' in failure ? failure.kind : 'code' in failure ? failure.code : String(failure.status));
        cloud.fail(failure);
      }
      return tokenFault(request, await direct.call(request, options));
    },
  };
}
