import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DocBlockRunner } from '../support/doc-block-runner.ts';
import { blocksIn, codeBlocks, type DocBlock, printsAs, root } from '../support/doc-blocks.ts';

interface Exception {
  /** A text that no other block holds. */
  readonly holds: string;
  readonly reason: string;
}

/** Blocks that cannot run here. The tests fail where one would run, or is gone. */
const CANNOT_RUN: readonly Exception[] = [
  { holds: "import { createClient } from 'redis';\nimport { VpnMonitor, type TunnelWatch }", reason: 'needs Redis, as test/redis does' },
  { holds: "import { Redis } from 'ioredis';", reason: 'needs a connection to Redis, as test/redis does' },
  { holds: 'CREATE TABLE watch_state', reason: 'needs a database: test/watch has a store with a lock' },
];
/** Blocks that print something else than the text below them says. The tests fail where one prints it, or is gone. */
const PRINTS_OTHERWISE: readonly Exception[] = [];

// Those that are a file of docs/examples have tests of their own.
const examples = await Promise.all(
  (await readdir(join(root, 'docs/examples'), { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFile(join(root, 'docs/examples', name), 'utf8')),
);
const blocks = codeBlocks().filter(({ code }) => !examples.includes(code));
const isListed = (list: readonly Exception[], { code }: DocBlock): boolean => list.some(({ holds }) => code.includes(holds));

const runner = new DocBlockRunner();
let folder: string;
const before = process.cwd();

beforeAll(async () => {
  // What blocks write goes there.
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  process.chdir(folder);
  await runner.start();
});

afterAll(async () => {
  await runner.stop();
  process.chdir(before);
  await rm(folder, { recursive: true });
});

describe('each block of code runs on a simulated account', () => {
  test.each(blocks.filter((block) => !isListed(CANNOT_RUN, block)))('$place', async (block) => {
    const { printed, complaints } = await runner.run(block);
    expect(complaints).toEqual([]);
    if (block.prints === undefined) return;
    if (isListed(PRINTS_OTHERWISE, block)) expect(printed.join('\n')).not.toMatch(printsAs(block.prints));
    else expect(printed.join('\n')).toMatch(printsAs(block.prints));
  });
});

describe('what is wrong is noticed', () => {
  const file = 'test/fixtures/documents/broken.md';
  const [atTop, inFunction, complaining, endless, missing, other] = blocksIn(file, readFileSync(join(root, file), 'utf8'));

  test.each([
    [atTop!, 'at the top', 5_000],
    [inFunction!, 'in a function', 5_000],
    [endless!, 'has not ended', 100],
    [missing!, 'There is no VPN gateway', 5_000],
  ])('$0.place', async (block, message, deadlineMs) => {
    await expect(runner.run(block, deadlineMs)).rejects.toThrow(message);
  });

  test('a complaint', async () => {
    expect((await runner.run(complaining!)).complaints).toEqual(['a complaint']);
  });

  test('another text', async () => {
    const { printed } = await runner.run(other!);
    expect(printed).toEqual(['one thing']);
    expect(printed.join('\n')).not.toMatch(printsAs(other!.prints!));
  });
});

test('what prints otherwise is there', () => {
  for (const { holds } of PRINTS_OTHERWISE)
    expect(blocks.filter(({ code, prints }) => prints !== undefined && code.includes(holds))).toHaveLength(1);
});

// Last: what has no server goes on asking for one, and complains while others run.
describe('what is listed cannot run, and is there', () => {
  test.each(CANNOT_RUN)('$reason', async ({ holds }) => {
    const [block, ...others] = blocks.filter(({ code }) => code.includes(holds));
    expect([block?.place, ...others.map(({ place }) => place)], holds).toEqual([expect.any(String)]);
    await expect(runner.run(block!, 800)).rejects.toThrow();
  });
});
