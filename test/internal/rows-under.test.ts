import { expect, test } from 'vitest';
import { rowsUnder } from '../../src/internal/rows-under.ts';

const row = { Id: '1' };

test.each<readonly [what: string, container: unknown, rows: readonly unknown[] | undefined]>([
  ['a list', [row], [row]],
  ['a wrapped list', { Row: [row] }, [row]],
  ['a doubled wrapper', { Rows: { Row: [row] } }, [row]],
  ['the same wrapper twice', { Row: { Row: [row] } }, [row]],
  ['one row', row, [row]],
  ['one row, wrapped', { Row: row }, [row]],
  ['one text, wrapped', { Row: 'a' }, ['a']],
  ['JSON text', JSON.stringify({ Row: [row] }), [row]],
  ['wrapped JSON text', { Row: JSON.stringify([row]) }, [row]],
  ['JSON text that is broken', '[{"Id":', ['[{"Id":']],
  ['an empty list', { Row: [] }, []],
  ['an empty object', {}, []],
  ['null', null, []],
  ['null, wrapped', { Row: null }, []],
  ['a blank', ' ', []],
  ['nothing', undefined, undefined],
])('%s', (_, container, rows) => {
  expect(rowsUnder(container, ['Rows', 'Row'])).toEqual(rows);
});

test('wrappers without end have one', () => {
  const deep = `${'{"Row":'.repeat(50)}[]${'}'.repeat(50)}`;
  expect(rowsUnder(JSON.parse(deep), ['Row'])).toHaveLength(1);
});
