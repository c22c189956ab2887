import { parseRecording, type RecordedCall } from '../../preflight/recording/index.ts';
import type { SimulatorOptions } from '../options.ts';
import { accountIdOf, callsOfRegion, endOf, regionOf } from './account.ts';
import { contactGroups, recordedRules } from './alerts.ts';
import { answerFormsOf } from './answer-forms.ts';
import { recordedConnections } from './connections.ts';
import { eventProduct } from './event-rows.ts';
import { linksById } from './links.ts';
import { assertConnectionsListed } from './listings-needed.ts';
import { measuredStates } from './measured-states.ts';
import { recordedMetadata } from './metadata.ts';
import type { RecordedAccount } from './model.ts';
import { pastCourses } from './past.ts';
import { type RecordedPoint, recordedPoints } from './points.ts';
import { recordedEvents } from './recorded-events.ts';
import { certificateSpecs, gatewaySpecs } from './resources.ts';
import { timingOf } from './timing.ts';

/**
 * The account that a recording shows.
 *
 * @param region - Which of the recording's, where it has several; the name of its only one, where it has one.
 */
export function readAccount(recording: string | Iterable<string>, region: string | undefined): RecordedAccount {
  const all = parseRecording(recording);
  assertConnectionsListed(all);
  const regionId = regionOf(all, region);
  const calls = callsOfRegion(all, regionId);
  const points = recordedPoints(calls);
  const connections = recordedConnections(calls, hasBgpPoints(points));
  const links = linksById(connections);
  const isLink = (id: string): boolean => links.has(id);
  const events = recordedEvents(calls, { connectionOf: (id) => links.get(id)?.connection.spec.id });
  const data = timingOf(points, events.events, isLink);
  const measured = measuredStates(points, isLink, data.stamp ?? 'end');
  const now = endOf(calls, events.events);
  const topology = {
    gateways: gatewaySpecs(calls),
    connections: connections.map(({ spec }) => spec),
    certificates: certificateSpecs(calls, now),
  };
  return {
    options: { regionId, now, ...topology, data, ...describedBy(calls, points, regionId) },
    past: { courses: pastCourses(links.values(), connections, { events: events.events, measured }), events, rules: recordedRules(calls) },
  };
}

function hasBgpPoints(points: readonly RecordedPoint[]): (id: string) => boolean {
  const byId = measuredStates(points, () => true, 'end').bgpState;
  return (id) => byId.has(id);
}

function describedBy(calls: readonly RecordedCall[], points: readonly RecordedPoint[], regionId: string): Partial<SimulatorOptions> {
  const accountId = accountIdOf(calls, points);
  const metadata = recordedMetadata(calls, points, { accountId, regionId });
  const groups = contactGroups(calls);
  const product = eventProduct(calls);
  return {
    ...(accountId !== undefined && { accountId }),
    ...(metadata && { metadata }),
    ...(groups && { contactGroups: groups }),
    ...(product !== undefined && { events: { product } }),
    ...answerFormsOf(calls, points, metadata),
  };
}
