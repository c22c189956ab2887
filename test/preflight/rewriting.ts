import type { Transport } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../support/direct-transport.ts';

/** The parameters of a question, as it was asked, and the body of its answer. */
export type Rewrite = (body: Record<string, unknown>, params: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** A service that answers some operations otherwise than the simulator does. */
export function rewriting(cloud: Simulator, rewrites: Readonly<Record<string, Rewrite>>): Transport {
  const transport = directTransport(cloud);
  return {
    async call(request, options) {
      const answer = await transport.call(request, options);
      const rewrite = rewrites[request.action];
      if (rewrite === undefined || answer.status !== 200) return answer;
      return { ...answer, body: JSON.stringify(rewrite(JSON.parse(String(answer.body)) as Record<string, unknown>, request.params)) };
    },
  };
}

/** Pages of rows of our own, of `most` at most, whatever is asked for; what else a page says is `said` of it. */
export function pagesOf(
  rows: readonly unknown[],
  most: number,
  said: (page: { readonly rows: readonly unknown[]; readonly size: number }) => Record<string, unknown>,
): Rewrite {
  return (body, params) => {
    const size = Math.min(Number(params['PageSize']), most);
    const first = (Number(params['PageNumber'] ?? params['Page'] ?? 1) - 1) * size;
    return { ...body, ...said({ rows: rows.slice(first, first + size), size }) };
  };
}
