import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const startTimesIn = async (TZ: string): Promise<unknown> => {
  const script = join(root, 'test/support/print-start-time.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { cwd: root, env: { ...process.env, TZ } });
  return JSON.parse(stdout);
};

test('the same script sends the same StartTime in every time zone', async () => {
  const zones = await Promise.all(['UTC', 'Asia/Shanghai', 'America/New_York'].map(startTimesIn));
  expect(zones[0]).toEqual(
    ['2026-01-31T11:00:00Z', '2026-01-31T10:30:00Z', '2026-01-30T00:00:00Z', '2026-01-30T08:00:00Z', '2026-01-30T00:00:00Z'].map((iso) =>
      String(Date.parse(iso)),
    ),
  );
  expect(zones[1]).toEqual(zones[0]);
  expect(zones[2]).toEqual(zones[0]);
});
