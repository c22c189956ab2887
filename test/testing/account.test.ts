import { describe, expect, it } from 'vitest';
import { EVENTS, METRICS, metricSpec } from '../../src/catalog/index.ts';
import { createSimulator, documentedMetadata, liveMetadata, type MetadataRow } from '../../src/testing/index.ts';
import { ask, type Body, HOUR, list, NOW } from './support.ts';

const resources = (body: Body): Record<string, string>[] => (body['Resources'] as { Resource: Record<string, string>[] }).Resource;

describe('the clock', () => {
  it('stands still at the instant given and moves by hand', () => {
    const cloud = createSimulator.preset('dual-tunnel', { now: '2026-03-01T00:00:00Z' });
    expect([cloud.now(), cloud.clock.now()]).toEqual([Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 1)]);
    expect(cloud.advance('5m').advance(1_000).now()).toBe(Date.UTC(2026, 2, 1, 0, 5, 1));
    expect(() => cloud.advance(-1)).toThrow(RangeError);
  });

  it('runs with real time otherwise, ahead by what it was advanced', () => {
    const cloud = createSimulator.preset('dual-tunnel');
    cloud.advance('1h');
    expect(Math.abs(cloud.now() - Date.now() - HOUR)).toBeLessThan(1_000);
  });
});

describe('metadata', () => {
  it('pages by thirty, with the total as text', () => {
    const cloud = createSimulator.preset('dual-tunnel');
    const pages = [1, 2].map((PageNumber) => ask(cloud, 'DescribeMetricMetaList', { Namespace: 'acs_vpn', PageNumber }).body);
    expect(pages.map((body) => [resources(body).length, body['TotalCount']])).toEqual([
      [30, '31'],
      [1, '31'],
    ]);
  });

  it('lists other products unless the namespace is named, and filters by label', () => {
    const cloud = createSimulator.preset('dual-tunnel');
    const all = resources(ask(cloud, 'DescribeMetricMetaList', { PageSize: 100 }).body);
    expect(new Set(all.map((row) => row['Namespace']))).toEqual(new Set(['acs_ecs_dashboard', 'acs_vpn']));
    const Labels = JSON.stringify([{ name: 'productCategory', value: 'vpnconnection' }]);
    const routed = resources(ask(cloud, 'DescribeMetricMetaList', { Labels, PageSize: 100 }).body);
    expect(routed).toHaveLength(12);
    expect(routed.every((row) => row['MetricName']!.startsWith('vpn_connection'))).toBe(true);
    expect(ask(cloud, 'DescribeMetricMetaList', { Labels: '{' }).status).toBe(400);
  });

  it('covers the catalogue, in another spelling here and there', () => {
    const specs = liveMetadata().map((row) => metricSpec(row.MetricName));
    expect(new Set(specs)).toEqual(new Set(METRICS));
    const respelt = liveMetadata()
      .filter((row) => !METRICS.some((spec) => spec.name === row.MetricName))
      .map((row) => row.MetricName);
    expect(respelt.sort()).toEqual(['net_rx.Pkgs', 'net_tx.Pkgs', 'vpn_connection_tx.rate']);
    expect(documentedMetadata().map((row) => row.MetricName)).toEqual(METRICS.map((spec) => spec.name));
  });

  it('may be rows of one’s own: metrics that no catalogue knows are served too', () => {
    const metadata: MetadataRow[] = [
      { MetricName: 'tun.drops', Dimensions: 'instanceId,tunnelId,cause', Statistics: 'Sum', Periods: '60,300' },
    ];
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW, metadata });
    const listed = resources(ask(cloud, 'DescribeMetricMetaList', { Namespace: 'acs_vpn' }).body);
    expect(listed).toEqual([
      expect.objectContaining({ MetricName: 'tun.drops', Dimensions: 'instanceId,tunnelId,cause', Statistics: 'Sum' }),
    ]);
    const [point] = list(cloud, { MetricName: 'tun.drops' }).points;
    expect(Object.keys(point!)).toEqual(['timestamp', 'instanceId', 'tunnelId', 'cause', 'Sum']);
  });

  it('lists the product and the names of system events', () => {
    const { body } = ask(createSimulator.preset('dual-tunnel', { events: { product: 'vpn' } }), 'DescribeSystemEventMetaList');
    const rows = (body['Data'] as { Resource: Record<string, string>[] }).Resource;
    expect(rows.filter((row) => row['Product'] === 'vpn').map((row) => row['Name'])).toEqual(EVENTS.map((event) => event.name));
    expect(rows.some((row) => row['Product'] === 'ECS')).toBe(true);
  });
});

describe('exports', () => {
  const scope = { Namespace: 'acs_vpn', Metric: 'tun.state', StartTime: NOW - HOUR };

  it('need Enterprise CloudMonitor', () => {
    const plain = createSimulator.preset('dual-tunnel', { now: NOW });
    expect([ask(plain, 'Cursor', scope, true).status, ask(plain, 'BatchExport', scope, true).status]).toEqual([403, 403]);
  });

  it('refuse a cursor of their own making only, a bad matcher and too long a batch', () => {
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW, enterprise: true });
    expect(ask(cloud, 'BatchExport', { ...scope, Cursor: 'v2.5nonsense' }, true).status).toBe(400);
    expect(ask(cloud, 'Cursor', { ...scope, Matchers: '[{"Label":"tunnelId","Value":"x","Operator":"LIKE"}]' }, true).status).toBe(400);
    expect(ask(cloud, 'Cursor', { ...scope, StartTime: '' }, true).status).toBe(400);
    const Cursor = ask(cloud, 'Cursor', scope, true).body['Cursor'] as string;
    expect(ask(cloud, 'BatchExport', { ...scope, Cursor, Length: 10_001 }, true).status).toBe(400);
    const { body } = ask(cloud, 'BatchExport', { ...scope, Cursor, Length: 10_000 }, true);
    expect([body['HasNext'], body['Cursor'], body['Length']]).toEqual([false, null, 118]);
  });
});

describe('operations of one’s own', () => {
  it('answer beside the built-in ones, with their parameters', () => {
    const cloud = createSimulator.preset('dual-tunnel', {
      credentials: 'any',
      operations: {
        PutEventRule: (params) => ({ Success: true, Code: '200', Data: `rule ${params['RuleName'] ?? ''}` }),
        SendDryRunSystemEvent: () => {
          throw new Error('out of order');
        },
      },
    });
    const call = (action: string): { status: number; body: Body } => {
      const answer = cloud.handle({
        method: 'POST',
        url: '/?RuleName=a',
        headers: { 'x-acs-version': '2019-01-01', 'x-acs-action': action },
        body: '',
      });
      if (answer.kind !== 'answer') throw new Error(answer.kind);
      return { status: answer.status, body: JSON.parse(answer.body) as Body };
    };
    expect(call('PutEventRule')).toMatchObject({ status: 200, body: { Success: true, Data: 'rule a' } });
    expect(call('SendDryRunSystemEvent')).toMatchObject({ status: 500, body: { Code: 'InternalError', Message: 'out of order' } });
    expect(call('PutCustomEvent')).toMatchObject({ status: 404, body: { Code: 'InvalidAction.NotFound' } });
    expect(call('constructor').status).toBe(404);
  });
});
