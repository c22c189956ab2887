// The command uses the library by its name: neither holds a copy of the other, whichever way a bundler shares code out.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

const COMMAND = 'cli.js';
const OWN_NAMES = ['alicloud-vpn-monitor', 'alicloud-vpn-monitor/testing'];
// Shorter lines are alike by chance. Of the longer ones the bundler's own helpers are, such as the seven of `await using`.
const LONG = 60;
const BY_CHANCE = 10;

export function checkApart(project) {
  const dist = join(project, 'node_modules/alicloud-vpn-monitor/dist');
  const read = (file) => readFileSync(join(dist, file), 'utf8');
  const command = read(COMMAND);
  for (const from of importsOf(command)) {
    assert.ok(isBuiltin(from) || OWN_NAMES.includes(from), `the command loads ${from}, not the package by its name`);
  }
  const own = new Set(longLines(command));
  let compared = 0;
  for (const file of readdirSync(dist).filter((one) => /\.c?js$/.test(one) && one !== COMMAND)) {
    const text = read(file);
    assert.ok(!importsOf(text).includes(`./${COMMAND}`), `${file} loads the command`);
    const both = longLines(text).filter((line) => own.has(line));
    assert.ok(both.length <= BY_CHANCE, `${COMMAND} and ${file} hold the same code:\n${both.join('\n')}`);
    compared += 1;
  }
  assert.ok(own.size > 50 && compared > 20, `${own.size} lines of the command, ${compared} files`);
  console.log(`the command, ${Buffer.byteLength(command)} bytes, and the library hold nothing of each other`);
}

const importsOf = (text) =>
  [...text.matchAll(/^(?:import|export)\b[^'"]*['"]([^'"]+)['"]|\b(?:import|require)\((['"])([^'"]+)\2\)/gm)].map(
    ([, one, , other]) => one ?? other,
  );
const longLines = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= LONG && !/^(?:import|\/\/|\*)/.test(line));
