import { finiteNumber, isRecord, text } from '../../../internal/records.ts';
import { type AnsweredCall, isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, type Row, rowsOf, withRows } from './answer.ts';
import { type Question, questionKey } from './question.ts';

const PLACE = { container: 'VpnConnections', names: ['VpnConnection'] };
const OF_ONE_QUESTION = ['PageNumber', 'PageSize', 'VpnGatewayId', 'TunnelIds', 'VpnConnectionIds'];
const SUBJECTS = [
  ['TunnelIds', 'TunnelId'],
  ['VpnConnectionIds', 'VpnConnectionId'],
] as const;

/** Diagnoses of some of those that were asked about, from the last question about each. */
export function diagnosisAnswer(asked: Question, calls: readonly RecordedCall[]): Answer | undefined {
  const base = questionKey(asked, OF_ONE_QUESTION);
  const answered = calls.filter(isAnswered).filter((call) => questionKey(call, OF_ONE_QUESTION) === base);
  for (const [list, field] of SUBJECTS) {
    const wanted = idsIn(asked, list);
    if (wanted.length === 0) continue;
    const found = wanted.map((id) => answered.filter((call) => idsIn(call, list).includes(id)));
    if (found.some((about) => about.length === 0)) return undefined;
    const rows = wanted.flatMap((id, index) => rowsAbout(id, found[index] ?? [], list, field));
    const isFirst = (finiteNumber(asked.params['PageNumber']) ?? 1) === 1;
    return withRows(found.flat(), PLACE, isFirst ? rows : [], {
      TotalCount: rows.length,
      PageNumber: asked.params['PageNumber'],
      PageSize: asked.params['PageSize'],
    });
  }
  return undefined;
}

function rowsAbout(id: string, calls: readonly AnsweredCall[], list: string, field: string): readonly Row[] {
  const last = calls.at(-1);
  // All pages of the question that was asked last.
  const pages = calls.filter((call) => last && questionKey(call, ['PageNumber']) === questionKey(last, ['PageNumber']));
  return pages.flatMap((call) =>
    rowsOf(call, PLACE)
      .filter(isRecord)
      .flatMap((row) => {
        // A row may leave out what it is about where only one thing was asked about.
        const about = text(row[field]) ?? (idsIn(call, list).length === 1 ? id : undefined);
        return about === id ? [{ ...row, [field]: id }] : [];
      }),
  );
}

function idsIn({ params }: Question, name: string): readonly string[] {
  const ids = params[name];
  return Array.isArray(ids) ? ids.map(String) : [];
}
