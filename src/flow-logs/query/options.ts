import { assertSignal } from '../../internal/abort.ts';
import { assertChoice, assertNumber } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { misspellingOf, orMeant } from '../../internal/misspelling.ts';
import { assertOneRange } from '../../internal/range-options.ts';
import { shown } from '../../internal/shown.ts';
import { durationMs, instantMs, isoTime } from '../../internal/time.ts';
import { FIELDS, type FlowLogField, type QueriedKind } from './fields.ts';
import type { FlowLogQueryOptions } from './models.ts';

const TAKER = 'flowLogQuery()';
const KEYS = keysOf<FlowLogQueryOptions>({
  last: true,
  from: true,
  to: true,
  by: true,
  top: true,
  direction: true,
  action: true,
  attachmentId: true,
  signal: true,
});
const MOST = 10_000;
const HOUR_MS = 3_600_000;
const KINDS = { vpc: 'a VPC flow log', 'transit-router': "a transit router's flow log" } as const satisfies Record<QueriedKind, string>;
const DEFAULT_BY: readonly FlowLogField[] = ['srcaddr', 'dstaddr', 'dstport', 'protocol'];

/** Options that are known to make a query, for a kind of record. */
export interface CheckedQuery {
  readonly by: readonly FlowLogField[];
  readonly top: number;
  readonly direction: 'in' | 'out' | undefined;
  readonly action: 'accept' | 'reject' | undefined;
  readonly attachmentId: string | undefined;
}

/** Refuses what no query can mean. @param kind - The records it reads, where that is known. */
export function checkedQuery(options: FlowLogQueryOptions, kind: QueriedKind | undefined): CheckedQuery {
  assertOptions(options, KEYS, TAKER);
  const { by = DEFAULT_BY, top = 20, direction, action, attachmentId, signal } = options;
  if (signal !== undefined) assertSignal(signal);
  assertNumber('top', top, 1, MOST);
  if (!Number.isInteger(top)) throw new RangeError(`top ${top} must be a whole number`);
  assertChoice('direction', direction, ['in', 'out']);
  assertChoice('action', action, ['accept', 'reject']);
  assertFields(by, kind);
  assertOfKind({ action, attachmentId }, kind);
  return { by: [...new Set(by)], top, direction, action, attachmentId };
}

function assertFields(by: unknown, kind: QueriedKind | undefined): void {
  if (!Array.isArray(by) || by.length === 0)
    throw new TypeError(`by ${shown(by)} must be a list of fields, such as ['srcaddr', 'dstaddr']`);
  const known: readonly string[] = kind === undefined ? [...new Set(Object.values(FIELDS).flat())] : FIELDS[kind];
  const wrong: unknown = by.find((field) => !known.includes(field as string));
  if (wrong === undefined && !by.includes(undefined)) return;
  const meant = typeof wrong === 'string' ? misspellingOf(wrong, known) : undefined;
  const is = `by ${shown(wrong)} is no field of`;
  if (kind !== undefined) throw new RangeError(`${is} ${KINDS[kind]}${orMeant(meant, `it has ${known.join(', ')}`)}`);
  // Where the connection is still to be looked up, a field may be of the other kind.
  const [owner, ...others] = (['vpc', 'transit-router'] as const).filter((one) => (FIELDS[one] as readonly unknown[]).includes(meant));
  const of = owner !== undefined && others.length === 0 ? `, of ${KINDS[owner]}` : '';
  const list = `a VPC flow log has ${FIELDS.vpc.join(', ')}; a transit router's has ${FIELDS['transit-router'].join(', ')}`;
  throw new RangeError(`${is} a flow log${orMeant(meant && `${meant}${of}`, list)}`);
}

function assertOfKind({ action, attachmentId }: Pick<CheckedQuery, 'action' | 'attachmentId'>, kind: QueriedKind | undefined): void {
  if (attachmentId !== undefined && !(typeof attachmentId === 'string' && isAttachmentId(attachmentId)))
    throw new TypeError(`attachmentId ${shown(attachmentId)} must be the id of an attachment (tr-attach-…)`);
  if (action !== undefined && kind === 'transit-router')
    throw new RangeError(`action ${shown(action)} is for VPC flow logs: those of transit routers do not record it`);
  if (attachmentId !== undefined && kind === 'vpc')
    throw new RangeError(`attachmentId ${shown(attachmentId)} is for connections on a transit router: this one is on a VPN gateway`);
}

/** Whether a text is shaped like the id of an attachment. */
export function isAttachmentId(text: string): boolean {
  return /^tr-attach-[A-Za-z0-9*-]+$/.test(text);
}

/** The range in seconds, as Simple Log Service wants it: `from` is part of it, `to` is not. */
export function secondsOf({ last, from, to }: FlowLogQueryOptions, now: number): { readonly from: number; readonly to: number } {
  assertOneRange({ last, from, to }, TAKER);
  const end = to === undefined ? now : instantMs(to, 'to');
  const start = from === undefined ? now - durationMs(last === undefined ? HOUR_MS : last, 'last') : instantMs(from, 'from');
  if (start >= end) throw new RangeError(`from ${isoTime(start)} must be before to ${isoTime(end)}`);
  return { from: Math.floor(start / 1_000), to: Math.ceil(end / 1_000) };
}
