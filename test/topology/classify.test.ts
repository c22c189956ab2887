import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attachmentOf,
  bgpOf,
  healthOf,
  type Negotiation,
  rolledUp,
  rolledUpBgp,
  singleNegotiation,
  tunnelNegotiation,
} from '../../src/topology/classify.ts';

const UP: Negotiation = { ipsec: 'up' };
const PHASE1: Negotiation = { ipsec: 'down', phase: 'phase1' };
const PHASE2: Negotiation = { ipsec: 'down', phase: 'phase2' };
const UNKNOWN: Negotiation = { ipsec: 'unknown' };

test.each([
  ['CEN', undefined, 'tr-1', 'transit-router'],
  ['cen', 'vpn-1', 'tr-1', 'transit-router'],
  ['CEN', 'vpn-1', undefined, 'transit-router'],
  ['VPNGW', 'vpn-1', undefined, 'vpn-gateway'],
  ['VPNGW', undefined, 'tr-1', 'vpn-gateway'],
  ['NO_ASSOCIATED', 'vpn-1', 'tr-1', undefined],
  [undefined, 'vpn-1', undefined, 'vpn-gateway'],
  [undefined, 'vpn-1', 'tr-1', 'vpn-gateway'],
  [undefined, undefined, 'tr-1', 'transit-router'],
  [undefined, undefined, undefined, undefined],
  ['ECR', undefined, undefined, undefined],
  ['ECR', 'vpn-1', undefined, 'vpn-gateway'],
])('AttachType %s, gateway %s, transit router %s: attached to %s', (attachType, gatewayId, transitRouterId, expected) => {
  expect(attachmentOf(attachType, gatewayId, transitRouterId)).toBe(expected);
});

test.each([
  ['ipsec_sa_established', UP],
  ['IPSEC_SA_ESTABLISHED', UP],
  ['ike_sa_not_established', PHASE1],
  ['ike_sa_established', PHASE2],
  ['ipsec_sa_not_established', PHASE2],
  ['', UNKNOWN],
  [undefined, UNKNOWN],
  ['something_newer', UNKNOWN],
])('an active tunnel or connection with status %s', (status, expected) => {
  expect(tunnelNegotiation('active', status)).toEqual(expected);
  expect(tunnelNegotiation('Active', status)).toEqual(expected);
  expect(singleNegotiation('active', status)).toEqual(expected);
  expect(singleNegotiation('attached', status)).toEqual(expected);
  expect(singleNegotiation(undefined, status)).toEqual(expected);
});

test.each([
  'init',
  'attaching',
  'detaching',
  'financialLocked',
  'provisioning',
  'updating',
  'Upgrading',
  'deleting',
  'deleted',
  'inactive',
  '',
])('in state %j nothing is known, whatever the status', (state) => {
  for (const status of ['ipsec_sa_established', 'ike_sa_not_established']) {
    expect(tunnelNegotiation(state, status)).toEqual(UNKNOWN);
    expect(singleNegotiation(state, status)).toEqual(UNKNOWN);
  }
});

test('a tunnel must say that it is active; `attached` is no state of tunnels', () => {
  expect(tunnelNegotiation(undefined, 'ipsec_sa_established')).toEqual(UNKNOWN);
  expect(tunnelNegotiation('attached', 'ipsec_sa_established')).toEqual(UNKNOWN);
});

test.each<[string, Negotiation[], Negotiation]>([
  ['both up', [UP, UP], UP],
  ['both down in one phase', [PHASE1, PHASE1], PHASE1],
  ['both down in different phases', [PHASE1, PHASE2], { ipsec: 'down' }],
  ['one of two', [UP, PHASE1], UNKNOWN],
  ['up and unknown', [UP, UNKNOWN], UNKNOWN],
  ['down and unknown', [PHASE2, UNKNOWN], UNKNOWN],
  ['none', [], UNKNOWN],
])('rolled up: %s', (_, tunnels, expected) => {
  expect(rolledUp(tunnels)).toEqual(expected);
});

test('BGP rolls up over the tunnels that have it', () => {
  expect(rolledUpBgp(['up', 'up'])).toBe('up');
  expect(rolledUpBgp(['down', 'down'])).toBe('down');
  expect(rolledUpBgp(['up', 'disabled'])).toBe('up');
  expect(rolledUpBgp(['disabled', 'disabled'])).toBe('disabled');
  expect(rolledUpBgp(['up', 'down'])).toBe('unknown');
  expect(rolledUpBgp(['unknown', 'disabled'])).toBe('unknown');
  expect(rolledUpBgp([])).toBe('unknown');
});

test.each([
  [true, 'success', true, 'up'],
  [undefined, 'Success', true, 'up'],
  [undefined, 'success', false, 'up'],
  [undefined, 'false', true, 'down'],
  [true, 'failed', true, 'down'],
  [false, 'success', true, 'disabled'],
  [false, 'false', true, 'disabled'],
  [undefined, 'false', false, 'disabled'],
  [undefined, undefined, false, 'disabled'],
  [false, undefined, undefined, 'disabled'],
  [undefined, undefined, undefined, 'unknown'],
  [true, undefined, undefined, 'unknown'],
  [undefined, undefined, true, 'unknown'],
  [undefined, 'negotiating', true, 'unknown'],
])('BGP enabled %s, status %s, configured %s: %s', (enabled, status, configured, expected) => {
  expect(bgpOf({ enabled, status, configured })).toBe(expected);
});

test.each([
  [true, 'success', 'ok'],
  [true, 'FAILED', 'failed'],
  [true, undefined, 'unknown'],
  [true, 'checking', 'unknown'],
  [false, 'success', 'disabled'],
  [false, undefined, 'disabled'],
  [undefined, 'success', 'unknown'],
  [undefined, 'failed', 'unknown'],
  [undefined, undefined, 'unknown'],
])('health check enabled %s, status %s: %s', (enabled, status, expected) => {
  expect(healthOf(enabled, status)).toBe(expected);
});

describe('whatever the words', () => {
  const word = fc.option(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        'active',
        'attached',
        'ipsec_sa_established',
        'ike_sa_established',
        'ike_sa_not_established',
        'ipsec_sa_not_established',
        'false',
        'failed',
        'success',
      ),
    ),
    { nil: undefined },
  );

  test('nothing throws, and neither down nor disabled is concluded from silence', () => {
    fc.assert(
      fc.property(word, word, (state, status) => {
        for (const { ipsec, phase } of [tunnelNegotiation(state, status), singleNegotiation(state, status)]) {
          if (ipsec === 'down')
            expect(['ike_sa_not_established', 'ike_sa_established', 'ipsec_sa_not_established']).toContain(status?.toLowerCase());
          if (ipsec === 'up') expect(status?.toLowerCase()).toBe('ipsec_sa_established');
          expect(phase !== undefined).toBe(ipsec === 'down');
        }
        if (bgpOf({ enabled: undefined, status, configured: true }) === 'down')
          expect(['false', 'failed']).toContain(status?.toLowerCase());
        if (healthOf(true, status) === 'failed') expect(status?.toLowerCase()).toBe('failed');
        expect(bgpOf({ enabled: undefined, status, configured: undefined })).not.toBe('disabled');
        expect(healthOf(undefined, status)).toBe('unknown');
      }),
    );
  });
});
