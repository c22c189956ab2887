import { assertOptions, keysOf } from '../internal/keys.ts';
import { isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';

/** The services that this package calls. */
export type Product = 'cms' | 'vpc' | 'cbn';

/** Hosts to use instead of those that Alibaba Cloud's own clients use. */
export interface EndpointOptions {
  /** Host, or host and port, of Cloud Monitor. Default: the region's. */
  readonly cms?: string | undefined;
  /** Host, or host and port, of the VPC service. Default: the region's. */
  readonly vpc?: string | undefined;
  /** Host, or host and port, of the transit router service. Default: `cbn.aliyuncs.com`, which serves every region. */
  readonly cbn?: string | undefined;
  /** The protocol for the hosts that you give here; `http` is for a local stand-in. The service's own hosts always use `https`. Default: `https`. */
  readonly protocol?: 'https' | 'http' | undefined;
}

/** Checked endpoints: a host for each service, and how it is reached. */
export interface Endpoints {
  readonly cms: string;
  readonly vpc: string;
  readonly cbn: string;
  readonly protocols: Readonly<Record<Product, 'https' | 'http'>>;
}

const words = (list: string): string[] => list.trim().split(/\s+/);

// The tables of @alicloud/cms20190101 4.0.10 and @alicloud/vpc20160428 7.3.2; the contract tests
// compare every row with the installed clients.
const CMS_METRICS_REGIONS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ words(`
    us-west-1 us-southeast-1 us-east-1 na-south-1 me-east-1 me-central-1 eu-west-2 eu-west-1 eu-central-1
    cn-zhongwei cn-zhengzhou-jva cn-zhangjiakou cn-wulanchabu-gic-1 cn-wulanchabu cn-wuhan-lr
    cn-shenzhen-finance-1 cn-shenzhen cn-shanghai-finance-1 cn-shanghai cn-qingdao cn-north-2-gov-1 cn-nanjing
    cn-huhehaote cn-hongkong cn-heyuan-acdr-1 cn-heyuan cn-hangzhou-finance cn-hangzhou cn-guangzhou cn-fuzhou
    cn-chengdu cn-beijing-finance-1 cn-beijing ap-southeast-8 ap-southeast-7 ap-southeast-6 ap-southeast-5
    ap-southeast-3 ap-southeast-2 ap-southeast-1 ap-south-1 ap-northeast-2 ap-northeast-1
  `),
);

const VPC_HOSTS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ (
    [
      [
        'vpc',
        `cn-hangzhou cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-north-2-gov-1 ap-northeast-2-pop
         cn-beijing-finance-pop cn-beijing-gov-1 cn-beijing-nu16-b01 cn-fujian cn-haidian-cm12-c01
         cn-hangzhou-bj-b01 cn-hangzhou-finance cn-hangzhou-internal-prod-1 cn-hongkong-finance-pop
         cn-shanghai-et2-b01 cn-shanghai-inner cn-shenzhen-inner cn-shenzhen-st4-d01 cn-shenzhen-su18-b01 cn-wuhan
         cn-yushanfang cn-zhangbei cn-zhangbei-na61-b01 rus-west-1-pop`,
      ],
      [
        'vpc-pre.cn-hangzhou',
        `cn-hangzhou-internal-test-1 cn-hangzhou-internal-test-3 cn-hangzhou-test-306 cn-shanghai-et15-b01
         cn-shanghai-internal-test-1`,
      ],
      ['vpc-inner-pre.cn-hangzhou', 'cn-hangzhou-internal-test-2'],
      ['vpc-nebula.cn-qingdao-nebula', 'cn-edge-1 cn-huhehaote-nebula-1 cn-qingdao-nebula cn-zhengzhou-nebula-1'],
      ['vpc-nebula.cn-shenzhen-cloudstone', 'eu-west-1-oxs'],
      ['vpc.cn-zhangjiakou', 'cn-zhangjiakou-na62-a01'],
    ] as const
  ).flatMap(([host, regions]) => words(regions).map((region) => [region, host] as const)),
);

/** The regions that there are, those that everyone can use first. A newer one may be missing. */
export function knownRegions(): readonly string[] {
  return [...CMS_METRICS_REGIONS, ...VPC_HOSTS.keys()];
}

/** The host of a service in a region, by the rule of Alibaba Cloud's generated clients. */
export function endpointFor(product: Product, regionId: string): string {
  if (product === 'cbn') return 'cbn.aliyuncs.com';
  const host =
    product === 'cms'
      ? `${CMS_METRICS_REGIONS.has(regionId) ? 'metrics' : 'cms'}.${regionId}`
      : (VPC_HOSTS.get(regionId) ?? `vpc.${regionId}`);
  return `${host}.aliyuncs.com`;
}

/** Refuses what are no options at all, before their fields are read. */
export function assertTransportOptions(options: unknown, known: readonly string[], name: string): void {
  if (!isRecord(options))
    throw new TypeError(`${name}() takes options, such as { regionId: 'cn-hangzhou' }, but was given ${shown(options)}`);
  assertOptions(options, known, `${name}()`);
}

/** Refuses what cannot be a region id with a `TypeError` that names it. */
export function assertRegionId(regionId: unknown): asserts regionId is string {
  if (typeof regionId !== 'string' || !/^[a-z]+(-[a-z0-9]+)+$/.test(regionId)) {
    throw new TypeError(`regionId ${show(regionId)} is not a region: give its id in lower case, such as 'cn-hangzhou' or 'eu-central-1'`);
  }
}

/** The hosts to use: the caller's, else the region's. A `TypeError` names an option that is no host. */
export function resolveEndpoints(regionId: string, options: EndpointOptions = {}): Endpoints {
  assertRegionId(regionId);
  assertEndpoint(options);
  const { protocol = 'https' } = options;
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- JavaScript callers
  if (protocol !== 'https' && protocol !== 'http') throw new TypeError(`endpoint.protocol ${show(protocol)} must be 'https' or 'http'`);
  const host = (product: Product): string => {
    const given = options[product];
    if (given === undefined) return endpointFor(product, regionId);
    assertHost(given, product);
    return given;
  };
  // Signed requests never go in plain text to a host that was not named for it.
  const protocolOf = (product: Product): 'https' | 'http' => (options[product] === undefined ? 'https' : protocol);
  const endpoints = {
    cms: host('cms'),
    vpc: host('vpc'),
    cbn: host('cbn'),
    protocols: { cms: protocolOf('cms'), vpc: protocolOf('vpc'), cbn: protocolOf('cbn') },
  };
  if (protocol === 'http' && !Object.values(endpoints.protocols).includes('http')) {
    throw new TypeError(
      "endpoint.protocol 'http' is for hosts of your own: give endpoint.cms and endpoint.vpc as well, such as '127.0.0.1:8080'",
    );
  }
  return endpoints;
}

const ENDPOINT_KEYS = /* @__PURE__ */ keysOf<EndpointOptions>({ cms: true, vpc: true, cbn: true, protocol: true });

/** An endpoint that is not understood must not be ignored: requests would go to the public service. */
function assertEndpoint(endpoint: unknown): void {
  const wanted =
    "endpoint must be an object of cms, vpc, cbn and protocol, such as { cms: '127.0.0.1:8080', vpc: '127.0.0.1:8080', protocol: 'http' }";
  if (!isRecord(endpoint)) throw new TypeError(`${wanted}, but it was given ${show(endpoint)}`);
  assertOptions(endpoint, ENDPOINT_KEYS, `${wanted}; it`, 'key');
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i;

function assertHost(host: unknown, product: Product): void {
  const port = typeof host === 'string' ? HOST.exec(host) : null;
  if (!port || (port[1] !== undefined && (Number(port[1]) < 1 || Number(port[1]) > 65_535))) {
    throw new TypeError(
      `endpoint.${product} ${show(host)} is not a host: give a host or host:port without scheme, path or blanks, such as 'metrics.cn-hangzhou.aliyuncs.com'`,
    );
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : shown(value);
}
