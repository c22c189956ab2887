import { parseLogLine } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { account, all, MINUTE, NOW, on } from './asking.ts';

describe('a line', () => {
  test('of the documentation', () => {
    expect(
      parseLogLine(
        '2022-12-14 15:52:28 vco-m5evqnds4y459flt3**** [DEBUG]: isakmp_inf.c:1514:isakmp_info_recv_r_u(): DPD R-U-There received',
      ),
    ).toEqual({
      at: Date.UTC(2022, 11, 14, 7, 52, 28),
      connectionId: 'vco-m5evqnds4y459flt3****',
      level: 'DEBUG',
      message: 'isakmp_inf.c:1514:isakmp_info_recv_r_u(): DPD R-U-There received',
      raw: '2022-12-14 15:52:28 vco-m5evqnds4y459flt3**** [DEBUG]: isakmp_inf.c:1514:isakmp_info_recv_r_u(): DPD R-U-There received',
      reasons: [],
    });
    // From and To of the operation's documentation: 1671003744 is 2022-12-14 15:42:24 there, ten minutes before.
    expect(parseLogLine('2022-12-14 15:42:24 x').at).toBe(1_671_003_744_000);
  });

  test('of the other sample, with its addresses and what it means', () => {
    const line =
      '2023-01-13 11:39:21 vco-bp1spxu8hlcvpd7ry**** [PROTO_ERR]: ikev1.c:1433:isakmp_ph1resend(): phase1 negotiation failed due to time up. [{remote id:4}{ph1: 172.16.0.88[500] <=> 192.168.0.206[500], 172.16.0.88 <=> 192.168.0.206}]';
    expect(parseLogLine(line)).toMatchObject({ level: 'PROTO_ERR', reasons: ['Phase1NegotiationTimeout'], raw: line });
  });

  test('dated in another zone, by an option or by itself', () => {
    const at = Date.UTC(2022, 11, 14, 15, 52, 28);
    expect(parseLogLine('2022-12-14 15:52:28 x', { utcOffset: 'Z' }).at).toBe(at);
    expect(parseLogLine('2022-12-14 15:52:28 x', { utcOffset: '-03:30' }).at).toBe(at + 3.5 * 60 * MINUTE);
    expect(parseLogLine('2022-12-14T15:52:28.250Z x').at).toBe(at + 250);
    expect(parseLogLine('2022-12-14 15:52:28+01:00 x').at).toBe(at - 60 * MINUTE);
  });

  test.each(['', 'no time at all', '2022-13-45 15:52:28 x', '2022-02-30 15:52:28 x', '2022-12-14 25:52:28 x', '[{', 'vco-'])(
    'that has no time (%j) has none',
    (raw) => {
      expect(parseLogLine(raw)).toMatchObject({ raw, message: raw });
      expect(parseLogLine(raw)).not.toHaveProperty('at');
    },
  );

  test.each([
    ['utcOffset', { utcOffset: '+8' as never }, RangeError],
    ['utcOffset', { utcOffset: '+15:00' }, RangeError],
    ['utcOffset', { utcOffset: 8 as never }, TypeError],
    ['did you mean utcOffset', { utcOffsets: '+08:00' } as never, TypeError],
  ] as const)('with a wrong %s is refused', (message, options, kind) => {
    expect(() => parseLogLine('x', options)).toThrow(kind);
    expect(() => parseLogLine('x', options)).toThrow(message);
  });

  test('that is no text is refused', () => {
    expect(() => parseLogLine(5 as never)).toThrow(new TypeError('parseLogLine() takes a line of text, but was given 5'));
  });

  test('is never a crash, keeps its time to the second and says the same when it is read again', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('2022-12-14 15:52:28', ' vco-1 ', 'tun-2 ', '[INFO]: ', 'psk=', '"', ' 6D 79 73 65 63', '\n'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const line = parseLogLine(parts.join(''));
        expect(Object.isFrozen(line) && Object.isFrozen(line.reasons)).toBe(true);
        expect(parseLogLine(line.raw).at).toBe(line.at);
        expect(parseLogLine(line.raw).raw).toBe(line.raw);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: -56, max: 56 }), (seconds, quarters) => {
        const sign = quarters < 0 ? '-' : '+';
        const two = (value: number): string => String(value).padStart(2, '0');
        const utcOffset = `${sign}${two(Math.floor(Math.abs(quarters) / 4))}:${two((Math.abs(quarters) % 4) * 15)}` as const;
        const local = new Date(seconds * 1_000 + quarters * 15 * MINUTE).toISOString().slice(0, 19).replace('T', ' ');
        expect(parseLogLine(`${local} vco-1 [X]: y`, { utcOffset }).at).toBe(seconds * 1_000);
      }),
    );
  });
});

describe('what a line means', () => {
  // The table of the troubleshooting document.
  const TABLE: readonly (readonly [string, string])[] = [
    ['mismatch of preshared secrets', 'PskMismatch'],
    ['invalid HASH_V1 payload length, decryption failed', 'PskMismatch'],
    ['could not decrypt payloads', 'PskMismatch'],
    ['no proposal chosen', 'ProposalMismatch'],
    ['received NO_PROPOSAL_CHOSEN', 'ProposalMismatch'],
    ['no suitable proposal found', 'ProposalMismatch'],
    ['none of my proposal matched', 'ProposalMismatch'],
    ['proposal mismatch', 'ProposalMismatch'],
    ['received KE type', 'DhGroupMismatch'],
    ['rejected dh_group', 'DhGroupMismatch'],
    ['rejected enctype', 'EncryptionAlgorithmMismatch'],
    ['trns_id mismatched', 'EncryptionAlgorithmMismatch'],
    ['rejected hashtype', 'AuthenticationAlgorithmMismatch'],
    ['authtype mismatched', 'AuthenticationAlgorithmMismatch'],
    ['does not match peers id', 'PeerIdMismatch'],
    ['message lacks IDr payload', 'PeerIdMismatch'],
    ['traffic selector unacceptable', 'TrafficSelectorMismatch'],
    ['received Notify type TS_UNACCEPTABLE', 'TrafficSelectorMismatch'],
    ['received INVALID_ID_INFORMATION error notify', 'TrafficSelectorMismatch'],
    ['pfs group mismatched', 'PfsMismatch'],
    ['message lacks KE payload', 'PfsMismatch'],
    ['DPD: remote seems to be dead', 'DpdTimeout'],
    ['unknown ikev2 peer', 'IkeVersionMismatch'],
    ['not acceptable Identity Protection mode', 'NegotiationModeMismatch'],
    ['long lifetime proposed', 'LifetimeMismatch'],
    ['phase1 negotiation failed due to time up', 'Phase1NegotiationTimeout'],
    ['phase2 negotiation failed due to time up waiting for phase1', 'NegotiationFailed'],
    ['sending retransmit', 'NoResponse'],
    ['retransmission count exceeded the limit', 'NoResponse'],
    ['received DELETE IKE_SA', 'ReceiveDeleteNotify'],
    ['received UNSUPPORTED_CRITICAL_PAYLOAD error', 'PeerMismatch'],
  ];

  test.each(TABLE)('%s: %s', (phrase, code) => {
    for (const words of [phrase, phrase.toUpperCase(), phrase.replaceAll(' ', '  ')])
      expect(parseLogLine(`2022-12-14 15:52:28 vco-1 [X]: file.c:1:f(): ${words} (1)`).reasons).toEqual([code]);
  });

  test('several things at once, each once', () => {
    expect(parseLogLine('rejected enctype, no suitable proposal found; rejected enctype; proposal mismatch').reasons).toEqual([
      'ProposalMismatch',
      'EncryptionAlgorithmMismatch',
    ]);
  });

  test.each([
    'PskMismatch',
    'ProposalMismatch',
    'DhGroupMismatch',
    'EncryptionAlgorithmMismatch',
    'AuthenticationAlgorithmMismatch',
    'PeerIdMismatch',
    'TrafficSelectorMismatch',
    'PfsMismatch',
    'DpdTimeout',
    'IkeVersionMismatch',
    'NegotiationModeMismatch',
    'LifetimeMismatch',
    'Phase1NegotiationTimeout',
    'NegotiationFailed',
    'NoResponse',
    'ReceiveDeleteNotify',
    'PeerMismatch',
  ])('a tunnel of the simulator that goes down for %s says so', async (reason) => {
    const cloud = account();
    cloud.tunnel('tun-1').down({ at: NOW - MINUTE, reason });
    const lines = await all(on(cloud).monitor.tunnel('tun-1').logs());
    expect(lines.flatMap(({ reasons }) => reasons)).toEqual([reason]);
  });
});
