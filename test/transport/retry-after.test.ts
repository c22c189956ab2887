import { expect, test } from 'vitest';
import { retryAfter } from '../../src/transport/retry-after.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const date = (at: number): string => new Date(at).toUTCString();
const HOUR = 3_600_000;

test.each<[Readonly<Record<string, unknown>>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '3' }, 3_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '-1' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'x-acs-retry-after': '250' }, 250],
  [{ 'x-acs-retry-after': '250', 'retry-after': '3' }, 250],
  [{ 'x-acs-retry-after': 'soon', 'retry-after': '3' }, 3_000],
  [{ 'retry-after': date(NOW + 90_000) }, 90_000],
  [{ 'retry-after': date(NOW - 90_000) }, 0],
  [{ 'retry-after': date(NOW + HOUR + 5_000), date: date(NOW + HOUR) }, 5_000],
  [{ 'retry-after': date(NOW + 5_000), date: 'yesterday' }, 5_000],
])('%j asks for a wait of %s ms', (headers, ms) => {
  expect(retryAfter(headers, () => NOW)).toBe(ms);
});
