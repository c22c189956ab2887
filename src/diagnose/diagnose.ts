import { assertOpen } from '../errors.ts';
import { assertSignal, linkSignals } from '../internal/abort.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { once } from '../internal/once.ts';
import type { DiagnoseContext, Locate } from './context.ts';
import type { DiagnoseOptions, Diagnosis } from './diagnosis.ts';

const KEYS = /* @__PURE__ */ keysOf<DiagnoseOptions>({ signal: true });
const engine = /* @__PURE__ */ once(() => import('./ask-diagnoses.ts'));

/** What the service says of a target, in its order. */
export async function diagnose(context: DiagnoseContext, locate: Locate, options: DiagnoseOptions): Promise<readonly Diagnosis[]> {
  assertOptions(options, KEYS, 'diagnose()');
  if (options.signal !== undefined) assertSignal(options.signal);
  assertOpen(context.closed);
  using linked = linkSignals(options.signal, context.closed);
  linked.signal.throwIfAborted();
  const [{ askGroup, groupsOf, subjectOf }, target] = await Promise.all([engine(), locate(linked.signal)]);
  const answers = [];
  for (const group of groupsOf([subjectOf(target)])) answers.push(await askGroup(context, group, linked.signal));
  return Object.freeze(answers.flatMap(({ diagnoses }) => diagnoses));
}

/** The parts of a diagnosis of many at once, for who has looked them up already. */
export type DiagnosisEngine = Pick<typeof import('./ask-diagnoses.ts'), 'askGroup' | 'groupsOf' | 'halvesOf'>;

export function diagnosisEngine(): Promise<DiagnosisEngine> {
  return engine();
}
