// NOTICE has the licence of each package whose code is in the tarball, word for word, and of no other.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const BUNDLED = /^\.\.\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

export function checkNotice(project) {
  const folder = join(project, 'node_modules/alicloud-vpn-monitor');
  const names = bundledIn(join(folder, 'dist'));
  assert.ok(names.length > 0, 'source maps name what is bundled');
  const notice = readFileSync(join(folder, 'NOTICE'), 'utf8');
  const named = [...notice.matchAll(/^alicloud-vpn-monitor holds (?:a part of )?(\S+) \(/gm)].map(([, name]) => name);
  assert.deepEqual(named.sort(), names, 'NOTICE names what is bundled');
  for (const name of names) {
    const licence = readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim();
    assert.ok(notice.includes(licence), `NOTICE has not the licence of ${name}`);
  }
  console.log(`NOTICE: the licences of ${names.join(', ')}`);
}

/** The packages that source maps lead to, in order. */
function bundledIn(dist) {
  const maps = readdirSync(dist).filter((file) => file.endsWith('.map'));
  const sources = maps.flatMap((file) => JSON.parse(readFileSync(join(dist, file), 'utf8')).sources);
  return [...new Set(sources.flatMap((source) => BUNDLED.exec(source)?.[1] ?? []))].sort();
}
