import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { expect, test } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../watch/kill/redis.ts';
import { CLIENTS, type Opening } from './support.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/two-replicas.md'), 'utf8');
const [, rights = ''] = /^ACL SETUSER watch on >password (.+)$/m.exec(guide) ?? [];
const KEY = 'alicloud-vpn-monitor:watch:cn-hangzhou:0123456789abcdef';

/** All that a store asks of Redis, by a user with these rights. */
async function useAs(given: readonly string[], open: Opening): Promise<void> {
  await using server = await startRedis();
  const admin = await createClient({ url: server.url }).connect();
  try {
    await admin.sendCommand(['ACL', 'SETUSER', 'watch', 'reset', 'on', '>password', ...given]);
    // What the tests' own connection asks for, and a store does not.
    await admin.sendCommand(['ACL', 'SETUSER', 'watch', '+ping', '+quit']);
    const user: RedisServer = { ...server, url: server.url.replace('//', '//watch:password@') };
    await using one = await open(user, { prefix: 'ops:' });
    await using other = await open(user, { prefix: 'ops:' });
    const lock = await one.store.lock(KEY, 10_000);
    await one.store.set(KEY, 'text');
    expect([await one.store.get(KEY), await lock?.refresh(), await other.store.lock(KEY, 10_000)]).toEqual(['text', true, undefined]);
    await other.store.set(KEY, 'more');
    await lock?.release();
    expect(await other.store.lock(KEY, 10_000)).toBeDefined();
  } finally {
    await admin.close();
  }
}

test.skipIf(!hasRedis()).each(CLIENTS)(
  'the rights of the guide are enough with %s, and each of them is needed (skipped without redis-server)',
  async (_, open) => {
    const all = rights.split(' ');
    expect(all.length).toBe(9);
    await useAs(all, open);
    for (const right of all)
      await expect(
        useAs(
          all.filter((one) => one !== right),
          open,
        ),
        right,
      ).rejects.toThrow(/NOPERM|ERR/);
  },
  30_000,
);
