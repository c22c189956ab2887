import type { Transport } from 'alicloud-vpn-monitor';

/** Stands for what a service may say besides. */
export const MARK = 'mark-of-a-secret';

/** Adds marked fields to every object of each answer. */
export function marking(transport: Transport): Transport {
  return {
    ...transport,
    call: async (request, options) => {
      const response = await transport.call(request, options);
      return { ...response, body: marked(response.body) };
    },
  };
}

function marked(body: unknown): unknown {
  if (typeof body === 'string' && /^\s*\{/.test(body)) {
    try {
      return JSON.stringify(marked(JSON.parse(body)));
    } catch {
      return body;
    }
  }
  if (Array.isArray(body)) return body.map(marked);
  if (typeof body !== 'object' || body === null) return body;
  return { ...Object.fromEntries(Object.entries(body).map(([key, value]) => [key, marked(value)])), PreSharedNote: MARK };
}
