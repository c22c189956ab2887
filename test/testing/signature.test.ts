import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, SIMULATED_SECRET, type SimulatedServer, type Simulator } from '../../src/testing/index.ts';
import { ask, NOW, post, send, sign } from './support.ts';

const META = { Namespace: 'acs_vpn', PageSize: 100 };

describe('signatures', () => {
  let cloud: Simulator;
  let server: SimulatedServer;
  beforeEach(async () => {
    cloud = createSimulator.preset('dual-tunnel', { now: NOW });
    server = await cloud.listen();
  });
  afterEach(() => server.close());

  it('accepts a request signed with the key it hands out', async () => {
    const { status, body } = await post(server.endpoint, 'DescribeMetricMetaList', META, cloud.credentials);
    expect(status).toBe(200);
    expect(body['TotalCount']).toBe('31');
  });

  it('accepts query values with every character that needs encoding', async () => {
    const params = { ...META, MetricName: "a b+c*d'e(f)g!~/?=&%中" };
    const { status, body } = await post(server.endpoint, 'DescribeMetricMetaList', params, cloud.credentials);
    expect([status, body['TotalCount']]).toEqual([200, '0']);
    expect(cloud.calls.at(-1)?.params['MetricName']).toBe(params.MetricName);
  });

  it('refuses a wrong secret, an unknown key and no signature with the service’s own codes', async () => {
    const wrong = await post(server.endpoint, 'DescribeMetricMetaList', META, { ...cloud.credentials, accessKeySecret: 'other' });
    expect([wrong.status, wrong.body['Code']]).toEqual([400, 'SignatureDoesNotMatch']);
    const stranger = await post(server.endpoint, 'DescribeMetricMetaList', META, { ...cloud.credentials, accessKeyId: 'stranger' });
    expect([stranger.status, stranger.body['Code']]).toEqual([404, 'InvalidAccessKeyId.NotFound']);
    const bare = sign(server.endpoint.cms, 'DescribeMetricMetaList', META, cloud.credentials);
    delete bare.headers['authorization'];
    const unsigned = await send(bare);
    expect([unsigned.status, unsigned.body['Code']]).toEqual([400, 'IncompleteSignature']);
    expect(Object.keys(unsigned.body)).toEqual(['RequestId', 'HostId', 'Code', 'Message', 'Recommend']);
    expect(JSON.stringify([wrong.body, stranger.body, unsigned.body])).not.toContain(SIMULATED_SECRET);
  });

  it('refuses a query or body that changed after signing', async () => {
    const query = sign(server.endpoint.cms, 'DescribeMetricMetaList', META, cloud.credentials);
    const tampered = await send({ ...query, url: query.url.replace('PageSize=100', 'PageSize=101') });
    expect([tampered.status, tampered.body['Code']]).toEqual([400, 'SignatureDoesNotMatch']);
    const form = sign(server.endpoint.cms, 'Cursor', { Namespace: 'acs_vpn' }, cloud.credentials, true);
    const swapped = await send({ ...form, body: form.body.replace('vpn', 'ecs') });
    expect([swapped.status, swapped.body['Code']]).toEqual([400, 'SignatureDoesNotMatch']);
  });

  it('refuses a body hash that is not the body’s, however well it is signed', async () => {
    const request = sign(server.endpoint.cms, 'DescribeMetricMetaList', META, cloud.credentials, false, {
      'x-acs-content-sha256': '0'.repeat(64),
    });
    const { status, body } = await send(request);
    expect([status, body['Code'], body['Message']]).toEqual([400, 'SignatureDoesNotMatch', expect.stringContaining('hash of the body')]);
  });

  it('refuses a request that is sent twice', async () => {
    const request = sign(server.endpoint.cms, 'DescribeMetricMetaList', META, cloud.credentials);
    expect((await send(request)).status).toBe(200);
    const again = await send(request);
    expect([again.status, again.body['Code']]).toEqual([400, 'SignatureNonceUsed']);
  });
});

describe('credentials', () => {
  it('asks for the security token of temporary credentials', () => {
    const credentials = { accessKeyId: 'sts', accessKeySecret: 's', securityToken: 'token' };
    const cloud = createSimulator.preset('dual-tunnel', { credentials });
    expect(ask(cloud, 'DescribeMetricMetaList').status).toBe(200);
    const code = (securityToken: string | undefined): unknown => {
      const { url, headers, body } = sign(
        'simulator',
        'DescribeMetricMetaList',
        {},
        { accessKeyId: 'sts', accessKeySecret: 's', ...(securityToken !== undefined && { securityToken }) },
      );
      const answer = cloud.handle({ method: 'POST', url, headers, body });
      return answer.kind === 'answer' && (JSON.parse(answer.body) as { Code: string }).Code;
    };
    expect(code(undefined)).toBe('MissingSecurityToken');
    expect(code('old')).toBe('InvalidSecurityToken.MismatchWithAccessKey');
  });

  it('checks nothing when told so', () => {
    const cloud = createSimulator.preset('dual-tunnel', { credentials: 'any' });
    const answer = cloud.handle({
      method: 'POST',
      url: '/',
      headers: { 'x-acs-version': '2019-01-01', 'x-acs-action': 'DescribeMetricMetaList' },
      body: '',
    });
    expect(answer).toMatchObject({ kind: 'answer', status: 200 });
  });
});
