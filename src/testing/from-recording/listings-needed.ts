import type { RecordedCall } from '../../preflight/recording/index.ts';
import { answersOf } from './answers.ts';
import { CONNECTIONS, GATEWAYS } from './operations.ts';

const ADVICE = `record a run that lists the account (${GATEWAYS.action}, ${CONNECTIONS.action}), such as \`monitor.preflight()\` with \`recordingTransport\`, and reads what should be there of metrics (DescribeMetricMetaList, DescribeMetricList) and events (DescribeSystemEventAttribute)`;

/** Refuses a recording that does not show the account's connections: there is nothing to simulate. */
export function assertConnectionsListed(calls: readonly RecordedCall[]): void {
  if (calls.length === 0) throw new TypeError(`the recording has no calls: ${ADVICE}`);
  const actions = [CONNECTIONS.action, CONNECTIONS.single ?? ''];
  if (actions.some((action) => answersOf(calls, action).length > 0)) return;
  const refused = calls.find(({ action, answer }) => actions.includes(action) && answer !== undefined);
  const code = refused?.answer?.body?.['Code'];
  const why = refused
    ? `${refused.action} was refused${typeof code === 'string' ? ` with ${code}` : ''}`
    : `it has ${[...new Set(calls.map(({ action }) => action))].join(', ')}`;
  throw new TypeError(`the recording has no listing of connections (${why}): ${ADVICE}`);
}
