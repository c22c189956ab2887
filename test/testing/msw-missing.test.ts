import { describe, expect, it, vi } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';

vi.mock('node:module', () => ({
  createRequire: () => () => {
    throw Object.assign(new Error("Cannot find module 'msw'"), { code: 'MODULE_NOT_FOUND' });
  },
}));

describe('handlers()', () => {
  it('says what to install where msw is missing, and only then', async () => {
    const { createSimulator } = await import('../../src/testing/index.ts');
    const cloud = createSimulator.preset('dual-tunnel');
    const error = ((): unknown => {
      try {
        return cloud.handlers();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(VpnMonitorError.isInstance(error) && [error.code, error.retryable, error.message]).toEqual([
      'config',
      false,
      expect.stringContaining('npm install --save-dev msw'),
    ]);
  });
});
