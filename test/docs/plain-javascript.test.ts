import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { type DocBlock, guideBlocks } from '../support/doc-blocks.ts';

const isCode = ({ language }: DocBlock): boolean => language === 'ts' || language === 'js';
const [first] = guideBlocks().filter((block) => block.file === 'README.md' && isCode(block));
const begin = guideBlocks().filter((block) => block.file === 'docs/getting-started.md' && isCode(block));

test('there are examples to begin with', () => {
  expect(first?.code).toContain('createSimulator');
  expect(begin.length).toBeGreaterThan(4);
});

// Its reader saves them as `.mjs` and runs them with `node`, which knows neither types nor `await using` on Node.js 20.
test.each([first!, ...begin])('$place is plain JavaScript', async ({ code }) => {
  const { code: parsed } = await transform(code, { loader: 'js', format: 'esm', target: 'esnext' });
  expect(parsed).not.toContain('await using');
});
