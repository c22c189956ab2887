import {
  type ConnectionAnnouncement,
  type ConnectionRecord,
  type Evidence,
  isUnannounced,
  type TunnelRecord,
} from './connection-record.ts';
import { rollUp } from './rollup.ts';
import { addVotes, EMPTY, evaluate, type EvaluationContext, NO_VOTES, presentOf, type StampVotes } from './timeline/index.ts';
import type { TunnelAnnouncement, TunnelStep } from './tunnel-step.ts';

const ASPECTS = ['ipsec', 'bgp', 'health'] as const;

/** What a connection comes to. */
export interface Step {
  readonly state: ConnectionRecord;
  readonly transitions: readonly ConnectionAnnouncement[];
  /** What was learned of the timestamps of datapoints. */
  readonly votes: StampVotes;
}

/**
 * What a connection comes to with new evidence, and what is to be announced: pure, without clock or I/O.
 *
 * Evidence may come in any order, late and more than once; see the property tests for what holds then. Where
 * nothing was learned, the state is the very one that was given.
 */
export function next(state: ConnectionRecord, evidence: Evidence, context: EvaluationContext): Step {
  const steps = state.tunnels.map((tunnel) => evaluateTunnel(tunnel, evidence, context));
  const votes = sumOf(steps);
  const tunnels = steps.map(({ after }) => after);
  const isQuiet = steps.every(
    ({ before, after, announcements }) => announcements.length === 0 && presentOf(after.ipsec) === presentOf(before.ipsec),
  );
  if (!isQuiet || isUnannounced({ tunnels, lastAnnounced: state.lastAnnounced })) return { ...rollUp(state, steps, context), votes };
  const isSame = steps.every(({ before, after }) => after === before);
  return { state: isSame ? state : { ...state, tunnels }, transitions: [], votes };
}

interface VotedStep extends TunnelStep {
  readonly votes: readonly StampVotes[];
}

function sumOf(steps: readonly VotedStep[]): StampVotes {
  return steps.flatMap(({ votes }) => votes).reduce(addVotes, NO_VOTES);
}

function evaluateTunnel(before: TunnelRecord, { asOf, observations }: Evidence, context: EvaluationContext): VotedStep {
  const announcements: TunnelAnnouncement[] = [];
  const votes: StampVotes[] = [];
  let after = before;
  let history: TunnelStep['history'];
  for (const aspect of ASPECTS) {
    const fresh = observations.filter((one) => one.tunnel === before.key && one.aspect === aspect);
    const timeline = before[aspect];
    if (!timeline && fresh.length === 0) continue;
    const evaluation = evaluate(aspect, timeline ?? EMPTY, fresh, asOf, context);
    if (evaluation.timeline !== timeline) after = { ...after, [aspect]: evaluation.timeline };
    if (aspect === 'ipsec') history = evaluation.history;
    if (evaluation.votes) votes.push(evaluation.votes);
    const { announced = 0 } = timeline ?? {};
    for (const [index, one] of evaluation.announcements.entries())
      announcements.push({ ...one, tunnel: before.key, kind: aspect, number: announced + index + 1 });
  }
  return { before, after, announcements, history, votes };
}
