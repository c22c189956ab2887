// Under --enable-source-maps a stack names lines of the sources, in an ES module and in CommonJS, through both passes of the build.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './run.mjs';

const root = join(import.meta.dirname, '../..');
// Without the flag Node prints the line that threw: it has to be one that can be read.
const LONGEST_LINE = 3000;

export async function checkStacks(project) {
  const dist = join(project, 'node_modules/alicloud-vpn-monitor/dist');
  const files = readdirSync(dist).filter((file) => /\.c?js$/.test(file));
  for (const file of files) checkMap(dist, file);
  let frames = 0;
  for (const how of ['import', 'require']) {
    const { stdout } = await run(project, 'node', ['--enable-source-maps', 'thrown.mjs', how]);
    const stacks = JSON.parse(stdout);
    assert.equal(stacks.length, 5, stdout);
    for (const stack of stacks) frames += checkStack(how, stack);
  }
  console.log(`source maps: ${files.length} files lead to the sources, ${frames} frames of stacks to the lines that called`);
}

function checkMap(dist, file) {
  const text = readFileSync(join(dist, file), 'utf8');
  assert.match(text, new RegExp(`//# sourceMappingURL=${file.replaceAll('.', '\\.')}\\.map\\s*$`), `${file} names its map`);
  const longest = Math.max(...text.split('\n').map((line) => line.length));
  assert.ok(longest <= LONGEST_LINE, `${file} has a line of ${longest} characters`);
  const { sources, sourcesContent } = JSON.parse(readFileSync(join(dist, `${file}.map`), 'utf8'));
  assert.equal(sourcesContent, undefined, `${file}.map holds the sources too`);
  for (const source of sources) {
    assert.match(source, /^\.\.\/(?:src|node_modules)\//, `${file}.map`);
    assert.ok(existsSync(resolve(root, 'dist', source)), `${file}.map names ${source}`);
  }
}

/** Each frame's line calls what the frame above it runs; the uppermost makes the error. Gives how many there were. */
function checkStack(how, stack) {
  const frames = [
    ...stack.matchAll(/^ {4}at (?:async )?(?:new )?(?:[\w.]*\.)?([\w$]+) \(.*\/alicloud-vpn-monitor\/(src\/\S+?\.ts):(\d+):\d+\)$/gm),
  ];
  assert.ok(frames.length >= 3 && !/\/dist\/\S+\.c?js:/.test(stack), `${how}: ${stack}`);
  let called = /\bnew \w*Error\b|\bthrow\b/;
  for (const [frame, name, file, line] of frames) {
    const source = readFileSync(join(root, file), 'utf8').split('\n')[line - 1] ?? '';
    assert.match(source, called, `${how}: ${frame.trim()} is no line of\n${stack}`);
    // Bundlers number names that come twice; a generator runs where it is read.
    called = new RegExp(`\\b(?:${name.replace(/\$?\d+$/, '')}|for await)\\b`);
  }
  return frames.length;
}
