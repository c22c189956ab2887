import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { docBlockModules } from './test/support/doc-blocks.ts';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [docBlockModules()],
  resolve: {
    alias: [
      { find: /^alicloud-vpn-monitor$/, replacement: source('src/index.ts') },
      { find: /^alicloud-vpn-monitor\/catalog$/, replacement: source('src/catalog/index.ts') },
      { find: /^alicloud-vpn-monitor\/otel$/, replacement: source('src/otel/index.ts') },
      { find: /^alicloud-vpn-monitor\/prometheus$/, replacement: source('src/prometheus/index.ts') },
      { find: /^alicloud-vpn-monitor\/redis$/, replacement: source('src/redis/index.ts') },
      { find: /^alicloud-vpn-monitor\/testing$/, replacement: source('src/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'] },
    // Generous: a machine that is busy with something else fails no test.
    testTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
