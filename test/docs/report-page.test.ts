import { type Availability, VpnMonitor } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../docs/examples/report-page.ts';
import { chromium, render } from '../support/chromium.ts';
import { month, simulatedMonth, trueOutages } from '../support/simulated-month.ts';

let cloud: Simulator;
let availability: Availability;
let page: string;

beforeAll(async () => {
  cloud = simulatedMonth();
  await using server = await cloud.listen();
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  availability = await monitor
    .history(monitor.fleet({ names: true }))
    .between(month.from, month.to)
    .period(300)
    .availability();
  page = reportPage(availability, { title: 'VPN <October>', offset: month.offset });
}, 60_000);

const count = (text: string, part: string): number => text.split(part).length - 1;

test('the page has a bar for each connection and each tunnel, with as many parts of a state as there are', () => {
  // A single-tunnel connection and its tunnel are one bar.
  expect(count(page, '<svg class="bar"')).toBe(4 + 6);
  const drawn = [
    ...availability.connections.values(),
    ...[...availability.tunnels.values()].filter(({ resource }) => resource.tunnelId !== undefined),
  ];
  for (const state of ['up', 'down', 'degraded', 'unknown'] as const) {
    const spans = drawn.flatMap((item) => item.spans).filter((span) => span.state === state);
    expect(count(page, `<rect class="${state}" x=`), state).toBe(spans.length);
  }
  expect(count(page, '<rect class="down" x=')).toBeGreaterThan(20);
});

test('its tables have the outages of the truth, with the times of the zone', () => {
  const [outage] = trueOutages(cloud, 'tun-berlin-1').slice(1);
  expect(new Date(outage!.from).toISOString()).toBe('2026-10-05T16:00:37.000Z');
  expect(page).toContain(
    '<th scope="row">tun-berlin-1</th><td>2026-10-06 00:00:37</td><td>2026-10-06 00:12:00</td><td>11 min</td><td></td>',
  );
  expect(page).toContain(
    '<th scope="row">Connection</th><td>2026-10-09 00:00:00</td><td>2026-10-09 00:00:17</td><td>17 s</td><td>phase2</td>',
  );
  expect(page).toMatch(
    /<th scope="row">tun-berlin-1<\/th><td>2026-10-01 00:00:00<\/td><td>2026-10-01 03:00:00<\/td><td>3 h<\/td><td>.*began before this report<\/td>/,
  );
  expect(page).toMatch(
    /<th scope="row">tun-berlin-2<\/th><td>2026-10-31 23:20:00<\/td><td><\/td><td>40 min<\/td><td>.*not over at the end of this report<\/td>/,
  );
  const outages = ['tun-berlin-1', 'tun-berlin-2', 'vco-paris'].flatMap((id) => trueOutages(cloud, id));
  expect(count(page, '<th scope="row">')).toBe(outages.length + 1); // and the one in which both tunnels of Berlin were down
});

test('what is not known is said, and is no outage', () => {
  const { unknownMs } = availability.connections.get('vco-new')!;
  expect(unknownMs).toBeGreaterThan(9.9 * 86_400_000);
  expect(page).toMatch(/tun-new-1<br><span class="note">unknown for 240 h/);
  expect(page).toMatch(/vco-new.*<p class="note">No outage is known\.<\/p>/s);
});

test('the worst connection comes first', () => {
  const places = ['vco-berlin', 'vco-paris', 'vco-quiet'].map((id) => page.indexOf(`<small>${id}`));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
});

test('names are escaped', () => {
  expect(page).not.toContain('<img');
  expect(page).toContain('&#60;img src=&#34;http://127.0.0.1:9/paris.png&#34;&#62;');
  expect(page).toContain('<title>VPN &#60;October&#62;</title>');
});

test.each(['8', 'Asia/Shanghai', '+8:00'])('the offset %s is refused', (offset) => {
  expect(() => reportPage(availability, { title: 'x', offset })).toThrow(`offset ${offset} must be like +08:00`);
});

/** The contrast of two colours by WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number => {
    const digits = color.trim().slice(1);
    const [red = 0, green = 0, blue = 0] = ((digits.length === 3 ? digits.replace(/./g, '$&$&') : digits).match(/../g) ?? [])
      .map((channel) => Number.parseInt(channel, 16) / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.skipIf(chromium === undefined)('in headless Chromium (skipped where it is not installed)', () => {
  test.each([
    { dark: false, background: 'rgb(255, 255, 255)' },
    { dark: true, background: 'rgb(13, 17, 23)' },
  ])(
    'the bars are whole, nothing is loaded, nothing is wrong, and one can read it: dark $dark',
    async ({ dark, background }) => {
      const { bars, colors, overflows, text, elements, requests, console } = await render(page, { dark });
      expect(bars).toHaveLength(10);
      for (const { label, width, parts } of bars) {
        expect(label).toMatch(/^.+: availability (\d+\.\d{3} %|unknown); outages: \d+; down: .+; degraded: .+; unknown: .+$/);
        expect(width).toBeGreaterThan(400);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(width, 0);
      }
      expect(requests).toEqual([]);
      expect(console).toEqual([]);
      expect(elements).not.toContain('script');
      expect(elements).not.toContain('img');
      expect(overflows).toBe(false);
      expect(text).toContain('<img src="http://127.0.0.1:9/paris.png">');
      expect(text).toContain('安静');
      expect(colors['background']).toBe(background);
      for (const name of ['--text', '--faint']) expect(contrast(colors[name]!, colors['--page']!), name).toBeGreaterThan(4.5);
      for (const name of ['--up', '--degraded', '--down', '--unknown'])
        expect(contrast(colors[name]!, colors['--page']!), name).toBeGreaterThan(3);
      expect(contrast(colors['--up']!, colors['--down']!), 'up beside down').toBeGreaterThan(1.8);
    },
    60_000,
  );

  test('it fits a narrow window', async () => {
    const { overflows, bars } = await render(page, { width: 500 });
    expect(overflows).toBe(false);
    expect(bars.every(({ width }) => width > 250)).toBe(true);
  }, 60_000);

  test('a request, a script and an error would be noticed', async () => {
    const broken = page.replace('</body>', '<img src="http://127.0.0.1:9/x.png"><script>0</script></body>');
    const { requests, console, elements } = await render(broken);
    expect(requests).toContain('http://127.0.0.1:9/x.png');
    expect(console.length).toBeGreaterThan(0);
    expect(elements).toContain('script');
  }, 60_000);
});
