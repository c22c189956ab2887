import CmsModule from '@alicloud/cms20190101';
import VpcModule from '@alicloud/vpc20160428';
import { expect, test } from 'vitest';
import { endpointFor } from '../../src/transport/endpoints.ts';

type Client = new (config: object) => { readonly _endpoint: string; readonly _endpointMap: Readonly<Record<string, string>> };
const clientClass = (module: unknown): Client => ((module as { default?: unknown }).default ?? module) as Client;
const UNMAPPED = ['cn-future-9', 'eu-north-1', 'ap-southeast-99', 'cn-beijing-gov-1', 'sa-east-1'];

test.each([
  ['cms', clientClass(CmsModule), 40],
  ['vpc', clientClass(VpcModule), 30],
] as const)(
  '%s endpoints are those of the generated client, for every region it lists and for others',
  (product, GeneratedClient, atLeast) => {
    const create = (regionId: string) => new GeneratedClient({ regionId, accessKeyId: 'a', accessKeySecret: 'b' });
    const listed = Object.keys(create('cn-hangzhou')._endpointMap);
    expect(listed.length).toBeGreaterThan(atLeast);
    for (const regionId of [...listed, ...UNMAPPED]) {
      expect([regionId, endpointFor(product, regionId)]).toEqual([regionId, create(regionId)._endpoint]);
    }
  },
);

test('transit routers have one host for every region', () => {
  expect(['cn-hangzhou', 'eu-central-1', 'cn-future-9'].map((regionId) => endpointFor('cbn', regionId))).toEqual(
    Array.from({ length: 3 }, () => 'cbn.aliyuncs.com'),
  );
});
