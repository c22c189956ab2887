import { readRule } from '../alerts/read-rule.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Topology } from '../model/topology.ts';
import type { Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import type { RecordedPast } from './model.ts';
import type { PastCourse } from './past.ts';

/** Lets an account have the past of a recording. What the account does not have is passed over. */
export function applyPast({ courses, rules }: RecordedPast, service: Service): void {
  for (const one of courses) {
    const timeline = timelineOf(one, service.topology);
    if (timeline) writeCourse(one, timeline);
  }
  for (const { id, params, isEnabled } of rules) {
    putRule(params, service);
    if (!isEnabled) service.rules.enable(id, false, service.now());
  }
}

function timelineOf({ id, aspect }: PastCourse, { connectionById, tunnelById }: Topology): Timeline | undefined {
  const connection = connectionById.get(id);
  if (aspect === 'health') return connection?.hasHealthCheck === true ? connection.health : undefined;
  const link = tunnelById.get(id)?.link ?? (connection?.mode === 'single' ? connection.links[0] : undefined);
  return aspect === 'ipsec' ? link?.ipsec : link?.session;
}

function writeCourse({ course: { initial, cause, changes } }: PastCourse, timeline: Timeline): void {
  timeline.begin(initial, cause);
  for (const { at, up, cause: why } of changes) timeline.set(at, up, why, true);
}

/** A rule that the simulator cannot evaluate, such as one by composite expressions, is left out. */
function putRule(params: RecordedPast['rules'][number]['params'], service: Service): void {
  try {
    service.rules.put(readRule(params, service), service.now());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}
