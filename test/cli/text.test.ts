/* eslint-disable no-control-regex -- escape sequences are what is looked for */
import { VpnMonitorError } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/cli/arguments/nearest.ts';
import { columns } from '../../src/cli/text/columns.ts';
import { errorLines } from '../../src/cli/text/error-lines.ts';
import { jsonLine } from '../../src/cli/text/json-line.ts';
import { printable } from '../../src/cli/text/printable.ts';
import { Screen } from '../../src/cli/text/screen.ts';
import { fitting } from '../../src/cli/text/shown-width.ts';
import { lasting, utcTime } from '../../src/cli/text/times.ts';
import { Written } from './support/run-command.ts';
import { shownOn } from './support/terminal.ts';

test('columns line up, colours take no room, and a column that holds nothing is left out', () => {
  expect(
    columns(
      ['a', 'b', 'c'],
      [
        ['\x1b[31mlong\x1b[0m', '', '1'],
        ['x', '', '22'],
      ],
    ),
  ).toBe('a     c\n\x1b[31mlong\x1b[0m  1\nx     22');
});

test('signs that take two columns count as two', () => {
  expect(
    columns(
      ['name', 'state'],
      [
        ['北京', 'up'],
        ['paris', 'down'],
      ],
    ).split('\n'),
  ).toEqual(['name   state', '北京   up', 'paris  down']);
});

test('what is cut to a width counts them as two as well', () => {
  expect(['', '北京 up', '北京 ups'].map((text) => fitting(text, 7))).toEqual(['', '北京 up', '北京 up']);
  expect(fitting('北京', 3)).toBe('北');
});

test('a table that is too wide loses the columns that can be spared, in their order, and no others', () => {
  const rows = [['aaaa', 'bbbb', 'cccc', 'dddd']];
  const widths = (width: number): string => columns(['1', '2', '3', '4'], rows, { width, dispensable: ['3', '2'] }).split('\n')[1]!;
  expect(widths(22)).toBe('aaaa  bbbb  cccc  dddd');
  expect(widths(21)).toBe('aaaa  bbbb  dddd');
  expect(widths(15)).toBe('aaaa  dddd');
  expect(widths(3)).toBe('aaaa  dddd');
});

test('nothing that others wrote reaches a terminal as a command', () => {
  const hasControls = (text: string): boolean => /[\x00-\x1f\x7f-\x9f\u202e\u2066]/.test(text);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(hasControls(printable(text))).toBe(false);
      const line = jsonLine('x', { text });
      expect(hasControls(line)).toBe(false);
      expect(JSON.parse(line)).toEqual({ type: 'x', text });
    }),
    { examples: [['\x1b[2J\u009b31m\x07\u202e']] },
  );
  expect(errorLines(new Error('bad \x1b]0;title\x07')).join()).not.toContain('\x1b');
});

test('JSON has times as ISO 8601 in UTC, and what is no time as it is', () => {
  expect(jsonLine('x', { at: 0, from: 'up', to: 86_400_000, downMs: 5, outages: [{ from: 1000 }] })).toBe(
    '{"type":"x","at":"1970-01-01T00:00:00.000Z","from":"up","to":"1970-01-02T00:00:00.000Z","downMs":5,"outages":[{"from":"1970-01-01T00:00:01.000Z"}]}',
  );
});

test('times and lengths of time', () => {
  expect(utcTime(1_772_452_820_999)).toBe('2026-03-02T12:00:20Z');
  expect([-5, 0, 499, 59_600, 3_725_000, 90_061_000].map(lasting)).toEqual(['0 s', '0 s', '0 s', '1 min', '1 h 2 min', '1 d 1 h']);
});

test('the nearest word is one with few letters wrong, or one that begins alike', () => {
  const words = ['gateway', 'connection', 'json', 'for', 'from'];
  expect(['gatway', 'connectoin', 'JSON', 'conn', 'gateways', 'xyz', 'x'].map((word) => nearest(word, words))).toEqual([
    'gateway',
    'connection',
    'json',
    'connection',
    'gateway',
    undefined,
    undefined,
  ]);
});

test('errors end with what to do next, in one or two lines', () => {
  const error = (code: 'auth' | 'forbidden' | 'server' | 'config', message = 'm'): VpnMonitorError =>
    new VpnMonitorError(message, { code, requestId: 'R-1' });
  expect(errorLines(error('forbidden'))).toEqual(['m', expect.stringContaining('docs/permissions.md')]);
  expect(errorLines(error('auth'))).toEqual(['m', 'To try a command without a key, use --simulate.']);
  expect(errorLines(error('config', 'no credentials found'))).toHaveLength(2);
  expect(errorLines(error('config'))).toEqual(['m', 'Request id: R-1']);
  expect(errorLines(error('server', 'm (request R-1)'))).toEqual(['m (request R-1)']);
  expect(errorLines('text')).toEqual(['text']);
  expect(errorLines(new Error('m'), { verbose: true })[1]).toMatch(/^\s+at /);
});

test('a screen keeps its table below the log, cut to the size of the terminal', () => {
  const output = new Written({ isTTY: true, columns: 10 });
  const screen = new Screen(output);
  screen.line('one');
  screen.draw('table 1\n\x1b[31mtoo wide for it\x1b[0m');
  screen.line('two');
  screen.draw('table 2');
  screen.line('three');
  expect(shownOn(output.text)).toEqual(['one', 'two', 'three', 'table 2', '']);
  screen.clear();
  expect(shownOn(output.text)).toEqual(['one', 'two', 'three', '']);
  expect(output.text).toContain('\x1b[31mtoo wide\x1b[0m…\n');
});

test('without a terminal there is a log alone', () => {
  const output = new Written();
  const screen = new Screen(output);
  screen.draw('table');
  screen.line('one');
  expect(output.text).toBe('one\n');
});
