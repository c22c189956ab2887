import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';
import { vi } from 'vitest';

/** Serves an account to examples, which take their key from the environment, and collects what they print. What goes to loopback is let through. */
export function serveExamples(cloud: Simulator, printed: string[]): Disposable {
  printed.length = 0;
  vi.resetModules();
  const service = setupServer(...cloud.handlers());
  service.listen({
    onUnhandledRequest: (request, print) => {
      if (!request.url.startsWith('http://127.0.0.1:')) print.error();
    },
  });
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', cloud.credentials.accessKeyId);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', cloud.credentials.accessKeySecret);
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => void printed.push(parts.join(' ')));
  return {
    [Symbol.dispose]() {
      service.close();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    },
  };
}
