import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { SimulatedCredentials, SimulatedEndpoint, Simulator } from '../../src/testing/index.ts';

export const NOW = Date.UTC(2026, 2, 1, 12, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const VERSIONS = { cms: '2019-01-01', vpc: '2016-04-28' } as const;
const CMS = new Set([
  'DescribeMetricList',
  'DescribeMetricLast',
  'DescribeMetricData',
  'DescribeMetricTop',
  'DescribeMetricMetaList',
  'DescribeSystemEventAttribute',
  'DescribeSystemEventMetaList',
  'Cursor',
  'BatchExport',
  'PutResourceMetricRule',
  'PutResourceMetricRules',
  'DescribeMetricRuleList',
  'EnableMetricRules',
  'DisableMetricRules',
  'DeleteMetricRules',
  'DescribeAlertLogList',
  'DescribeContactGroupList',
]);
export const productOf = (action: string): 'cms' | 'vpc' => (CMS.has(action) ? 'cms' : 'vpc');

export interface Body {
  readonly [key: string]: unknown;
}

export interface Point {
  readonly timestamp: number;
  readonly [key: string]: unknown;
}

export type Params = Readonly<Record<string, string | number>>;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A request signed by hand, so that tests can spoil any part of it. */
export function sign(
  host: string,
  action: string,
  params: Params,
  credentials: SimulatedCredentials,
  form = false,
  override: Record<string, string> = {},
): { url: string; headers: Record<string, string>; body: string } {
  const text = Object.keys(params)
    .sort()
    .map((key) => `${key}=${encode(String(params[key]))}`)
    .join('&');
  const body = form ? text : '';
  const query = form ? '' : text;
  const headers: Record<string, string> = {
    host,
    'x-acs-version': VERSIONS[productOf(action)],
    'x-acs-action': action,
    'x-acs-date': new Date().toISOString().replace(/\.\d+/, ''),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': sha256(body),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(credentials.securityToken !== undefined && { 'x-acs-security-token': credentials.securityToken }),
    ...override,
  };
  const names = Object.keys(headers).sort();
  const canonical = ['POST', '/', query, ...names.map((name) => `${name}:${headers[name]!}`), '', names.join(';'), sha256(body)].join('\n');
  const signature = createHmac('sha256', credentials.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  headers['authorization'] =
    `ACS3-HMAC-SHA256 Credential=${credentials.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { url: `http://${host}/?${query}`, headers, body };
}

export async function send(
  request: { url: string; headers: Record<string, string>; body: string },
  signal?: AbortSignal,
): Promise<{ status: number; body: Body; text: string }> {
  const { host: _host, ...headers } = request.headers;
  const response = await fetch(request.url, {
    method: 'POST',
    headers,
    ...(request.body !== '' && { body: request.body }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  let body: Body = {};
  try {
    body = JSON.parse(text) as Body;
  } catch {
    // Tests of broken bodies read the text.
  }
  return { status: response.status, body, text };
}

export function post(
  endpoint: SimulatedEndpoint,
  action: string,
  params: Params,
  credentials: SimulatedCredentials,
  form = false,
): ReturnType<typeof send> {
  return send(sign(endpoint.cms, action, params, credentials, form));
}

/** The same operation without HTTP: for tests of what is answered, not of how it travels. */
export function ask(cloud: Simulator, action: string, params: Params = {}, form = false): { status: number; body: Body } {
  const withRegion = productOf(action) === 'vpc' && !('RegionId' in params) ? { RegionId: 'cn-hangzhou', ...params } : params;
  const { url, headers, body } = sign('simulator', action, withRegion, cloud.credentials, form);
  const answer = cloud.handle({ method: 'POST', url, headers, body });
  if (answer.kind !== 'answer') throw new Error(`the simulator did not answer: ${answer.kind}`);
  return { status: answer.status, body: JSON.parse(answer.body) as Body };
}

export function list(cloud: Simulator, params: Params): { status: number; body: Body; points: Point[] } {
  const { status, body } = ask(cloud, 'DescribeMetricList', { Namespace: 'acs_vpn', ...params });
  return { status, body, points: pointsOf(body) };
}

export function pointsOf(body: Body): Point[] {
  const value: unknown = body['Datapoints'];
  return (typeof value === 'string' ? (value === '' ? [] : JSON.parse(value)) : (value ?? [])) as Point[];
}

/** Every page of a query. */
export function listAll(cloud: Simulator, params: Params): { points: Point[]; pages: number } {
  const points: Point[] = [];
  let pages = 0;
  let token = '';
  do {
    const page = list(cloud, { ...params, ...(token !== '' && { NextToken: token }) });
    if (page.status !== 200) throw new Error(JSON.stringify(page.body));
    points.push(...page.points);
    token = page.body['NextToken'] as string;
    pages++;
  } while (token !== '');
  return { points, pages };
}

/** The class a CommonJS package exports as its default: behind two defaults in Node, behind one where the test runner unwraps it. */
export function classOf(module: unknown): new (value: unknown) => unknown {
  const outer = (module as { default: unknown }).default;
  return (typeof outer === 'function' ? outer : (outer as { default: unknown }).default) as new (value: unknown) => unknown;
}
