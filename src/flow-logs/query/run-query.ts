import { assertOpen, VpnMonitorError } from '../../errors.ts';
import { linkSignals } from '../../internal/abort.ts';
import { frozen } from '../../internal/frozen.ts';
import type { Connection } from '../../topology/index.ts';
import { findAttachment } from '../find-attachment.ts';
import type { FlowLogContext } from '../flow-log-context.ts';
import { buildQuery } from './build-query.ts';
import type { QueriedKind } from './fields.ts';
import type { FlowLogQuery, FlowLogQueryOptions } from './models.ts';
import { checkedQuery, isAttachmentId, secondsOf } from './options.ts';

/** Where a query's connection comes from. */
export interface QuerySource {
  /** What its flow log records, where that is known without a lookup. */
  readonly kind: QueriedKind | undefined;
  connection(signal: AbortSignal): Promise<Connection>;
}

/** Looks up what the query needs, and writes it. */
export async function runFlowLogQuery(context: FlowLogContext, source: QuerySource, options: FlowLogQueryOptions): Promise<FlowLogQuery> {
  checkedQuery(options, source.kind);
  secondsOf(options, context.clock.now());
  assertOpen(context.closed);
  using linked = linkSignals(options.signal, context.closed);
  linked.signal.throwIfAborted();
  const connection = await source.connection(linked.signal);
  const kind = kindOf(connection);
  const checked = checkedQuery(options, kind);
  const attachment = kind === 'vpc' ? {} : await attachmentOf(context, connection, checked.attachmentId, linked.signal);
  const { query, notes } = buildQuery({ kind, connection, options: checked, attachmentId: attachment.id });
  const all = [...(attachment.note === undefined ? [] : [attachment.note]), ...notes];
  return frozen<FlowLogQuery>({ query, ...secondsOf(options, context.clock.now()), note: all.length === 0 ? undefined : all.join(' ') });
}

function kindOf({ attachedTo, connectionId }: Connection): QueriedKind {
  if (attachedTo !== undefined) return attachedTo === 'vpn-gateway' ? 'vpc' : 'transit-router';
  throw new VpnMonitorError(
    `the connection ${connectionId} is attached to neither a VPN gateway nor a transit router, so no flow log records it`,
    { code: 'not-found' },
  );
}

interface Attachment {
  readonly id?: string;
  readonly note?: string;
}

async function attachmentOf(
  context: FlowLogContext,
  { connectionId, transitRouterId }: Connection,
  given: string | undefined,
  signal: AbortSignal,
): Promise<Attachment> {
  if (given !== undefined) return { id: given };
  const note = (why: string): Attachment => ({
    note: `The attachment of ${connectionId} is not known (${why}), so the query may take in traffic of other attachments: give attachmentId.`,
  });
  if (transitRouterId === undefined) return note('the service does not say its transit router');
  try {
    const found = await findAttachment(context, { connectionId, transitRouterId }, signal);
    return found && isAttachmentId(found.attachmentId) ? { id: found.attachmentId } : note('the CEN API does not list it');
  } catch (error) {
    // The query can be written by accounts that may not read the CEN API. What else fails may pass, and would make the query another one until it does.
    if (!VpnMonitorError.isInstance(error) || error.code !== 'forbidden') throw error;
    return note('cen:ListTransitRouterVpnAttachments is not allowed');
  }
}
