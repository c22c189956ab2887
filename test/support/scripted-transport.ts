import { type ApiRequest, type ApiResponse, type Transport, VpnMonitorError } from 'alicloud-vpn-monitor';

type Answer = object | Error | ((request: ApiRequest) => object | Error | Promise<object>);

/** A transport that answers each action from its own list, in order, and fails the test when a list runs out. */
export class ScriptedTransport implements Transport {
  readonly requests: ApiRequest[] = [];
  readonly #answers: Map<string, Answer[]>;

  constructor(answers: Readonly<Record<string, Answer | readonly Answer[]>>) {
    this.#answers = new Map(
      Object.entries(answers).map(([action, list]) => [action, Array.isArray(list) ? [...(list as Answer[])] : [list as Answer]]),
    );
  }

  async call(request: ApiRequest): Promise<ApiResponse> {
    this.requests.push(request);
    const answer = this.#answers.get(request.action)?.shift();
    if (answer === undefined)
      throw new VpnMonitorError(`no scripted answer for request ${this.requests.length}: ${request.action}`, { code: 'config' });
    const body = typeof answer === 'function' ? await (answer as (request: ApiRequest) => object | Promise<object>)(request) : answer;
    if (body instanceof Error) throw body;
    return { status: 200, body };
  }

  sent(action: string): ApiRequest['params'][] {
    return this.requests.filter((request) => request.action === action).map((request) => request.params);
  }
}

/** A metric answer with these rows. */
export function metricAnswer(rows: readonly object[] | string, more: object = {}): object {
  return {
    Code: '200',
    Success: true,
    RequestId: 'REQ',
    Period: '60',
    Datapoints: typeof rows === 'string' ? rows : JSON.stringify(rows),
    ...more,
  };
}

/** A metadata answer with these rows, given as name, dimensions, statistics. */
export function metadataAnswer(
  ...rows: readonly (readonly [name: string, dimensions: string, statistics: string, periods?: string])[]
): object {
  return {
    Code: '200',
    Success: true,
    TotalCount: String(rows.length),
    Resources: {
      Resource: rows.map(([MetricName, Dimensions, Statistics, Periods = '60,300']) => ({
        Namespace: 'acs_vpn',
        MetricName,
        Dimensions,
        Statistics,
        Periods,
        Labels: '[]',
      })),
    },
  };
}
