// What a first query loads beside the import: none of it may bring the schema library, which costs as much time as all the rest.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PARTS = ['run', 'call-runner', 'wire'];

export function checkFirstQuery(project) {
  const dist = join(project, 'node_modules/alicloud-vpn-monitor/dist');
  const files = readdirSync(dist).filter((file) => PARTS.some((part) => new RegExp(`^${part}-\\w+\\.js$`).test(file)));
  assert.equal(files.length, PARTS.length, `the parts of a first query: ${files.join(', ')}`);
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, from] of readFileSync(join(dist, file), 'utf8').matchAll(/^(?:import|export)\b[^'"]*['"]([^'"]+)['"]/gm)) {
      assert.doesNotMatch(from, /^zod/, `${file} loads ${from}`);
      if (from.startsWith('./')) visit(from.slice(2));
    }
  };
  visit('index.js');
  files.forEach(visit);
  assert.ok(seen.has('chunk-shared.js'), 'the imports were read');
  console.log(`a first query loads ${seen.size} files of the package, and no schema library`);
}
