import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Redis server on a port of 127.0.0.1 that forgets everything when it is disposed of. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** @param options - More options of `redis-server`. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'vpn-watch-redis-'));
  // Another process may take the port between the two.
  for (let attempts = 3; attempts > 0; attempts--) {
    const port = await freePort();
    const server = spawn(
      'redis-server',
      ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder, ...options],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(server, 'exit');
    const kill = (): boolean => server.kill('SIGKILL');
    process.once('exit', kill);
    let output = '';
    const isReady = await Promise.race([
      (async () => {
        for await (const chunk of server.stdout) if ((output += String(chunk)).includes('Ready to accept connections')) return true;
        return false;
      })(),
      exited.then(() => false),
    ]);
    const end = async (): Promise<void> => {
      if (server.exitCode === null && server.signalCode === null) kill();
      await exited;
      process.off('exit', kill);
    };
    if (!isReady) {
      await end();
      continue;
    }
    return {
      url: `redis://127.0.0.1:${port}`,
      port,
      async [Symbol.asyncDispose]() {
        await end();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  await rm(folder, { recursive: true, force: true });
  throw new Error('redis-server does not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
