import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { httpsTransport, recordingTransport, VpnMonitor } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';
import { vi } from 'vitest';
import { accountOf } from './doc-account.ts';
import { type DocBlock, moduleOf } from './doc-blocks.ts';
import { type ExportedFunction, exportedFunctions } from './doc-functions.ts';
import { valueFor } from './doc-values.ts';

/** The file that the documents call their recording. */
const RECORDING = 'vpn-recording.ndjson';

export interface BlockRun {
  readonly printed: readonly string[];
  /** What went to `console.error`. */
  readonly complaints: readonly string[];
}

/** Runs the blocks of documents: their statements, then the functions that they export. */
export class DocBlockRunner {
  readonly #service = setupServer();
  readonly #webhook = createServer((request, response) => void request.resume().on('end', () => response.end()));

  #recording = '';

  /** To be called in a folder that blocks may write to. */
  async start(): Promise<void> {
    this.#recording = await recordingOf(accountOf(''));
    await new Promise<void>((resolve) => this.#webhook.listen(0, '127.0.0.1', resolve));
    this.#serve();
  }

  async stop(): Promise<void> {
    this.#service.close();
    await new Promise((resolve) => this.#webhook.close(resolve));
  }

  /** @throws What the block throws; an `Error` where it has not ended in time. */
  async run(block: DocBlock, deadlineMs = 10_000): Promise<BlockRun> {
    const cloud = accountOf(block.code);
    // Blocks that read a recording find one, and the others make theirs.
    if (/readFile\(/.test(block.code)) await writeFile(RECORDING, this.#recording);
    else await rm(RECORDING, { force: true });
    // Two of these at once would both take a request.
    const servesItself = block.code.includes("'msw/node'");
    if (servesItself) this.#service.close();
    else this.#service.resetHandlers(...cloud.handlers());
    const { run, end } = prepared(cloud);
    try {
      await within(deadlineMs, this.#runAll(block, cloud));
      return run;
    } finally {
      await end();
      if (servesItself) this.#serve();
    }
  }

  /** Stands in for the public hosts. Nothing but loopback is let through. */
  #serve(): void {
    this.#service.listen({
      onUnhandledRequest: (request, print) => {
        if (!request.url.startsWith('http://127.0.0.1:')) print.error();
      },
    });
  }

  async #runAll(block: DocBlock, cloud: Simulator): Promise<void> {
    const module = (await import(moduleOf(block))) as Readonly<Record<string, (...values: unknown[]) => unknown>>;
    for (const one of exportedFunctions(block.code)) await this.#call(module[one.name]!, one, cloud);
  }

  async #call(run: (...values: unknown[]) => unknown, { parameters }: ExportedFunction, cloud: Simulator): Promise<void> {
    const ended = new AbortController();
    const monitor = new VpnMonitor({ regionId: cloud.regionId });
    const account = { monitor, cloud, signal: ended.signal, webhook: this.#webhookUrl };
    const values = await Promise.all(parameters.map((parameter) => valueFor(parameter, account)));
    const outcome = (async () => await run(...values))();
    await settledOrQuiet(outcome, cloud, parameters.some(({ type }) => type === 'AbortSignal') ? 150 : 600);
    ended.abort();
    await monitor.close();
    await outcome.catch((error: unknown) => {
      if (error !== ended.signal.reason) throw error;
    });
  }

  get #webhookUrl(): string {
    return `http://127.0.0.1:${(this.#webhook.address() as AddressInfo).port}/`;
  }
}

/** The environment, the console and the ports that a block finds, until `end`. */
function prepared(cloud: Simulator): { readonly run: BlockRun; readonly end: () => Promise<void> } {
  const printed: string[] = [];
  const complaints: string[] = [];
  const servers: Server[] = [];
  const listen = Reflect.get(Server.prototype, 'listen') as (this: Server, ...values: unknown[]) => Server;
  const handlers = process.listeners('SIGTERM');
  for (const [name, value] of Object.entries({
    ALIBABA_CLOUD_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.credentials.accessKeySecret,
    VPN_WEBHOOK_SECRET: 'a-long-random-text',
    WEBHOOK_SECRET: 'a-long-random-text',
  }))
    vi.stubEnv(name, value);
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => void printed.push(parts.join(' ')));
  vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => void complaints.push(parts.map(String).join(' ')));
  for (const name of ['debug', 'info', 'warn'] as const) vi.spyOn(console, name).mockReturnValue(undefined);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  // A port that is free, whichever the block asks for.
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...values: unknown[]) {
    servers.push(this);
    return listen.call(
      this,
      0,
      '127.0.0.1',
      values.find((value) => typeof value === 'function'),
    );
  });
  const watching = vi.spyOn(VpnMonitor.prototype, 'watch');
  const end = async (): Promise<void> => {
    // A watch that goes on would ask while another block runs.
    await Promise.all((watching.mock.contexts as VpnMonitor[]).map((monitor) => monitor.close()));
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    for (const server of servers) if (server.listening) server.close();
    for (const handler of process.listeners('SIGTERM')) if (!handlers.includes(handler)) process.off('SIGTERM', handler);
    process.exitCode = undefined;
  };
  return { run: { printed, complaints }, end };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([
      work,
      pause(ms, undefined, { signal: over.signal }).then(() => {
        throw new Error(`has not ended after ${ms} ms`);
      }),
    ]);
  } finally {
    over.abort();
  }
}

/** Waits until a function has ended, or the service has had no call of it for so long: it goes on for ever. */
async function settledOrQuiet(outcome: Promise<unknown>, cloud: Simulator, quietMs: number): Promise<void> {
  const isOver = outcome.then(
    () => true,
    () => true,
  );
  for (let calls = -1; calls !== cloud.calls.length;) {
    calls = cloud.calls.length;
    if ((await Promise.race([isOver, pause(quietMs)])) === true) return;
  }
}

async function recordingOf(cloud: Simulator): Promise<string> {
  const lines: string[] = [];
  await using server = await cloud.listen();
  const { regionId } = cloud;
  const https = httpsTransport({ regionId, endpoint: server.endpoint, credentials: server.credentials });
  await using monitor = new VpnMonitor({ regionId, transport: recordingTransport(https, { write: (line) => void lines.push(line) }) });
  await monitor.preflight();
  return lines.join('\n');
}
