import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricQuery, VpnMonitor } from 'alicloud-vpn-monitor';
import { collectVpnMetrics } from 'alicloud-vpn-monitor/prometheus';
import client from 'prom-client';
import { beforeAll, describe, expect, test } from 'vitest';
import { allInstruments, ATTRIBUTES } from '../../src/instruments/index.ts';
import { fullAccount, fullExposition } from '../prometheus/support.ts';
import { guideBlocks, moduleOf } from '../support/doc-blocks.ts';
import { monitorOf } from '../watch/support/watched.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The metrics of a real exposition, with the labels of their series. */
const exposed = new Map<string, { readonly row: string; readonly labels: ReadonlySet<string> }>();
beforeAll(async () => {
  for (const block of (await fullExposition()).trim().split('\n\n')) {
    const [help = '', type = '', ...lines] = block.split('\n');
    const [, , name = '', kind = ''] = type.split(' ');
    const labels = new Set(lines.flatMap((line) => [...line.matchAll(/(\w+)="/g)].map(([, label = '']) => label)));
    exposed.set(name, { row: [name, kind, help.slice(`# HELP ${name} `.length)].join(' | '), labels });
  }
});

const rowsOf = (markdown: string, first: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith(`| \`${first}`))
    .map((line) => line.slice(2, -2).split(' | '));
const words = (cell: string): string[] => cell.split(', ').map((word) => word.replaceAll('`', ''));

/** What a text of PromQL names that no exporter has. */
function missingIn(promql: string): string[] {
  const names = [...promql.matchAll(/alicloud_vpn_\w+/g)].map(([name]) => name);
  const unknown = names.filter((name) => !exposed.has(name));
  const selectors = [...promql.matchAll(/(alicloud_vpn_\w+)\{([^}]*)\}/g)].flatMap(([, name = '', matchers = '']) =>
    [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => ({ name, label })),
  );
  const strangers = selectors
    .filter(({ name, label }) => !exposed.get(name)?.labels.has(label))
    .map(({ name, label }) => `${name}{${label}}`);
  const grouped = [...promql.matchAll(/\b(?:by|on|group_left|without|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(/,\s*/),
  );
  const all = new Set(names.flatMap((name) => [...(exposed.get(name)?.labels ?? [])]));
  return [...unknown, ...strangers, ...grouped.filter((label) => !all.has(label)).map((label) => `by (${label})`)];
}

describe('docs/prometheus.md', () => {
  const guide = read('docs/prometheus.md');

  test('its tables list every metric, with its type, labels and help, and no other', () => {
    const rows = rowsOf(guide, 'alicloud_vpn_').filter((cells) => cells.length === 4);
    expect(rows.map(([name = '', kind, , says]) => [name.replaceAll('`', ''), kind, says].join(' | ')).sort()).toEqual(
      [...exposed.values()].map(({ row }) => row).sort(),
    );
    for (const [name = '', , labels = ''] of rows) {
      const shown = exposed.get(name.replaceAll('`', ''))!.labels;
      expect([name, [...shown].filter((label) => !words(labels).includes(label))]).toEqual([name, []]);
    }
    const listed = new Set(rows.flatMap(([, , labels = '']) => words(labels)));
    expect([...listed].filter((label) => ![...exposed.values()].some(({ labels }) => labels.has(label)))).toEqual([]);
  });

  test('its queries and alert rules name metrics and labels that there are', () => {
    const rules = [...guide.matchAll(/^ +expr: (.*)$/gm)].map(([, expression = '']) => expression);
    expect(rules.length).toBeGreaterThan(8);
    const inline = [...guide.matchAll(/`([^`\n]*alicloud_vpn_[^`\n]*)`/g)].map(([, code = '']) => code);
    const blocks = [...guide.matchAll(/```promql\n([^`]*)```/g)].map(([, code = '']) => code);
    expect([...rules, ...inline, ...blocks].flatMap(missingIn)).toEqual([]);
  });
});

test('docs/opentelemetry.md lists every instrument, with its unit and attributes, and no other', () => {
  const rows = rowsOf(read('docs/opentelemetry.md'), 'vpn.').map(([name, kind, unit, attributes, says]) =>
    [name, kind, unit, attributes, says].join(' | '),
  );
  const code = (word: string): string => `\`${word}\``;
  const expected = allInstruments().flatMap(({ name, kind, unit, attributes, description }) =>
    name === undefined
      ? []
      : [
          [
            code(name),
            kind,
            code(unit),
            attributes
              .slice(1)
              .map((one) => code(ATTRIBUTES[one].name))
              .join(', '),
            description,
          ].join(' | '),
        ],
  );
  expect(rows).toEqual(expected);
});

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

describe('docs/grafana/alicloud-vpn-monitor.json', () => {
  const dashboard = JSON.parse(read('docs/grafana/alicloud-vpn-monitor.json')) as {
    readonly uid: string;
    readonly title: string;
    readonly schemaVersion: number;
    readonly id: null;
    readonly __inputs: readonly { readonly name: string; readonly type: string }[];
    readonly templating: {
      readonly list: readonly { readonly name: string; readonly type: string; readonly query: string | { readonly query: string } }[];
    };
    readonly panels: readonly Panel[];
  };
  const { panels, templating } = dashboard;
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

  test('has what Grafana needs to import it', () => {
    expect(dashboard).toMatchObject({ id: null, uid: 'alicloud-vpn-monitor', title: 'Alibaba Cloud VPN Gateway' });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(38);
    expect(templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['region', 'query'],
      ['connection', 'query'],
    ]);
    expect(dashboard.__inputs).toMatchObject([{ name: 'DS_PROMETHEUS', type: 'datasource' }]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title, description, datasource, targets = [] } of panels.filter((panel) => panel.type !== 'row')) {
      expect(['stat', 'table', 'timeseries', 'state-timeline']).toContain(type);
      expect([title, description, datasource?.uid]).toEqual([expect.stringMatching(/^\w/), expect.stringMatching(/\.$/), '${datasource}']);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(targets.every((target) => target.datasource.uid === '${datasource}')).toBe(true);
    }
  });

  test('panels lie within the grid and beside each other', () => {
    const cells = panels.flatMap(({ id, gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => ({ id, column: x + (index % w), row: y + Math.floor(index / w) })),
    );
    expect(cells.every(({ column, row }) => column >= 0 && column < 24 && row >= 0)).toBe(true);
    expect(new Set(cells.map(({ column, row }) => `${column} ${row}`)).size).toBe(cells.length);
  });

  test('every metric and label that it names stands in a real exposition; every variable is its own or of Grafana', () => {
    const variables = templating.list.flatMap(({ query }) => (typeof query === 'string' ? [] : [query.query]));
    expect(expressions.length).toBeGreaterThan(25);
    expect([...expressions, ...variables].flatMap(missingIn)).toEqual([]);
    for (const [, metric = '', label = ''] of variables.join('\n').matchAll(/label_values\((\w+)(?:\{.*\})?, (\w+)\)/g))
      expect([metric, exposed.get(metric)?.labels.has(label)]).toEqual([metric, true]);
    const named = new Set(JSON.stringify([panels, variables]).match(/\$\{?\w+\}?/g));
    expect([...named].sort()).toEqual(['$__range', '$__rate_interval', '$connection', '$region', '${datasource}']);
    const legends = [...JSON.stringify(panels).matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    expect(legends.filter((label) => ![...exposed.values()].some(({ labels }) => labels.has(label)))).toEqual([]);
  });

  test('the queries of the guide fill the panels of traffic, for the calls that it names', async () => {
    const block = guideBlocks().find(({ file, code }) => file === 'docs/prometheus.md' && code.includes('function trafficQueries'));
    const { trafficQueries } = (await import(moduleOf(block!))) as {
      readonly trafficQueries: (monitor: VpnMonitor) => Readonly<Record<'traffic' | 'packets' | 'bandwidth', MetricQuery>>;
    };
    const cloud = fullAccount();
    await using monitor = monitorOf(cloud);
    const register = new client.Registry();
    using collector = collectVpnMetrics(client, trafficQueries(monitor), { register });
    await collector.poll();
    const text = await register.metrics();
    const row = (title: string): number => panels.findIndex((panel) => panel.type === 'row' && panel.title === title);
    const shown = panels.slice(row('Traffic'), row('Changes')).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const names = shown.map((expression) => /alicloud_vpn_\w+_(?:per_second|ratio)/.exec(expression)?.[0] ?? expression);
    expect(names).toHaveLength(6);
    expect(names.filter((name) => !text.includes(`\n${name}{`))).toEqual([]);
    // Two of traffic for each kind of attachment, as many of packets, and two of bandwidth.
    expect(cloud.calls.filter(({ action }) => action === 'DescribeMetricLast')).toHaveLength(4 + 6);
  });

  test('braces and brackets of every expression are closed', () => {
    for (const expression of expressions) {
      for (const [open = '', shut = ''] of ['()', '{}', '[]'])
        expect([expression, expression.split(open).length]).toEqual([expression, expression.split(shut).length]);
      expect(expression.split('"').length % 2).toBe(1);
    }
  });
});
