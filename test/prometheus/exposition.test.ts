import { beforeAll, expect, test } from 'vitest';
import { fullExposition } from './support.ts';

let text: string;
beforeAll(async () => {
  text = await fullExposition();
});

/** One metric of an exposition. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly lines: readonly string[];
}

const metrics = (): Metric[] =>
  text
    .trim()
    .split('\n\n')
    .map((block) => {
      const [help = '', type = '', ...lines] = block.split('\n');
      return { name: type.split(' ')[2] ?? '', help, type: type.split(' ')[3] ?? '', lines };
    });

// What real time makes of it: how long polls took and when they ended.
const MEASURED =
  /^(alicloud_vpn_(?:watch_round_duration_seconds|query_duration_seconds|query_last_success_timestamp_seconds)\{.*\}) \d[\d.e-]*$/gm;

/** The series of each metric in the order of their labels: which of several questions is answered first is no part of the format. */
const inOrder = (exposition: string): string =>
  exposition
    .split('\n\n')
    .map((block) => {
      const [help = '', type = '', ...lines] = block.trimEnd().split('\n');
      return [help, type, ...lines.toSorted()].join('\n');
    })
    .join('\n\n');

test('the whole exposition of an exporter is as it was', async () => {
  await expect(`${inOrder(text.replace(MEASURED, '$1 MEASURED'))}\n`).toMatchFileSnapshot('../fixtures/prometheus/exposition.txt');
});

test('every metric has a series here', () => {
  expect(
    metrics()
      .filter(({ lines }) => lines.length === 0)
      .map(({ name }) => name),
  ).toEqual([]);
});

test('names follow the conventions of Prometheus', () => {
  const units = ['seconds', 'bytes_per_second', 'packets_per_second', 'ratio', 'info', 'total'];
  // Numbers of things, and flags of 0 and 1, have no unit.
  const unitless = /_(up|ok|active|state|ssl_clients|billable_calls)$/;
  const problems = metrics().flatMap(({ name, help, type, lines }) => {
    const says = (isWrong: boolean, problem: string): string[] => (isWrong ? [`${name}: ${problem}`] : []);
    const values = lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
    return [
      ...says(!/^alicloud_vpn_[a-z][a-z_]*$/.test(name), 'no snake_case name with the prefix'),
      ...says(!help.startsWith(`# HELP ${name} `) || !help.endsWith('.'), 'no sentence of help'),
      ...says((type === 'counter') !== name.endsWith('_total'), `_total is for counters, and this is a ${type}`),
      ...says(!units.some((unit) => name.endsWith(`_${unit}`)) && !unitless.test(name), 'no base unit at the end'),
      ...says(name.endsWith('_timestamp_seconds') && values.some((value) => value < 1e9 || value > 1e10), 'a time that is not in seconds'),
      ...says(name.endsWith('_ratio') && values.some((value) => value < 0 || value > 1), 'a ratio above 1'),
      ...says(name.endsWith('_info') && values.some((value) => value !== 1), 'an _info that is not 1'),
      ...says(/bits|milli|percent|minutes/.test(name), 'a unit that is no base unit'),
      ...says(
        values.some((value) => Number.isNaN(value)),
        'a value that is no number',
      ),
    ];
  });
  expect(problems).toEqual([]);
});

test('no metric and no series stands twice, and labels are few and plain', () => {
  const names = metrics().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const series = metrics().flatMap(({ lines }) => lines.map((line) => line.slice(0, line.lastIndexOf(' '))));
  expect(new Set(series).size).toBe(series.length);
  const labels = new Set(series.flatMap((one) => [...one.matchAll(/(\w+)="/g)].map(([, label]) => label ?? '')));
  expect([...labels].filter((label) => !/^[a-z_]+$/.test(label) || ['le', 'quantile', 'job', 'instance'].includes(label))).toEqual([]);
});

test('names stand in the _info series alone', () => {
  const named = metrics().filter(({ lines }) => lines.some((line) => /_name="/.test(line)));
  expect(named.map(({ name }) => name).sort()).toEqual([
    'alicloud_vpn_certificate_info',
    'alicloud_vpn_connection_info',
    'alicloud_vpn_gateway_info',
    'alicloud_vpn_tunnel_info',
  ]);
});
