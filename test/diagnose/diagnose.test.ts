import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIAGNOSIS_REASONS, DiagnosisReason, diagnosisReason, type VpnMonitor } from 'alicloud-vpn-monitor';
import { describe, expect, test } from 'vitest';
import { rewritten } from '../watch/support/rewritten.ts';
import { account, answered, asking, MINUTE, NOW, on } from './asking.ts';

const ACTION = 'DiagnoseVpnConnections';
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/vpc/${name}.json`), 'utf8')) as unknown;

describe('reason codes', () => {
  test('are the 26 that the operation documents, each with a meaning and what to compare on both sides', () => {
    expect(Object.keys(DiagnosisReason)).toEqual(Object.values(DiagnosisReason));
    expect(DIAGNOSIS_REASONS.map(({ code }) => code)).toEqual(Object.values(DiagnosisReason));
    expect(DIAGNOSIS_REASONS).toHaveLength(26);
    for (const { code, meaning, hint } of DIAGNOSIS_REASONS) {
      expect(meaning, code).toMatch(/^[A-Z].*\.$/);
      expect(hint, code).toMatch(/Alibaba Cloud side|both sides/);
      expect(hint, code).toMatch(/customer gateway/);
    }
    expect(new Set(DIAGNOSIS_REASONS.map(({ hint }) => hint)).size).toBe(26);
  });

  test('are found whatever their capitals, and others are not', () => {
    expect(diagnosisReason('PskMismatch')).toMatchObject({ phase: 'phase1' });
    expect(diagnosisReason('pfsmismatch')).toMatchObject({ code: 'PfsMismatch', phase: 'phase2' });
    expect(diagnosisReason('NegotiationFailed')).not.toHaveProperty('phase');
    expect([diagnosisReason('Other'), diagnosisReason('constructor'), diagnosisReason('')]).toEqual([undefined, undefined, undefined]);
    expect(Object.isFrozen(DIAGNOSIS_REASONS) && DIAGNOSIS_REASONS.every((one) => Object.isFrozen(one))).toBe(true);
  });
});

describe('what is asked', () => {
  const paged = { PageNumber: 1, PageSize: 50, RegionId: 'cn-hangzhou' };
  type ScopeOf = (monitor: VpnMonitor) => { diagnose(): Promise<readonly unknown[]> };
  const CASES: readonly (readonly [what: string, scopeOf: ScopeOf, ids: Readonly<Record<string, string | readonly string[]>>])[] = [
    [
      'gateway connection, dual',
      (m) => m.gateway('vpn-1').connection('vco-dual'),
      { VpnGatewayId: 'vpn-1', TunnelIds: ['tun-1', 'tun-2'] },
    ],
    [
      'gateway connection, single',
      (m) => m.gateway('vpn-1').connection('vco-single'),
      { VpnGatewayId: 'vpn-1', VpnConnectionIds: ['vco-single'] },
    ],
    ['gateway tunnel', (m) => m.gateway('vpn-1').connection('vco-dual').tunnel('tun-2'), { VpnGatewayId: 'vpn-1', TunnelIds: ['tun-2'] }],
    ['attachment, dual', (m) => m.attachment('vco-router'), { TunnelIds: ['tun-3', 'tun-4'] }],
    ['attachment, single', (m) => m.attachment('vco-alone'), { VpnConnectionIds: ['vco-alone'] }],
    ['attachment tunnel', (m) => m.attachment('vco-router').tunnel('tun-3'), { TunnelIds: ['tun-3'] }],
    ['looked-up connection', (m) => m.connection('vco-dual'), { VpnGatewayId: 'vpn-1', TunnelIds: ['tun-1', 'tun-2'] }],
    ['looked-up tunnel by number', (m) => m.connection('vco-router').tunnel(2), { TunnelIds: ['tun-4'] }],
    ['looked-up tunnel', (m) => m.tunnel('tun-1'), { VpnGatewayId: 'vpn-1', TunnelIds: ['tun-1'] }],
  ];

  test.each(CASES)('of a %s', async (_what, scopeOf, ids) => {
    const { monitor, asked } = on(account());
    const found = await scopeOf(monitor).diagnose();
    expect(asked(ACTION)).toEqual([{ ...paged, ...ids }]);
    const count = Object.values(ids).find((one) => Array.isArray(one))?.length;
    expect(found).toHaveLength(count ?? 0);
  });

  test('of a connection on a transit router, with the gateway that its row names; without it where the service does not take it', async () => {
    const cloud = account();
    const connection = (row: Readonly<Record<string, unknown>>) =>
      row['AttachType'] === 'CEN' ? { ...row, VpnGatewayId: 'vpn-hidden' } : row;
    const taken = asking(rewritten(cloud, { connection }));
    await taken.monitor.attachment('vco-router').diagnose();
    expect(taken.asked(ACTION)).toEqual([{ ...paged, VpnGatewayId: 'vpn-hidden', TunnelIds: ['tun-3', 'tun-4'] }]);
    const refused = asking(
      rewritten(cloud, {
        connection,
        refuse: ({ params }) => {
          if (params['VpnGatewayId'] === 'vpn-hidden')
            throw Object.assign(new Error('no such gateway'), { code: 'InvalidVpnGatewayInstanceId.NotFound', statusCode: 404 });
        },
      }),
    );
    expect(await refused.monitor.attachment('vco-router').diagnose()).toHaveLength(2);
    expect(refused.asked(ACTION).map((params) => params['VpnGatewayId'])).toEqual(['vpn-hidden', undefined]);
  });

  test('nothing, where the connection is somewhere else, does not exist, or the options are wrong', async () => {
    const { monitor, asked } = on(account());
    await expect(monitor.gateway('vpn-2').connection('vco-dual').diagnose()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining("monitor.connection('vco-dual')") as string,
    });
    await expect(monitor.attachment('vco-dual').tunnel('tun-1').diagnose()).rejects.toMatchObject({ code: 'not-found' });
    await expect(monitor.connection('vco-gone').diagnose()).rejects.toMatchObject({ code: 'not-found' });
    await expect(monitor.connection('vco-single').tunnel(1).diagnose()).rejects.toMatchObject({ code: 'not-found' });
    await expect(monitor.connection('vco-dual').diagnose({ singal: 1 } as never)).rejects.toThrow(/did you mean signal/);
    await expect(monitor.connection('vco-dual').diagnose({ signal: new AbortController() as never })).rejects.toThrow(TypeError);
    expect(asked(ACTION)).toEqual([]);
  });
});

test('why a tunnel is down: code, reason, hint, time, values of both sides and the log line', async () => {
  const cloud = account();
  cloud.tunnel('tun-1').down({ at: NOW - MINUTE, reason: 'EncryptionAlgorithmMismatch' });
  const [down, up] = await on(cloud).monitor.connection('vco-dual').diagnose();
  expect(down).toEqual({
    severity: 'Critical',
    code: 'EncryptionAlgorithmMismatch',
    reason: 'Encryption Algorithm Mismatch',
    hint: diagnosisReason('EncryptionAlgorithmMismatch')!.hint,
    at: NOW - MINUTE,
    tunnelId: 'tun-1',
    connectionId: 'vco-dual',
    local: 'AES-CBC',
    remote: '3DES-CBC',
    log: expect.stringMatching(/^2026-01-31 19:59:00 vco-dual \[PROTO_ERR\]: ipsec_doi\.c:540:t2isakmpsa\(\): rejected enctype/) as string,
  });
  expect(up).toMatchObject({ severity: 'Normal', code: 'NoExceptionFound', tunnelId: 'tun-2' });
  expect(Object.isFrozen(down)).toBe(true);
});

describe('what is answered', () => {
  const single = async (row: unknown) => {
    const asking = answered(account(), ACTION, () => ({ TotalCount: 1, VpnConnections: [row] }));
    return { found: await asking.monitor.connection('vco-single').diagnose(), ...asking };
  };

  test('the sample of the documentation', async () => {
    const { monitor } = answered(
      account({ connections: [{ id: 'vco-bp1spxu8hlcvpd7ry', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-64n1sr9dig64k6' }] }] }),
      ACTION,
      () => {
        const text = JSON.stringify(fixture('DiagnoseVpnConnections-assembled')).replaceAll('****', '');
        return JSON.parse(text) as unknown;
      },
    );
    expect(await monitor.connection('vco-bp1spxu8hlcvpd7ry').diagnose()).toEqual([
      expect.objectContaining({
        severity: 'Warn',
        code: 'Phase1NegotiationTimeout',
        reason: 'Phase1 negotiation timeout',
        at: 1_673_581_161_000,
        local: 'SHA256',
        remote: 'SHA',
        tunnelId: 'tun-64n1sr9dig64k6',
      }),
    ]);
  });

  test('an unknown code comes through; its values do not, since they may be keys', async () => {
    const { found } = await single({
      VpnConnectionId: 'vco-single',
      FailedReasonCode: 'QuantumMismatch',
      FailedReason: 'quanta differ',
      Severity: 'Fatal',
      MismatchLocalParam: 'a',
      MismatchRemoteParam: 'b',
      FailedTime: '1673581161',
    });
    expect(found).toEqual([
      { severity: 'Fatal', code: 'QuantumMismatch', reason: 'quanta differ', at: 1_673_581_161_000, connectionId: 'vco-single' },
    ]);
  });

  test('missing fields, other capitals, and words without a code', async () => {
    expect((await single({ FailedReasonCode: 'natTmismatch', Severity: 'critical' })).found).toMatchObject([
      { code: 'NatTMismatch', severity: 'Critical', reason: diagnosisReason('NatTMismatch')!.meaning, connectionId: 'vco-single' },
    ]);
    expect(
      (
        await single({
          VpnConnectionId: 'vco-single',
          FailedReason: 'Phase1 negotiation timeout',
          FailedTime: null,
          MismatchLocalParam: '',
          SourceLog: 5,
        })
      ).found,
    ).toMatchObject([{ code: 'Phase1NegotiationTimeout', severity: 'Unknown', log: '5' }]);
    expect((await single({ VpnConnectionId: 'vco-single', FailedReasonCode: 'NoExceptionFound', FailedTime: 0 })).found).toEqual([
      expect.not.objectContaining({ at: expect.anything() as number }),
    ]);
  });

  test.each([null, 5, 'text', [], {}, { Severity: 'Warn' }])(
    'a row that says nothing (%j) is left out and counted in the log',
    async (row) => {
      const { found, log } = await single(row);
      expect(found).toEqual([]);
      expect(log.filter(({ level }) => level === 'warn')).toEqual([expect.objectContaining({ fields: { action: ACTION, skipped: 1 } })]);
    },
  );

  test('pages until all are there, without rows of what was not asked', async () => {
    const row = (index: number) => ({
      VpnConnectionId: 'vco-single',
      FailedReasonCode: 'NoResponse',
      FailedTime: 1_673_581_161_000 + index,
    });
    const rows = [
      ...Array.from({ length: 70 }, (_, index) => row(index)),
      { VpnConnectionId: 'vco-other', FailedReasonCode: 'NoResponse' },
    ];
    for (const total of [rows.length, undefined]) {
      const { monitor, asked } = answered(account(), ACTION, ({ PageNumber, PageSize }) => ({
        TotalCount: total,
        VpnConnections: rows.slice((Number(PageNumber) - 1) * Number(PageSize), Number(PageNumber) * Number(PageSize)),
      }));
      expect(await monitor.connection('vco-single').diagnose()).toHaveLength(70);
      expect(asked(ACTION).map(({ PageNumber }) => PageNumber)).toEqual([1, 2]);
    }
  });

  test('a service that pages for ever is asked twenty times', async () => {
    const { monitor, asked } = answered(account(), ACTION, ({ PageNumber }) => ({
      TotalCount: 1e9,
      VpnConnections: [
        { VpnConnectionId: 'vco-single', FailedReasonCode: 'NoResponse', FailedTime: 1_673_581_161_000 + Number(PageNumber) },
      ],
    }));
    expect(await monitor.connection('vco-single').diagnose()).toHaveLength(20);
    expect(asked(ACTION)).toHaveLength(20);
  });

  const many = Array.from({ length: 70 }, (_, index) => ({
    VpnConnectionId: 'vco-single',
    FailedReasonCode: 'NoResponse',
    FailedTime: 1_673_581_161_000 + index,
  }));

  test.each([undefined, 70, 1e9])('a page that comes again and again is one, whatever the service counts: %s', async (TotalCount) => {
    const { monitor, asked } = answered(account(), ACTION, () => ({ TotalCount, VpnConnections: many.slice(0, 50) }));
    expect(await monitor.connection('vco-single').diagnose()).toHaveLength(50);
    expect(asked(ACTION)).toHaveLength(2);
  });

  test.each([
    ['fewer than a page has', 50, 50, 1],
    ['none', 50, 50, 0],
    ['nothing, and does not say how many a page holds', 10, undefined, undefined],
  ])('all rows come where the service counts %s', async (_what, size, PageSize, TotalCount) => {
    const { monitor } = answered(account(), ACTION, ({ PageNumber }) => ({
      TotalCount,
      PageSize,
      VpnConnections: many.slice((Number(PageNumber) - 1) * size, Number(PageNumber) * size),
    }));
    expect(await monitor.connection('vco-single').diagnose()).toHaveLength(70);
  });

  test('a list of one may come as its row', async () => {
    const { monitor } = answered(account(), ACTION, () => ({ TotalCount: '1', VpnConnections: { VpnConnection: many[0] } }));
    expect(await monitor.connection('vco-single').diagnose()).toMatchObject([{ code: 'NoResponse' }]);
  });

  test('a word for how severe it is that is not known keeps no key', async () => {
    const { found } = await single({ FailedReasonCode: 'NoResponse', Severity: 'Fatal psk=hunter2' });
    expect(found).toMatchObject([{ severity: 'Fatal psk=***' }]);
  });

  test('an empty list is none; an answer without a list is no answer', async () => {
    expect(
      await answered(account(), ACTION, () => ({ TotalCount: 0, VpnConnections: '' }))
        .monitor.connection('vco-single')
        .diagnose(),
    ).toEqual([]);
    await expect(
      answered(account(), ACTION, () => ({ RequestId: 'R' }))
        .monitor.connection('vco-single')
        .diagnose(),
    ).rejects.toMatchObject({ code: 'protocol', action: ACTION });
  });
});

test("an abort, and the monitor's end, end it at once", async () => {
  const cloud = account();
  const { monitor } = on(cloud);
  await monitor.topology.resolve('vco-dual');
  cloud.fail({ action: ACTION, kind: 'hang', times: 2 });
  const stop = new AbortController();
  const waiting = monitor.connection('vco-dual').diagnose({ signal: stop.signal });
  const left = monitor.connection('vco-dual').diagnose();
  setTimeout(() => {
    stop.abort(new Error('enough'));
  }, 20);
  await expect(waiting).rejects.toThrow('enough');
  setTimeout(() => {
    void monitor.close();
  }, 20);
  await expect(left).rejects.toThrow('the monitor was closed');
  await expect(monitor.connection('vco-dual').diagnose()).rejects.toMatchObject({ code: 'config' });
  await expect(monitor.connection('vco-dual').diagnose({ signal: stop.signal })).rejects.toMatchObject({ code: 'config' });
});
