import { frozen } from '../internal/frozen.ts';
import { isRecord, text } from '../internal/records.ts';
import { serviceTime } from '../internal/service-time.ts';
import type { Diagnosis } from './diagnosis.ts';
import { speaksOfKey, withoutKeys } from './key-material.ts';
import { reasonsIn } from './log-keywords.ts';
import { DiagnosisReason } from './reason.ts';
import { diagnosisReason, type DiagnosisReasonSpec } from './reason-specs.ts';

/** The ids that were asked for: a row may leave out its own. */
export interface AskedIds {
  /** Connection ids by tunnel id. */
  readonly tunnels: ReadonlyMap<string, string>;
  /** The connection, where only one was asked about. */
  readonly connectionId: string | undefined;
  /** The tunnel, where only one was asked about. */
  readonly tunnelId: string | undefined;
}

const SEVERITIES = ['Critical', 'Warn', 'Normal'];

/** A row of `DiagnoseVpnConnections`; `undefined` for one that says neither what it is about nor what it found. */
export function readDiagnosis(row: unknown, asked: AskedIds): Diagnosis | undefined {
  if (!isRecord(row)) return undefined;
  const { tunnelId, connectionId } = subjectOf(row, asked);
  const finding = findingOf(row);
  if (connectionId === undefined || !finding) return undefined;
  const { spec, isOfKey, code, reason } = finding;
  const log = text(row['SourceLog']);
  // Of a code that is not known nobody can say what its values are.
  const isShown = spec !== undefined && !isOfKey;
  return frozen<Diagnosis>({
    severity: severityOf(text(row['Severity']), spec),
    code,
    reason,
    hint: spec?.hint,
    at: serviceTime(row['FailedTime']),
    tunnelId,
    connectionId,
    local: isShown ? settingOf(row['MismatchLocalParam']) : undefined,
    remote: isShown ? settingOf(row['MismatchRemoteParam']) : undefined,
    log: isOfKey || log === undefined ? undefined : withoutKeys(log),
  });
}

type Row = Readonly<Record<string, unknown>>;

function subjectOf(row: Row, asked: AskedIds): Partial<Pick<Diagnosis, 'tunnelId' | 'connectionId'>> {
  const tunnelId = text(row['TunnelId']) ?? asked.tunnelId;
  const connectionId =
    text(row['VpnConnectionId']) ?? (tunnelId === undefined ? undefined : asked.tunnels.get(tunnelId)) ?? asked.connectionId;
  return { ...(tunnelId !== undefined && { tunnelId }), ...(connectionId !== undefined && { connectionId }) };
}

interface Finding {
  readonly spec: DiagnosisReasonSpec | undefined;
  readonly code: string;
  readonly reason: string;
  /** Whether it is about a pre-shared key, by what any part of the row says. */
  readonly isOfKey: boolean;
}

function findingOf(row: Row): Finding | undefined {
  const said = text(row['FailedReasonCode'])?.trim();
  const words = text(row['FailedReason']);
  if (said === undefined && words === undefined) return undefined;
  const spec = specOf(said, words);
  const code = spec?.code ?? withoutKeys(said ?? 'Unknown');
  const reason = words === undefined ? (spec?.meaning ?? code) : withoutKeys(words);
  return { spec, code, reason, isOfKey: [code, words ?? ''].some(speaksOfKey) || isLogOfKey(row) };
}

function isLogOfKey(row: Row): boolean {
  return reasonsIn(text(row['SourceLog']) ?? '').includes(DiagnosisReason.PskMismatch);
}

/** The documented reason of a code, or of words that say the same with spaces: `Phase1 negotiation timeout`. */
function specOf(code: string | undefined, words: string | undefined): DiagnosisReasonSpec | undefined {
  return code === undefined ? diagnosisReason((words ?? '').replace(/\s/g, '')) : diagnosisReason(code);
}

function severityOf(said: string | undefined, spec: DiagnosisReasonSpec | undefined): string {
  if (said !== undefined) return SEVERITIES.find((one) => one.toLowerCase() === said.trim().toLowerCase()) ?? withoutKeys(said);
  return spec?.code === DiagnosisReason.NoExceptionFound ? 'Normal' : 'Unknown';
}

/** The value of a setting. One that speaks of a key is withheld. */
function settingOf(value: unknown): string | undefined {
  const setting = text(value);
  return setting === undefined || speaksOfKey(setting) ? undefined : withoutKeys(setting);
}
