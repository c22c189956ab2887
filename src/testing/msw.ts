import Module from 'node:module';
import type { HttpHandler } from 'msw';
import { VpnMonitorError } from '../errors.ts';
import { pause } from '../internal/abort.ts';
import type { SimulatedAnswer } from './service/handler.ts';
import type { SimulatedRequest } from './service/request.ts';

// metrics.<region>, cms.<region>, vpc.<region>, the regionless vpc, and cbn, which has no regions.
const HOSTS = /^https:\/\/(?:(?:metrics|cms|vpc)\.[a-z0-9-]+|vpc|cbn)\.aliyuncs\.com(?::443)?\//;

/** The service as msw handlers for its public hosts, in every region. */
export function mswHandlers(handle: (request: SimulatedRequest) => SimulatedAnswer): HttpHandler[] {
  const { http } = loadMsw();
  return [
    http.all(HOSTS, async ({ request }) => {
      const headers = Object.fromEntries(request.headers);
      headers['host'] ??= new URL(request.url).host;
      const answer = handle({ method: request.method, url: request.url, headers, body: await request.text() });
      if (answer.delayMs > 0) await pause(answer.delayMs, request.signal);
      switch (answer.kind) {
        case 'reset':
          return Response.error();
        case 'hang':
          return new Promise<never>(() => undefined);
        case 'answer':
          return new Response(answer.body, { status: answer.status, headers: answer.headers });
      }
    }),
  ];
}

function loadMsw(): typeof import('msw') {
  // CommonJS output has __filename and no import.meta, ES modules the reverse.
  const from = typeof __filename === 'string' ? __filename : import.meta.url;
  try {
    // Not as a named import: webpack would replace the call by `void 0`.
    return Module.createRequire(from)('msw') as typeof import('msw');
  } catch (cause) {
    throw new VpnMonitorError("handlers() needs the optional peer dependency msw: run 'npm install --save-dev msw@2'", {
      code: 'config',
      cause,
    });
  }
}
