// What a first query loads beside the import: none of it may bring the schema library, which costs as much time as all the rest.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// By their names, and what they hold: a history has a part of the same name.
const PARTS = { run: 'planMetrics', 'call-runner': 'CallRunner', wire: 'createWire' };

const SCHEMA_LIBRARY = /\bZodMiniType\b/;
// A preflight is run, and a recording made or replayed, once in a while.
const SELDOM_USED = /(?:function runPreflight|(?:class|var) (?:Recorder|RecordedAnswers))\b/;

export function checkFirstQuery(project) {
  const dist = join(project, 'node_modules/alicloud-vpn-monitor/dist');
  const isPart =
    (file) =>
    ([part, content]) =>
      new RegExp(`^${part}-\\w+\\.js$`).test(file) && new RegExp(`^export .*${content}`, 'm').test(readFileSync(join(dist, file), 'utf8'));
  const files = readdirSync(dist).filter((file) => Object.entries(PARTS).some(isPart(file)));
  assert.equal(files.length, Object.keys(PARTS).length, `the parts of a first query: ${files.join(', ')}`);
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, from] of readFileSync(join(dist, file), 'utf8').matchAll(/^(?:import|export)\b[^'"]*['"]([^'"]+)['"]/gm)) {
      assert.doesNotMatch(from, /^zod|chunk-schemas/, `${file} loads ${from}`);
      if (from.startsWith('./')) visit(from.slice(2));
    }
  };
  visit('index.js');
  files.forEach(visit);
  assert.ok(seen.has('chunk-shared.js'), 'the imports were read');
  assert.match(readFileSync(join(dist, 'chunk-schemas.js'), 'utf8'), SCHEMA_LIBRARY);
  for (const file of seen) {
    const text = readFileSync(join(dist, file), 'utf8');
    assert.doesNotMatch(text, SCHEMA_LIBRARY, `${file} holds the schema library`);
    assert.doesNotMatch(text, SELDOM_USED, `${file} holds what few queries need`);
  }
  console.log(`a first query loads ${seen.size} files of the package, and no schema library`);
}
