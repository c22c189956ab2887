import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENTS, METRICS } from 'alicloud-vpn-monitor';
import { type Browser, chromium as playwright, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/chromium.ts';
import { type Site, siteOf } from './build-site.ts';
import { linksOf } from './dead-links.ts';
import { type ServedSite, serveSite } from './serve-site.ts';

let site: Site;
const pages = async (): Promise<{ readonly file: string; readonly html: string }[]> => {
  const files = (await readdir(site.folder, { recursive: true, encoding: 'utf8' })).filter((file) => file.endsWith('.html'));
  return Promise.all(files.map(async (file) => ({ file, html: await read(file) })));
};
const read = (file: string): Promise<string> => readFile(join(site.folder, file), 'utf8');

beforeAll(async () => {
  site = await siteOf();
}, 600_000);
afterAll(() => site[Symbol.asyncDispose]());

test('no link and no anchor of the whole site is dead', async () => {
  const { followed, dead } = await linksOf(site.folder);
  expect(followed).toBeGreaterThan(10_000);
  expect(dead).toEqual([]);
}, 60_000);

test('modules are called by their import paths, and the version is on the page', async () => {
  const { exports, version } = JSON.parse(await readFile('package.json', 'utf8')) as { exports: object; version: string };
  const page = await read('modules.html');
  const named = [...page.matchAll(/ href="modules\/[^"]*">([^<]*)<\/a>/g)].map(([, name]) => name);
  const paths = Object.keys(exports).filter((path) => path !== './package.json');
  expect(named.sort()).toEqual(paths.map((path) => `alicloud-vpn-monitor${path.slice(1)}`).sort());
  expect(/<title>([^<]*)<\/title>/.exec(page)?.[1]).toContain(`v${version}`);
});

test('every metric and event has its row, and the tables of all have one for each', async () => {
  const enums = await Promise.all(
    ['GatewayMetric', 'ConnectionMetric', 'TunnelMetric', 'AttachmentMetric', 'AttachmentTunnelMetric', 'SystemEvent'].map((name) =>
      read(`enums/alicloud-vpn-monitor.${name}.html`),
    ),
  );
  const rows = enums.flatMap((page) => [...page.matchAll(/<td>Wire name<\/td>\s*<td><code>([^<]*)<\/code>/g)].map(([, name]) => name));
  expect(rows.sort()).toEqual([...METRICS, ...EVENTS].map(({ name }) => name).sort());
  for (const [file, count] of [
    ['METRICS', METRICS.length],
    ['EVENTS', EVENTS.length],
  ] as const)
    expect((await read(`variables/alicloud-vpn-monitor.${file}.html`)).split('<tr>').length - 2, file).toBe(count);
});

test('a default that is set as code is code', async () => {
  const defaults = (await pages()).flatMap(({ file, html }) =>
    [...html.matchAll(/>Default Value<a [^>]*>.*?<\/h4><pre><code class="ts">(.*?)<\/code>/gs)].map(([, code = '']) => ({
      file,
      text: code.replaceAll(/<[^>]*>/g, '').trim(),
    })),
  );
  expect(defaults.length).toBeGreaterThan(5);
  expect(defaults.filter(({ text }) => /\s/.test(text))).toEqual([]);
});

test('no page shows Markdown or a tag of a comment as it was written', async () => {
  const raw = (await pages()).flatMap(({ file, html }) => {
    const text = html.replaceAll(/<(pre|code|script|style)\b.*?<\/\1>/gs, '').replaceAll(/<[^>]*>/g, '\n');
    return [...text.matchAll(/.*(?:\]\(|\*\*\w|```|\{@|^ *#{1,6} |\|---).*/gm)].map(([line]) => `${file}: ${line}`);
  });
  expect(raw).toEqual([]);
});

test('every guide is a page, called by its heading', async () => {
  const guides = ['docs', 'docs/decisions', 'docs/examples'].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.md'))
      .map((file) => /^# (.+)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1]?.replaceAll('`', '')),
  );
  const page = await read('modules.html');
  const named = [...page.matchAll(/ href="documents\/[^"]*">([^<]*)<\/a>/g)].map(([, name]) => name);
  expect(guides.length).toBeGreaterThan(20);
  expect([...named].sort()).toEqual([...guides, 'Changelog'].sort());
});

if (chromium === undefined) process.stderr.write('The reference is not opened in a browser: Chromium is not installed.\n');
describe.skipIf(chromium === undefined)('in headless Chromium (skipped where it is not installed)', () => {
  let browser: Browser;
  let served: ServedSite;
  beforeAll(async () => {
    served = await serveSite(site.folder);
    browser = await playwright.launch({ executablePath: chromium!, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await served[Symbol.asyncDispose]();
  });

  const found: readonly { readonly name: string; readonly search: string; readonly hit: string; readonly shows: readonly string[] }[] = [
    {
      name: 'the client',
      search: 'VpnMonitor',
      hit: 'classes/alicloud-vpn-monitor.VpnMonitor.html',
      shows: ['Class VpnMonitor', 'watch', 'await using monitor = new VpnMonitor'],
    },
    {
      name: 'a metric constant',
      search: 'tun.rx_bps',
      hit: 'enums/alicloud-vpn-monitor.TunnelMetric.html#inboundrate',
      shows: ['tun.rx_bps', 'bit/s', 'a tunnel of a dual-tunnel connection on a VPN gateway', 'Monitor IPsec-VPN connections'],
    },
    {
      name: 'an error code',
      search: 'ErrorCode',
      hit: 'types/alicloud-vpn-monitor.ErrorCode.html',
      shows: ['quota-exhausted', 'What to do', 'Turn on pay-as-you-go for CloudMonitor'],
    },
  ];

  test.each(found)(
    '$name is found by search and renders',
    async ({ name, search, hit, shows }) => {
      await using tab = await openTab('index.html');
      await tab.page.locator('#tsd-search-trigger').click();
      await tab.page.locator('#tsd-search-input').fill(search);
      await tab.page.locator(`#tsd-search-results a[href$="${hit}"]`).click({ timeout: 10_000 });
      await expectShown(tab.page, name, shows);
      expect(tab.problems).toEqual([]);
    },
    60_000,
  );

  test('a guide is reached from the side bar and renders', async () => {
    await using tab = await openTab('index.html');
    const navigation = tab.page.locator('nav.tsd-navigation');
    await navigation.getByText('Guides', { exact: true }).first().click();
    await navigation.getByText('Watching tunnels', { exact: true }).click({ timeout: 10_000 });
    await expectShown(tab.page, 'a guide', ['Watching tunnels', 'watch.on(']);
    expect(tab.problems).toEqual([]);
  }, 60_000);

  interface Tab extends AsyncDisposable {
    readonly page: Page;
    /** What the browser wrote to its console, errors of scripts, and what was not loaded. */
    readonly problems: readonly string[];
  }

  async function openTab(file: string): Promise<Tab> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const problems: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('response', (response) => {
      if (!response.ok()) problems.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${served.origin}/${file}`);
    return { page, problems, [Symbol.asyncDispose]: () => page.close() };
  }

  /** What a page has to show; with `REFERENCE_SHOTS` it is pictured too, in light and in dark. */
  async function expectShown(page: Page, name: string, texts: readonly string[]): Promise<void> {
    const content = page.locator('.col-content');
    for (const text of texts) await expect.poll(() => content.innerText()).toContain(text);
    const shots = process.env['REFERENCE_SHOTS'];
    for (const colorScheme of shots === undefined ? [] : (['light', 'dark'] as const)) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(shots!, `${name.replaceAll(' ', '-')}-${colorScheme}.png`) });
    }
  }
});
