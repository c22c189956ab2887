import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The browser of this machine; `undefined` where there is none. */
export const chromium = PLACES.find((path) => existsSync(path));

/** What a page looks like once it is drawn. */
export interface Rendered {
  /** For each bar what a screen reader says, its width, and those of its parts, in pixels. */
  readonly bars: readonly { readonly label: string; readonly width: number; readonly parts: readonly number[] }[];
  /** The custom properties that are colours, and the page's own background. */
  readonly colors: Readonly<Record<string, string>>;
  /** Whether the page is wider than the window. */
  readonly overflows: boolean;
  readonly text: string;
  /** The names of the elements that the page has. */
  readonly elements: readonly string[];
  /** What the page tried to load besides itself. */
  readonly requests: readonly string[];
  /** What the browser wrote to its console. */
  readonly console: readonly string[];
}

// Runs in the page, so it is a text: the types of the tests are Node's.
const MEASURE = `
  const requests = [];
  addEventListener('securitypolicyviolation', ({ blockedURI }) => requests.push(blockedURI));
  addEventListener('load', () => {
    const width = (element) => element.getBoundingClientRect().width;
    const style = getComputedStyle(document.documentElement);
    const names = ['--page', '--text', '--faint', '--up', '--degraded', '--down', '--unknown'];
    const rendered = {
      bars: [...document.querySelectorAll('.bar')].map((bar) => {
        return { label: bar.getAttribute('aria-label'), width: width(bar), parts: [...bar.querySelectorAll('rect')].map(width) };
      }),
      colors: Object.fromEntries([['background', getComputedStyle(document.body).backgroundColor], ...names.map((name) => [name, style.getPropertyValue(name)])]),
      overflows: document.documentElement.scrollWidth > innerWidth,
      text: document.body.innerText,
      elements: [...new Set([...document.querySelectorAll('html, head > :not(#measure), body, body *')].map(({ localName }) => localName))],
      requests: [...requests, ...performance.getEntriesByType('resource').map(({ name }) => name)],
    };
    document.documentElement.dataset.rendered = btoa(encodeURIComponent(JSON.stringify(rendered)));
  });`;

/** Opens a page in the browser, from a file, and measures it. */
export async function render(
  page: string,
  { dark = false, width = 1100 }: { readonly dark?: boolean; readonly width?: number } = {},
): Promise<Rendered> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  try {
    const file = join(folder, 'page.html');
    // Before the page's own policy, which allows no script.
    await writeFile(
      file,
      page.replace('<head>', () => `<head><script id="measure">${MEASURE}</script>`),
    );
    const options = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--enable-logging=stderr',
    ];
    const scheme = `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`;
    const shape = [scheme, `--window-size=${width},1400`, '--dump-dom', pathToFileURL(file).href];
    const { stdout, stderr } = await promisify(execFile)(chromium ?? 'chromium', [...options, ...shape], {
      timeout: 60_000,
      maxBuffer: 1e8,
    });
    const [, data] = /data-rendered="([^"]*)"/.exec(stdout) ?? [];
    if (data === undefined) throw new Error(`the page was not measured: ${stdout.slice(0, 500)}`);
    const rendered = JSON.parse(decodeURIComponent(Buffer.from(data, 'base64').toString())) as Omit<Rendered, 'console'>;
    return { ...rendered, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE:')) };
  } finally {
    await rm(folder, { recursive: true, maxRetries: 10 });
  }
}
