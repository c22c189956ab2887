import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fakeService } from './fake-service.ts';

const script = fileURLToPath(new URL('one-call.ts', import.meta.url));
const run = async (...args: string[]): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args], { timeout: 15_000 });
  return JSON.parse(stdout);
};
const soon = expect.toSatisfy((ms: number) => ms < 500, 'less than 500 ms') as number;

test('a process that made one call ends at once, for all that its connection is kept open', async () => {
  await using service = await fakeService();
  await expect(run(service.host)).resolves.toEqual({ result: 'answered', lingeredMs: soon });
});

test('a process whose only call was aborted does not wait for the silent service', async () => {
  await using service = await fakeService(() => undefined);
  await expect(run(service.host, '1500')).resolves.toEqual({ result: 'failed', lingeredMs: soon });
  expect(service.seen).toHaveLength(1);
});

test('no environment makes a process print what it signs with', async () => {
  await using service = await fakeService();
  const env = { ...process.env, DEBUG: '*' };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, service.host], {
    timeout: 15_000,
    env,
  });
  expect(JSON.parse(stdout)).toMatchObject({ result: 'answered' });
  expect(stderr).toBe('');
  expect(service.seen[0]?.headers['x-acs-security-token']).toBe('sts-token');
});
