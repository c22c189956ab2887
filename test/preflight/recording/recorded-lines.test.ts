import { expect, test } from 'vitest';
import { parseRecording } from '../../../src/preflight/recording/index.ts';

const call = {
  v: 1,
  at: 1_000,
  tookMs: 5,
  product: 'cms',
  action: 'DescribeMetricList',
  params: { Period: '60' },
  answer: { status: 200, body: { Code: '200' } },
};
const line = JSON.stringify(call);

test('a text and its lines are read alike, with blank lines and other line ends', () => {
  expect(parseRecording(`${line}\n\n${line}\r\n`)).toEqual([call, call]);
  expect(parseRecording(`\uFEFF${line}`)).toEqual([call]);
  expect(parseRecording(new Set([line, ' ']))).toEqual([call]);
  expect(parseRecording('')).toEqual([]);
});

test('lines that were written without their line ends are told apart', () => {
  const quoted = JSON.stringify({ ...call, params: { Express: '}{"v":1' } });
  expect(parseRecording(`${line}${quoted}${line}`)).toEqual([call, { ...call, params: { Express: '}{"v":1' } }, call]);
});

test('a last line that was cut off is left out wherever it was cut, and no other is', () => {
  for (let length = 1; length < line.length; length++) expect(parseRecording(`${line}\n${line.slice(0, length)}`)).toEqual([call]);
  expect(() => parseRecording(`${line}\n${line.slice(0, 20)}\n${line}`)).toThrow('line 2 of the recording is no line');
  expect(parseRecording(line.slice(0, 20))).toEqual([]);
  expect(() => parseRecording('{"a":')).toThrow('line 1 of the recording is no line');
});

test.each([
  ['[]', 'line 1 of the recording is no line of a recording'],
  ['{"v":2}', 'line 1 of the recording is of version 2, and this package reads version 1'],
  [JSON.stringify({ ...call, product: 'ecs' }), 'line 1 of the recording has no product'],
  [JSON.stringify({ ...call, answer: { status: '200' } }), 'line 1 of the recording has no answer'],
  [JSON.stringify({ ...call, error: {} }), 'line 1 of the recording has no error'],
])('%s is refused by its line', (text, message) => {
  expect(() => parseRecording(text)).toThrow(TypeError);
  expect(() => parseRecording(text)).toThrow(message);
});

test('what is neither text nor lines is refused', () => {
  expect(() => parseRecording(5 as never)).toThrow('a recording is its text or its lines, but 5 was given');
  expect(() => parseRecording([1] as never)).toThrow('line 1 of the recording must be a text, but it is 1');
});
