import { expect, test } from 'vitest';
import { runCommand } from './support/run-command.ts';

test.each([
  ['', 'no command given: use preflight, state, watch or history'],
  ['stat --region cn-hangzhou', 'there is no command "stat"; did you mean state?'],
  ['frobnicate', 'there is no command "frobnicate"; the commands are preflight, state, watch, history'],
  ['state watch', 'state takes options only, but was given "watch"'],
  ['watch --regoin cn-hangzhou', 'there is no option --regoin; did you mean --region?'],
  ['watch --frobnicate', 'there is no option --frobnicate'],
  ['watch -x', 'there is no option -x'],
  ['watch --region', '--region needs a value: --region <id>'],
  ['watch --region --json', '--region needs a value: --region <id>'],
  ['watch --region=', '--region needs a value: --region <id>'],
  ['watch --json=yes --simulate', '--json takes no value'],
  ['state --region cn-hangzhou --region cn-beijing', '--region is given twice'],
  ['preflight --gateway vpn-1', 'preflight has no option --gateway; it belongs to state, watch, history'],
  ['state --interval 30s', 'state has no option --interval; it belongs to watch'],
  [
    'watch --simulate --interval 30',
    '--interval "30" is not a length of time: give a number and a unit (s, m, h, d or w), such as 90s or 24h',
  ],
  ['watch --simulate --interval 100ms', '--interval 100ms is too short: it must be at least 1 s'],
  [
    'history --simulate --from yesterday',
    '--from "yesterday" is not a time: write ISO 8601 with a zone, such as 2026-03-01T08:00:00Z, or a date',
  ],
  [
    'history --simulate --from 2026-03-01T08:00',
    '--from "2026-03-01T08:00" is not a time: write ISO 8601 with a zone, such as 2026-03-01T08:00:00Z, or a date',
  ],
  [
    'history --simulate --from 2026-02-30',
    '--from "2026-02-30" is not a time: write ISO 8601 with a zone, such as 2026-03-01T08:00:00Z, or a date',
  ],
  ['history --simulate --from 2026-03-01 --to 2026-02-01', '--to must be later than --from'],
  ['history --simulate --to 2026-02-01', '--to needs --from, where the time begins'],
  ['history --simulate --last 1h --from 2026-02-01', '--last cannot go together with --from and --to: give one or the other'],
  ['history --simulate --from 2027-01-01', '--from 2027-01-01T00:00:00Z is in the future'],
  ['state --simulate --fail-on conection', '--fail-on "conection" is not one of any, connection, never; did you mean connection?'],
  ['state --simulate --gateway vpn-1,,vpn-2', '--gateway "vpn-1,,vpn-2" has an empty item'],
  ['state --simulate --gateway vco-1', '"vco-1" is not the id of a VPN gateway'],
  ['state --simulate --region Hangzhou', "--region 'Hangzhou' is not a region"],
  ['state --simulate --replay file', '--simulate and --replay cannot go together: both say where answers come from'],
  ['state --region cn-hangzhou --http', '--http is for a stand-in: give its --endpoint too'],
  ['state --replay one --record two', '--record and --replay cannot go together: a replay is a recording already'],
  ['state --region Hangzhou', '--region "Hangzhou" is not a region'],
  ['state --region cn-hangzhou --endpoint http://127.0.0.1:80', '--endpoint "http://127.0.0.1:80" is not a host'],
  ['state --region cn-hangzhou --proxy ftp://one', '--proxy '],
  ['state --replay no-such-file', '--replay no-such-file cannot be read (no such file or folder, ENOENT)'],
  ['state --simulate --record no/such/folder', '--record no/such/folder cannot be written (no such file or folder, ENOENT)'],
  ['state', 'no region: give --region, such as --region cn-hangzhou, or set ALIBABA_CLOUD_REGION_ID'],
])('%s is a usage error that says what to write', async (line, message) => {
  const { code, out, err } = await runCommand(line);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n')[0]).toContain(`error: ${message}`);
  expect(err).toMatch(/\nSee: npx alicloud-vpn-monitor (\w+ )?--help\n$/);
  expect(err).not.toContain('    at ');
});

test('the region comes from the option, else from the environment as the aliyun command reads it', async () => {
  const regionOf = async (line: string, env: Record<string, string>): Promise<unknown> => {
    const { out } = await runCommand(`state --simulate --json ${line}`, { env });
    return (JSON.parse(out.trim().split('\n').at(-1)!) as { regionId: string }).regionId;
  };
  expect(await regionOf('', {})).toBe('cn-hangzhou');
  expect(await regionOf('', { ALICLOUD_REGION_ID: 'cn-beijing' })).toBe('cn-beijing');
  expect(await regionOf('', { ALICLOUD_REGION_ID: 'cn-beijing', ALIBABA_CLOUD_REGION_ID: 'eu-central-1' })).toBe('eu-central-1');
  expect(await regionOf('--region ap-southeast-1', { ALIBABA_CLOUD_REGION_ID: 'eu-central-1' })).toBe('ap-southeast-1');
});

test('options with the same meaning in other spellings are taken', async () => {
  const { code, out } = await runCommand('state --region=cn-hangzhou --simulate --connection=vco-lima --connection vco-porto --json');
  expect(code).toBe(0);
  expect([...out.matchAll(/"type":"connection".*?"connectionId":"([^"]+)"/g)].map(([, id]) => id)).toEqual(['vco-lima', 'vco-porto']);
});
