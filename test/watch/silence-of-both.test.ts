import { describe, expect, test } from 'vitest';
import { MINUTE, Script } from './support/script.ts';

/** Both tunnels were up, and nothing could be read for 40 minutes. */
function silent(): Script {
  const script = new Script({ staleAfterMs: 10 * MINUTE });
  script.hears(1, 'poll a up @1', 'poll b up @1');
  script.hears(12);
  return script;
}

const ofConnection = (lines: readonly string[]): readonly string[] => lines.filter((line) => /^(connection|failover)/.test(line));

describe('what the events say of a time in which nothing could be read', () => {
  test('an outage of one tunnel degrades the connection, as it would have without the silence', () => {
    const lines = silent().hears(41, 'event a down @20', 'event a up @24', 'poll a up @41', 'poll b up @41');
    expect(lines.filter((line) => line.startsWith('a: '))).toHaveLength(2);
    expect(ofConnection(lines)).toEqual(['connection: unknown > degraded @20', 'failover: a > b @20', 'connection: degraded > up @24']);
  });

  test('overlapping outages of both take the connection down', () => {
    const lines = silent().hears(
      41,
      'event b down @15',
      'event a down @20',
      'event b up @25',
      'event a up @30',
      'poll a up @41',
      'poll b up @41',
    );
    expect(ofConnection(lines)).toEqual([
      'connection: unknown > degraded @15',
      'connection: degraded > down @20',
      'connection: down > degraded @25',
      'failover: a > b @25',
      'connection: degraded > up @30',
    ]);
  });

  test("an outage that lasts is the connection's as well", () => {
    const lines = silent().hears(41, 'event b down @20', 'poll a up @41', 'poll b down @41');
    expect(ofConnection(lines)).toEqual(['connection: unknown > degraded @20']);
  });

  test('a tunnel that is still silent leaves the connection unknown', () => {
    expect(ofConnection(silent().hears(41, 'event a down @20', 'event a up @24', 'poll a up @41'))).toEqual([]);
  });
});
