import { inspect } from 'node:util';
import { parseLogLine } from 'alicloud-vpn-monitor';
import { SIMULATED_SECRET } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { account, all, answered, logText, MINUTE, NOW, on } from './asking.ts';

const SECRET = 'hunter2TopSecret';

/** Everything a value shows of itself, hidden parts included. */
function shown(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    JSON.stringify({ value }),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', shown(value.cause));
  return texts.join('\n');
}

test.each([
  `psk=${SECRET}`,
  `psk: ${SECRET}`,
  `psk is "${SECRET}"`,
  `get psk: '${SECRET}'`,
  `pre-shared key ${SECRET}`,
  `PreSharedKey => ${SECRET}`,
  `mismatch of preshared secrets (local=${SECRET}, remote=${SECRET}2)`,
  `mismatch of preshared secrets: expected ${SECRET.slice(0, 0)}'${SECRET}'`,
  `psk mismatch, got: ${SECRET} expected: ${SECRET}`,
  `the pskey of peer: ${SECRET}`,
  `{"LocalPsk":"${SECRET}"}`,
  `shared secret = ${SECRET}`,
  `x=1&Psk=${SECRET}`,
  `password ${SECRET}`,
  `PSK(${SECRET})`,
  `psk [${SECRET}]`,
  `psk -> ${SECRET}`,
  `psk - ${SECRET}`,
  `psk hash ${SECRET}`,
  `psk mismatch ${SECRET} != ${SECRET}2`,
  `expected ${SECRET} got ${SECRET}2: psk mismatch`,
  `mismatch of preshared secrets ${SECRET}`,
  `mismatch of preshared secrets (${SECRET})`,
  `mismatch of preshared secrets (swordfish) ${SECRET}`,
  `loaded IKE secret for 192.168.0.206: ${SECRET}`,
  `secret for peer 192.168.0.206 is ${SECRET}`,
  `bgp key ${SECRET}`,
  `authkey ${SECRET}`,
  `key: ${SECRET}`,
])('a line such as %j loses the key', (words) => {
  const line = parseLogLine(logText(NOW, words));
  expect(shown(line)).not.toContain(SECRET);
  expect(shown(line)).not.toContain('swordfish');
  expect(line.raw).toContain('***');
  expect(line.at).toBe(NOW);
});

test.each([
  '68756e74 65723254 6f705365 63726574',
  '0: 68 75 6E 74 65 72 32 54 6F 70 53 65  hunter2TopSe',
  `skeyid 0x${'68756e746572325a'.repeat(2)}`,
  '68756e7465723254',
])('the dump of memory %j is hidden', (dump) => {
  const clean = shown(
    [parseLogLine(logText(NOW, `oakley.c:2412:oakley_skeyid(): ${dump}`)), parseLogLine(dump)].slice(
      dump.includes(' ') || dump.startsWith('s') ? 0 : 1,
    ),
  );
  expect(clean).not.toMatch(/68 ?75 ?6e ?74/i);
  expect(clean).not.toContain('hunter2');
});

test.each([
  'oakley.c:2412:oakley_skeyid():\n68756e74 65723254\n6f705365',
  'oakley.c:2412:oakley_skeyid():\r\n68756e74 65723254\r\n6f705365\r\n',
  '06[IKE]   16: 6F 70 53  opS',
  '  16: 6F 70 53 65               opSe',
  `key is ${'68756e7465723254'.replace(/..(?=.)/g, '$&:').toUpperCase()}`,
])('the rest of a dump is hidden: %j', (dump) => {
  expect(shown([parseLogLine(logText(NOW, dump)), parseLogLine(dump)])).not.toMatch(/6f ?70 ?53|opS|68:75/i);
});

test.each([
  'isakmp_inf.c:1514:isakmp_info_recv_r_u(): DPD R-U-There received, R-U-There-Ack sent',
  'ikev1.c:1433:isakmp_ph1resend(): phase1 negotiation failed due to time up. [{remote id:4}{ph1: 172.16.0.88[500] <=> 192.168.0.206[500], 172.16.0.88 <=> 192.168.0.206}]',
  'ipsec_doi.c:540: rejected enctype: DB(prop#1:trns#1):Peer(prop#1:trns#1) = AES-CBC:3DES-CBC',
  'IKE_SA con[1] established between 172.16.0.88[172.16.0.88]...192.168.0.206[192.168.0.206], SPIs: c1234567_i c89abcde_o',
  '5c6b8d5a4e3f2a1b:0000000000000000 sending retransmit 5 of request message ID 0, seq 1',
  'long lifetime proposed: my:3600 peer:86400',
  'isakmp.c:1301: mismatch of preshared secrets.',
  'ikev1.c:99: couldn’t find the proper pskey for 192.168.0.206[500], try to get one by the peer’s address',
  '06[IKE] no shared key found for 172.16.0.88 - 192.168.0.206',
  '13[ENC] invalid HASH_V1 payload length, decryption failed?',
  'no acceptable proposal in line 12: AES 256, MODP 2048',
])('a line without a key stays as it is: %s', (words) => {
  expect(parseLogLine(logText(NOW, words)).message).toBe(words);
});

describe('no key leaves', () => {
  test('the simulated account, whose answers hold them', async () => {
    const cloud = account();
    cloud.connection('vco-single').down({ at: NOW - MINUTE, reason: 'PskMismatch' });
    cloud.tunnel('tun-1').down({ at: NOW - MINUTE, reason: 'PskMismatch' });
    const raw = JSON.stringify(
      ['DiagnoseVpnConnections', 'DescribeVpnConnectionLogs'].map((action) =>
        cloud.handle({
          method: 'POST',
          url: `/?RegionId=cn-hangzhou&VpnConnectionIds.1=vco-single&VpnConnectionId=vco-single&MinutePeriod=10`,
          headers: { 'x-acs-action': action, 'x-acs-version': '2016-04-28' },
          body: '',
        }),
      ),
    );
    expect(raw.split(SIMULATED_SECRET).length).toBeGreaterThan(4);
    const { monitor, log } = on(cloud);
    const diagnoses = [...(await monitor.connection('vco-single').diagnose()), ...(await monitor.tunnel('tun-1').diagnose())];
    expect(diagnoses.map(({ code }) => code)).toEqual(['PskMismatch', 'PskMismatch']);
    const lines = [...(await all(monitor.connection('vco-single').logs())), ...(await all(monitor.connection('vco-dual').logs()))];
    expect(lines.filter(({ reasons }) => reasons.includes('PskMismatch'))).toHaveLength(2);
    for (const value of [...diagnoses, ...lines, log, monitor]) expect(shown(value)).not.toContain(SIMULATED_SECRET);
  });

  const row = (more: object) => ({
    VpnConnectionId: 'vco-single',
    Severity: 'Critical',
    MismatchLocalParam: SECRET,
    MismatchRemoteParam: `${SECRET}-2`,
    Psk: SECRET,
    NewSection: { Psk: SECRET },
    ...more,
  });

  test.each([
    { FailedReasonCode: 'PskMismatch', FailedReason: 'Psk mismatch', SourceLog: `… ${SECRET}` },
    { FailedReasonCode: 'pskmismatch' },
    { FailedReasonCode: 'PreSharedKeyMismatch' },
    { FailedReasonCode: 'Pre_Shared_Key_Mismatch' },
    { FailedReasonCode: 'KeyMismatch' },
    { FailedReasonCode: 'SharedSecretMismatch' },
    { FailedReasonCode: 'NegotiationFailed', FailedReason: 'the pre-shared keys differ' },
    { FailedReasonCode: 'NegotiationFailed', SourceLog: `mismatch of preshared secrets ${SECRET}` },
    { FailedReason: `psk "${SECRET}" differs` },
    { FailedReasonCode: 'ProposalMismatch', MismatchLocalParam: `psk:${SECRET}`, MismatchRemoteParam: `Pre-Shared Key ${SECRET}` },
    { FailedReasonCode: `${'x'.repeat(3)} psk=${SECRET}` },
  ])('a diagnosis of %j', async (more) => {
    const { monitor, log } = answered(account(), 'DiagnoseVpnConnections', () => ({
      TotalCount: 1,
      VpnConnections: [row(more)],
      Secret: SECRET,
    }));
    const [found] = await monitor.connection('vco-single').diagnose();
    expect(found).toBeDefined();
    expect(found).not.toHaveProperty('local');
    expect(found).not.toHaveProperty('remote');
    expect(shown([found, log])).not.toContain(SECRET);
  });

  test('rows that cannot be read, and errors, with keys in them', async () => {
    const { monitor, log } = answered(account(), 'DiagnoseVpnConnections', () => ({
      TotalCount: 2,
      VpnConnections: [{ Psk: SECRET }, SECRET],
    }));
    expect(await monitor.connection('vco-single').diagnose()).toEqual([]);
    const failing = answered(account(), 'DescribeVpnConnectionLogs', () => ({
      Code: 'X',
      Message: `psk "${SECRET}"`,
      Data: { Psk: SECRET },
    }));
    const error: unknown = await all(failing.monitor.connection('vco-single').logs()).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Error);
    const odd = answered(account(), 'DescribeVpnConnectionLogs', () => ({
      Data: { Logs: [{ Psk: SECRET }, [SECRET], null], Psk: SECRET },
      IsCompleted: true,
    }));
    expect(await all(odd.monitor.connection('vco-single').logs())).toEqual([]);
    expect(odd.log.some(({ message }) => message.includes('no text'))).toBe(true);
    for (const value of [log, error, failing.log, odd.log]) expect(shown(value)).not.toContain(SECRET);
  });
});
