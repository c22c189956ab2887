import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command, Report, Setting } from './remote-service.ts';

const program = fileURLToPath(new URL('remote-service.ts', import.meta.url));

/** A simulated service in another process. */
export interface RemoteService extends AsyncDisposable {
  readonly port: number;
  ask(command: Command): Promise<Report>;
}

export async function remoteService(setting: Setting = {}): Promise<RemoteService> {
  const child = fork(program, [JSON.stringify(setting)], { execArgv: ['--import', 'tsx'] });
  const next = async (): Promise<Report> => ((await once(child, 'message')) as [Report])[0];
  const { port = 0 } = await next();
  return {
    port,
    ask: async (command) => {
      const report = next();
      child.send(command);
      return report;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'exit');
      child.disconnect();
      await closed;
    },
  };
}
