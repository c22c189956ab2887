import type { Connection } from '../../topology/index.ts';
import { rangeCondition } from './address-ranges.ts';
import type { QueriedKind } from './fields.ts';
import type { CheckedQuery } from './options.ts';
import { column, numberOf, quoted } from './sql.ts';

/** What a query is made from. */
export interface QueryParts {
  readonly kind: QueriedKind;
  readonly connection: Connection;
  readonly options: CheckedQuery;
  /** Of a transit router. */
  readonly attachmentId?: string | undefined;
}

/** The query over the records of one connection, and what it leaves open. Pure. */
export function buildQuery({ kind, connection, options, attachmentId }: QueryParts): {
  readonly query: string;
  readonly notes: readonly string[];
} {
  const { by, top, direction, action } = options;
  const ranges = rangeCondition(connection);
  const isByAttachment = kind === 'transit-router' && attachmentId !== undefined;
  const where = [
    // Left out are records without traffic: their `-` is no 0.
    `${numberOf('bytes')} IS NOT NULL`,
    // A number in records of today, a name in older ones; whether it is indexed as a text or as a number is up to the Logstore.
    ...(kind === 'vpc' ? [`cast(${column('traffic_path')} AS varchar) IN ('9', 'vpnGateway')`] : []),
    ...(isByAttachment ? [`${column('attachment-id')} = ${quoted(attachmentId)}`] : []),
    ...(direction === undefined ? [] : [`${column('direction')} = ${quoted(direction)}`]),
    ...(action === undefined ? [] : [`${column('action')} = ${quoted(action.toUpperCase())}`]),
    ...(ranges.condition === undefined ? [] : [ranges.condition]),
  ];
  const fields = by.map(column).join(', ');
  const sums = (['bytes', 'packets'] as const).map((field) => `sum(${numberOf(field)}) AS ${field}`).join(', ');
  const query = `* | SELECT ${fields}, ${sums} FROM log WHERE ${where.join(' AND ')} GROUP BY ${fields} ORDER BY bytes DESC LIMIT ${top}`;
  // What passed its attachment is a connection's own, whatever its ranges.
  return { query, notes: isByAttachment ? ranges.notes : [...ranges.open, ...ranges.notes] };
}
