import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StateStore, TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test, vi } from 'vitest';
import { pagerDuty } from '../../docs/examples/page-pagerduty.ts';
import { pageFor, Pager } from '../../docs/examples/pager.ts';
import { LockingMemory } from '../watch/support/locking.ts';
import { POLL_MS, until } from '../watch/support/replicas.ts';
import { MemoryStore, monitorOf, sleep } from '../watch/support/watched.ts';

/** A service of incidents: what is open, and how often it was asked. */
interface Incidents extends AsyncDisposable {
  readonly url: string;
  readonly open: Set<string>;
  readonly asked: string[];
  /** What it answers to all of those with this routing key. */
  readonly answers: Map<string, number>;
}

async function incidents(): Promise<Incidents> {
  const open = new Set<string>();
  const asked: string[] = [];
  const answers = new Map<string, number>();
  const server = createServer((request, response) => {
    let text = '';
    request
      .setEncoding('utf8')
      .on('data', (part: string) => {
        text += part;
      })
      .on('end', () => {
        const {
          routing_key: from,
          event_action: action,
          dedup_key: key,
        } = JSON.parse(text) as Record<'routing_key' | 'event_action' | 'dedup_key', string>;
        const status = answers.get(from) ?? 202;
        asked.push(`${from} ${action} ${status}`);
        if (status === 202) open[action === 'trigger' ? 'add' : 'delete'](key);
        response.writeHead(status).end();
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open,
    asked,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const cloudOf = (): Simulator =>
  createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T12:00:00Z',
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });

interface Running {
  readonly monitor: VpnMonitor;
  readonly watch: TunnelWatch;
  readonly pager: Pager;
  /** Ends it as the recipe does. */
  end(): Promise<void>;
  /** Ends it as a crash does: nothing more is sent. */
  crash(): Promise<void>;
}

/** One process of the recipe, whose incidents have its name as the routing key. */
function run(cloud: Simulator, store: StateStore, { url }: Incidents, name: string): Running {
  const monitor = monitorOf(cloud);
  const open = monitor.watch.bind(monitor);
  const watch = vi
    .spyOn(monitor, 'watch')
    .mockImplementation((targets, options) => open(targets, { ...options, pollMs: POLL_MS, lockMs: 60_000 }));
  let isDead = false;
  const send = pagerDuty(name, url);
  const pager = new Pager(async (alarm, signal) => (isDead ? 503 : await send(alarm, signal)), { retryMs: 5, graceMs: 50 });
  let end = (): void => undefined;
  const done = pageFor(
    monitor,
    store,
    pager,
    new Promise((resolve) => {
      end = resolve;
    }),
  ).catch((error: unknown) => {
    if (!isDead) throw error;
  });
  return {
    monitor,
    watch: watch.mock.results[0]?.value as TunnelWatch,
    pager,
    async end() {
      end();
      await done;
      await monitor.close();
    },
    async crash() {
      isDead = true;
      await monitor.close();
      end();
      await done;
    },
  };
}

async function outage(cloud: Simulator, watch: TunnelWatch): Promise<void> {
  cloud.connection('vco-1').down();
  cloud.advance('4m');
  await until(() => watch.snapshot().alarms.length === 1, 'an alarm');
}

const byWhom = ({ asked }: Incidents, status: number): string[] => asked.filter((line) => line.endsWith(` ${status}`));

test('of two replicas the other sends what the pager did not take from the first, once, and resolves it', async () => {
  const cloud = cloudOf();
  const memory = new LockingMemory();
  await using pager = await incidents();
  pager.answers.set('A', 503);
  const first = run(cloud, memory.client(), pager, 'A');
  await until(() => first.watch.role === 'active' && first.watch.snapshot().connections.size === 1);
  const second = run(cloud, memory.client(), pager, 'B');
  await outage(cloud, first.watch);
  await until(() => byWhom(pager, 503).length > 1);
  expect(pager.open.size).toBe(0);
  await first.crash();
  await until(() => pager.open.size === 1, 'the page of the other one');
  // No call where nothing is missing.
  await sleep(5 * POLL_MS);
  expect(byWhom(pager, 202)).toEqual(['B trigger 202']);
  cloud.connection('vco-1').up();
  cloud.advance('1m');
  await until(() => pager.open.size === 0, 'the end');
  expect(byWhom(pager, 202)).toEqual(['B trigger 202', 'B resolve 202']);
  await second.end();
});

test('a replica that is on standby opens nothing late: the other may have resolved it', async () => {
  const cloud = cloudOf();
  const memory = new LockingMemory();
  await using pager = await incidents();
  pager.answers.set('A', 503);
  const first = run(cloud, memory.client(), pager, 'A');
  await until(() => first.watch.role === 'active' && first.watch.snapshot().connections.size === 1);
  const second = run(cloud, memory.client(), pager, 'B');
  await outage(cloud, first.watch);
  await first.watch.stop();
  await until(() => pager.open.size === 1);
  cloud.connection('vco-1').up();
  cloud.advance('1m');
  await until(() => pager.open.size === 0 && byWhom(pager, 202).length === 2);
  pager.answers.clear();
  await sleep(50);
  expect(byWhom(pager, 202)).toEqual(['B trigger 202', 'B resolve 202']);
  await Promise.all([first.end(), second.end()]);
});

test('after a restart what was not taken is sent, and what was is sent once more under the same key', async () => {
  const cloud = cloudOf();
  const store = new MemoryStore();
  await using pager = await incidents();
  pager.answers.set('A', 503);
  const first = run(cloud, store, pager, 'A');
  await until(() => first.watch.snapshot().connections.size === 1);
  await outage(cloud, first.watch);
  await until(() => byWhom(pager, 503).length > 0);
  await first.crash();
  const second = run(cloud, store, pager, 'B');
  await until(() => pager.open.size === 1, 'the page after the restart');
  const [key] = pager.open;
  await sleep(5 * POLL_MS);
  await second.end();
  const third = run(cloud, store, pager, 'C');
  await until(() => byWhom(pager, 202).length > 1);
  await sleep(5 * POLL_MS);
  expect([byWhom(pager, 202), [...pager.open]]).toEqual([['B trigger 202', 'C trigger 202'], [key]]);
  cloud.connection('vco-1').up();
  cloud.advance('1m');
  await until(() => pager.open.size === 0);
  await third.end();
});

test('what a store under a lock does not take is not sent before it has', async () => {
  const cloud = cloudOf();
  const memory = new LockingMemory();
  const store = memory.client();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await using pager = await incidents();
  const only = run(cloud, store, pager, 'A');
  await until(() => only.watch.role === 'active' && only.watch.snapshot().connections.size === 1);
  store.fails.set('set', new Error('READONLY'));
  await outage(cloud, only.watch);
  await sleep(5 * POLL_MS);
  expect(pager.asked).toEqual([]);
  store.fails.clear();
  await until(() => pager.open.size === 1);
  await sleep(5 * POLL_MS);
  expect(pager.asked).toEqual(['A trigger 202']);
  await only.end();
});
