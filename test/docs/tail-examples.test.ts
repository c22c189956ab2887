import { join } from 'node:path';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { serveExamples } from '../support/example-account.ts';

interface Line {
  readonly kind: 'point' | 'transition';
  readonly at: string;
  readonly [field: string]: unknown;
}

let cloud: Simulator;
let service: Disposable;
const printed: string[] = [];
const lines: Line[] = [];
const { argv, exitCode } = process;
/** Whether the reader of the standard output keeps up. */
let keepsUp: boolean;

beforeEach(() => {
  cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  service = serveExamples(cloud, printed);
  lines.length = 0;
  keepsUp = true;
  const write = process.stdout.write.bind(process.stdout);
  vi.spyOn(process.stdout, 'write').mockImplementation((text: string | Uint8Array) => {
    if (typeof text !== 'string' || !text.startsWith('{"kind"')) return write(text);
    lines.push(JSON.parse(text) as Line);
    return keepsUp;
  });
});

afterEach(() => {
  process.argv = argv;
  process.exitCode = exitCode;
  process.stdout.removeAllListeners('error');
  service[Symbol.dispose]();
});

/** Starts an example. What it gives settles once the example has ended. */
function start(file: string, ...given: string[]): { readonly ended: Promise<unknown> } {
  process.argv = [...argv.slice(0, 2), ...given];
  const ended = import(/* @vite-ignore */ join(import.meta.dirname, '../../docs/examples', file)) as Promise<unknown>;
  ended.catch(() => undefined);
  return { ended };
}

const stop = (): boolean => process.emit('SIGINT', 'SIGINT');

describe('tail-tunnel.ts', () => {
  test('writes points and transitions as lines of JSON, until it is stopped', async () => {
    const now = Date.now();
    cloud
      .tunnel('tun-1')
      .down({ at: now - 1_200_000 })
      .up({ at: now - 900_000 });
    const { ended } = start('tail-tunnel.ts', 'tun-1');
    await vi.waitFor(
      () => {
        expect(lines.filter(({ kind }) => kind === 'transition')).toHaveLength(1);
        expect(lines.filter(({ kind }) => kind === 'point').length).toBeGreaterThan(150);
      },
      { timeout: 10_000 },
    );
    stop();
    await ended;
    expect(lines.find(({ kind }) => kind === 'transition')).toMatchObject({ type: 'tunnel:up', from: 'unknown', to: 'up' });
    const points = lines.filter(({ kind }) => kind === 'point');
    expect(new Set(points.map(({ quantity }) => quantity))).toEqual(new Set(['state', 'inboundRate', 'outboundRate']));
    expect(new Set(points.map(({ state }) => state))).toEqual(new Set(['up', 'down', 'mixed', undefined]));
    expect(new Set(points.map(({ at, quantity }) => `${at} ${String(quantity)}`)).size).toBe(points.length);
    // Nothing is left that would ask again.
    const { length } = cloud.calls;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(cloud.calls).toHaveLength(length);
  });

  test('waits for a reader that is slower', async () => {
    keepsUp = false;
    const { ended } = start('tail-tunnel.ts', 'tun-1');
    // A point and a transition, each by its own loop.
    await vi.waitFor(
      () => {
        expect(lines).toHaveLength(2);
      },
      { timeout: 10_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines).toHaveLength(2);
    keepsUp = true;
    process.stdout.emit('drain');
    await vi.waitFor(() => {
      expect(lines.length).toBeGreaterThan(150);
    });
    stop();
    await ended;
  });

  test('ends when the reader has gone, also while it waits for it', async () => {
    keepsUp = false;
    const { ended } = start('tail-tunnel.ts', 'tun-1');
    await vi.waitFor(
      () => {
        expect(lines.length).toBeGreaterThan(0);
      },
      { timeout: 10_000 },
    );
    process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await ended;
  });

  test('says what it needs, and what does not exist', async () => {
    await expect(start('tail-tunnel.ts').ended).rejects.toThrow('npm run tail -- tun-');
    vi.resetModules();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(start('tail-tunnel.ts', 'tun-nowhere').ended).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('follow-metric.mjs', () => {
  test('prints the states, until it is stopped', async () => {
    const { ended } = start('follow-metric.mjs', 'vco-1');
    await vi.waitFor(
      () => {
        expect(printed.length).toBeGreaterThan(100);
      },
      { timeout: 10_000 },
    );
    stop();
    await ended;
    expect(process.exitCode).toBe(exitCode);
    expect(new Set(printed.map((line) => line.replace(/^\S+Z /, '')))).toEqual(new Set(['tun-1 up', 'tun-2 up']));
  });

  test('ends with exit code 1 and the reason where it fails', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await start('follow-metric.mjs', 'vco-nowhere').ended;
    expect(process.exitCode).toBe(1);
    expect(errors).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^not-found: /));
  });
});
