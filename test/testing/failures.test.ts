import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type FailureSpec, type SimulatedServer, type Simulator } from '../../src/testing/index.ts';
import { ask, NOW, post, send, sign } from './support.ts';

const QUERY = { Namespace: 'acs_vpn', MetricName: 'tun.state' };

describe('failures over HTTP', () => {
  let cloud: Simulator;
  let server: SimulatedServer;
  beforeEach(async () => {
    cloud = createSimulator.preset('dual-tunnel', { now: NOW });
    server = await cloud.listen();
  });
  afterEach(() => server.close());
  const query = (): ReturnType<typeof send> => post(server.endpoint, 'DescribeMetricList', QUERY, cloud.credentials);
  const failed = async (spec: FailureSpec): Promise<Awaited<ReturnType<typeof send>>> => {
    cloud.fail(spec);
    return query();
  };

  it('carry a code with the status that goes with it, once, and then the service works again', async () => {
    const { status, body } = await failed({ code: 'Throttling.User' });
    expect([status, body['Code'], body['Message']]).toEqual([400, 'Throttling.User', 'Request was denied due to user flow control.']);
    expect((await query()).status).toBe(200);
    expect(cloud.calls.map((call) => call.answered)).toEqual([400, 200]);
  });

  it.each([
    ['ServiceUnavailable', 503],
    ['InternalError', 500],
    ['Forbidden.RAM', 403],
    ['InvalidVpnConnectionInstanceId.NotFound', 404],
    ['InvalidParameter', 400],
  ])('give %s the status %i', async (code, status) => {
    expect((await failed({ code })).status).toBe(status);
  });

  it('carry a bare status, a message, or an error inside a success', async () => {
    const bare = await failed({ status: 503 });
    expect([bare.status, bare.body['Code']]).toEqual([503, 'ServiceUnavailable']);
    const soft = await failed({ code: '403', status: 200, message: 'not allowed' });
    expect([soft.status, soft.body['Success'], soft.body['Code'], soft.body['Message']]).toEqual([200, false, '403', 'not allowed']);
  });

  it('reset the connection', async () => {
    await expect(failed({ kind: 'reset' })).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(cloud.calls.at(-1)?.answered).toBe('reset');
    expect((await query()).status).toBe(200);
  });

  it('never answer', async () => {
    cloud.fail({ kind: 'hang' });
    const request = sign(server.endpoint.cms, 'DescribeMetricList', QUERY, cloud.credentials);
    await expect(send(request, AbortSignal.timeout(150))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(cloud.calls.map((call) => call.answered)).toEqual(['hang']);
  });

  it('send bodies that are no JSON', async () => {
    const html = await failed({ kind: 'html' });
    expect([html.status, html.text.slice(0, 6)]).toEqual([502, '<html>']);
    const empty = await failed({ kind: 'empty' });
    expect([empty.status, empty.text]).toEqual([200, '']);
    const broken = await failed({ kind: 'broken-json' });
    expect(broken.text.startsWith('{"RequestId"')).toBe(true);
    expect(() => JSON.parse(broken.text) as unknown).toThrow(SyntaxError);
  });

  it('send successes that are none', async () => {
    const failure = await failed({ kind: 'success-false' });
    expect(failure.body).toMatchObject({ Success: false, Datapoints: '' });
    expect(failure.body).not.toHaveProperty('Code');
    const without = await failed({ kind: 'no-datapoints' });
    expect(without.body).toMatchObject({ Success: true, Code: '200' });
    expect(without.body).not.toHaveProperty('Datapoints');
  });

  it('take their time', async () => {
    cloud.fail({ status: 500, afterMs: 120 });
    const start = performance.now();
    expect((await query()).status).toBe(500);
    expect(performance.now() - start).toBeGreaterThanOrEqual(110);
  });
});

describe('which calls fail', () => {
  const cloud = (): Simulator => createSimulator.preset('dual-tunnel', { now: NOW });
  const statuses = (one: Simulator, ...actions: string[]): number[] => actions.map((action) => ask(one, action, QUERY).status);

  it('is a matter of the operation, the number and what is let through first', () => {
    const one = cloud();
    const handle = one.fail({ action: 'DescribeMetricList', status: 500, times: 2, skip: 1 });
    expect(
      statuses(
        one,
        'DescribeMetricLast',
        'DescribeMetricList',
        'DescribeMetricList',
        'DescribeMetricLast',
        'DescribeMetricList',
        'DescribeMetricList',
      ),
    ).toEqual([200, 200, 500, 200, 500, 200]);
    expect(handle.hits).toBe(2);
  });

  it('can be all of them until told to stop', () => {
    const one = cloud();
    const handle = one.fail({ status: 503, times: Infinity });
    expect(new Set(statuses(one, ...Array<string>(20).fill('DescribeMetricLast')))).toEqual(new Set([503]));
    handle.stop();
    expect(statuses(one, 'DescribeMetricLast')).toEqual([200]);
  });

  it('goes by the order in which they were set up', () => {
    const one = cloud();
    one.fail({ status: 500 });
    one.fail({ status: 503 });
    expect(statuses(one, 'DescribeMetricLast', 'DescribeMetricLast', 'DescribeMetricLast')).toEqual([500, 503, 200]);
  });

  it('refuses a kind there is not', () => {
    expect(() => cloud().fail({ kind: 'explode' } as unknown as FailureSpec)).toThrow(/explode is none of: reset/);
  });
});

describe('limits of the account', () => {
  it('throttle beyond the calls per second, each operation for itself, Data and Top at a fifth', async () => {
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW, requestsPerSecond: 10 });
    const admitted = (action: string): number =>
      Array.from({ length: 15 }, () => ask(cloud, action, { ...QUERY, Orderby: 'Average' })).filter((one) => one.status === 200).length;
    expect(admitted('DescribeMetricList')).toBe(10);
    expect(admitted('DescribeMetricData')).toBe(2);
    expect(admitted('DescribeMetricLast')).toBe(10);
    expect(ask(cloud, 'DescribeMetricList', QUERY).body['Code']).toBe('Throttling.User');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(admitted('DescribeMetricList')).toBe(10);
  });

  it('refuse metric queries when the month’s quota is gone, and nothing else', () => {
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW, quotaExhausted: true });
    const { status, body } = ask(cloud, 'DescribeMetricLast', QUERY);
    expect([status, body['Message']]).toEqual([400, 'user api quota limit']);
    expect(ask(cloud, 'DescribeMetricMetaList').status).toBe(200);
    expect(ask(cloud, 'DescribeVpnConnections').status).toBe(200);
  });
});
