import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serveExamples } from '../support/example-account.ts';

const MINUTE_MS = 60_000;
const printed: string[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pager-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('page-on-call.ts opens an incident once, and resolves it, also by another process', async () => {
  const now = Date.now();
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', name: 'to Berlin', gatewayId: 'vpn-1', tunnels: [{}, {}] }],
  });
  cloud.connection('vco-1').down({ at: now - 10 * MINUTE_MS });
  using _ = serveExamples(cloud, printed);
  vi.stubEnv('PAGER_STATE', join(folder, 'state.json'));

  const run = async (lines: number): Promise<void> => {
    vi.resetModules();
    const ended = import('../../docs/examples/page-on-call.ts');
    await vi.waitFor(
      () => {
        expect(printed).toHaveLength(lines);
      },
      { timeout: 10_000 },
    );
    process.emit('SIGTERM', 'SIGTERM');
    await ended;
  };
  await run(1);
  const [, key] = /^open (\S+) connection:down to Berlin$/.exec(printed[0] ?? '') ?? [];
  expect(key).toMatch(/^\S{16,}$/);
  cloud.connection('vco-1').up();
  await run(2);
  expect(printed[1]).toBe(`resolve ${String(key)} connection:down to Berlin`);
});
