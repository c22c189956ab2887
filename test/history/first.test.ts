import { expect, test } from 'vitest';
import { account, line, MINUTE, monitorOf, NOW } from '../watch/support/watched.ts';

test('first', async () => {
  const cloud = account({ now: NOW });
  const at = (m: number) => NOW - 300 * MINUTE + m * MINUTE;
  cloud.tunnel('tun-1').down({ at: at(10.3) }).up({ at: at(20.5) });
  cloud.tunnel('tun-2').down({ at: at(15) }).up({ at: at(16) });
  cloud.connection('vco-single').down({ at: at(250) });
  const monitor = monitorOf(cloud);
  const lines: string[] = [];
  const progress: unknown[] = [];
  const h = monitor.history(monitor.fleet()).last('5h').progress((p) => progress.push(p));
  for await (const t of h) lines.push(line(t) + JSON.stringify(t));
  console.log(lines.join('\n'), progress.length, progress.at(-1), cloud.calls.map((c) => c.action));
  console.log(JSON.stringify(await h.availability(), null, 1));
  expect(lines.length).toBeGreaterThan(0);
});
