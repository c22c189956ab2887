import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transition, TransitionType } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asTransition } from '../../src/watch/announce.ts';
import { root } from '../support/doc-blocks.ts';
import { Script } from '../watch/support/script.ts';

type Of<T extends TransitionType> = Extract<Transition, { readonly type: T }>;

/** What each type of transition leads from and to. */
const ARROWS: { readonly [T in TransitionType]: readonly (readonly [from: Of<T>['from'], to: Of<T>['to']])[] } = {
  'tunnel:up': [
    ['down', 'up'],
    ['unknown', 'up'],
  ],
  'tunnel:down': [
    ['up', 'down'],
    ['unknown', 'down'],
  ],
  'tunnel:stale': [
    ['up', 'unknown'],
    ['down', 'unknown'],
  ],
  'bgp:up': [
    ['down', 'up'],
    ['unknown', 'up'],
    ['disabled', 'up'],
  ],
  'bgp:down': [
    ['up', 'down'],
    ['unknown', 'down'],
    ['disabled', 'down'],
  ],
  'health:ok': [
    ['failed', 'ok'],
    ['unknown', 'ok'],
    ['disabled', 'ok'],
  ],
  'health:failed': [
    ['ok', 'failed'],
    ['unknown', 'failed'],
    ['disabled', 'failed'],
  ],
  'connection:up': [
    ['degraded', 'up'],
    ['down', 'up'],
    ['unknown', 'up'],
  ],
  'connection:degraded': [
    ['up', 'degraded'],
    ['down', 'degraded'],
    ['unknown', 'degraded'],
  ],
  'connection:down': [
    ['up', 'down'],
    ['degraded', 'down'],
    ['unknown', 'down'],
  ],
  'connection:failover': [['active tunnel', 'standby tunnel']],
  'certificate:expired': [['valid', 'expired']],
  'certificate:expiring': [['valid', 'expiring']],
};

const arrows = new Set(Object.entries(ARROWS).flatMap(([type, pairs]) => pairs.map(([from, to]) => `${type}: ${from} → ${to}`)));
const pictures = ['tunnel-states.svg', 'connection-states.svg'].map((file) => readFileSync(join(root, 'docs/images', file), 'utf8'));

test('the pictures have an arrow for each transition, with its type beside it', () => {
  const drawn = pictures.flatMap((picture) =>
    [...picture.matchAll(/data-from="([^"]+)" data-to="([^"]+)" data-type="([^"]+)"\/>\n {2}<text[^>]*>([^<]+)</g)].flatMap(
      ([, from = '', to = '', type = '', label = '']) => {
        expect(label).toBe(type);
        // One arrow may stand for several states that share a box.
        return /^\w+( \w+)+$/.test(from) && !from.endsWith('tunnel')
          ? from.split(' ').map((one) => `${type}: ${one} → ${to}`)
          : [`${type}: ${from} → ${to}`];
      },
    ),
  );
  expect([...drawn].sort()).toEqual([...arrows].sort());
});

test('the pictures have a box for each state that the arrows join', () => {
  const boxes = pictures.flatMap((picture) =>
    [...picture.matchAll(/class="state"[^>]*>([^<]+)</g)].flatMap(([, names = '']) => names.split(', ')),
  );
  const joined = Object.values(ARROWS)
    .flat(2)
    .filter((name) => !name.endsWith('tunnel'));
  expect(new Set(boxes)).toEqual(new Set(joined));
});

test('a watch makes the transitions of the pictures, and no others', () => {
  const made = new Set<string>();
  const line = fc
    .record({
      tunnels: fc.constantFrom(['a'], ['b'], ['a', 'b']),
      said: fc.constantFrom(
        'down',
        'up',
        'down',
        'up',
        'bgp up',
        'bgp down',
        'bgp disabled',
        'health up',
        'health down',
        'health disabled',
      ),
    })
    .map(({ tunnels, said }) => tunnels.map((tunnel) => `poll ${tunnel} ${said}`));
  fc.assert(
    fc.property(fc.array(fc.tuple(line, fc.constantFrom(1, 1, 1, 1, 12)), { maxLength: 20 }), (lines) => {
      // Announced from the first state on, and after silence.
      const script = new Script({ emitInitial: true });
      let minute = 1;
      for (const [said, pause] of lines) {
        script.hears(minute, ...said.map((one) => `${one} @${minute}`));
        minute += pause;
        script.hears(minute);
      }
      for (const one of script.announced) {
        const { type, from, to } = asTransition(one, { evidence: one.shownBy } as Parameters<typeof asTransition>[1]);
        made.add(type === 'connection:failover' ? `${type}: active tunnel → standby tunnel` : `${type}: ${from} → ${to}`);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
  expect([...made].filter((one) => !arrows.has(one))).toEqual([]);
  expect([...arrows].filter((one) => !made.has(one) && !one.startsWith('certificate:'))).toEqual([]);
});
