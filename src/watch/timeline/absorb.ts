import { type EvaluationContext, isCompactionDue } from './evaluate.ts';
import { encode, inOrder, type Observation, timeOf } from './observation.ts';
import type { Timeline } from './timeline.ts';

/**
 * The timeline with observations that confirm it, without an evaluation: they change nothing but up to when it is
 * known. `undefined` where an evaluation has more to do than that: to forget what is old, or to heed what is older
 * than what is remembered.
 *
 * @param confirming - What was held. Nothing else may be among them.
 */
export function absorbed(
  timeline: Timeline,
  confirming: readonly Observation[],
  { forgetBefore = -Infinity, thinBefore }: EvaluationContext,
): Timeline | undefined {
  if (thinBefore !== undefined || isCompactionDue(timeline, forgetBefore)) return undefined;
  const codes = inOrder(confirming.map(encode));
  const [oldest] = codes;
  const newest = codes.at(-1);
  if (oldest === undefined || newest === undefined || oldest <= timeline.checkpoint.upTo) return undefined;
  return {
    ...timeline,
    observations: inOrder([...timeline.observations, ...codes]),
    watermark: Math.max(timeline.watermark, timeOf(newest)),
    asOf: confirming.reduce((latest, { at }) => Math.max(latest, at), timeline.asOf),
  };
}
