import { assertOpen } from '../errors.ts';
import { assertSignal, linkSignals } from '../internal/abort.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { once } from '../internal/once.ts';
import type { DiagnosisAnswer, DiagnosisGroup } from './ask-diagnoses.ts';
import type { DiagnoseContext, DiagnoseTarget, Locate } from './context.ts';
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
  const [{ askGroup, groupsOf }, target] = await Promise.all([engine(), locate(linked.signal)]);
  const answers = [];
  for (const group of groupsOf([target])) answers.push(await askGroup(context, group, linked.signal));
  return Object.freeze(answers.flatMap(({ diagnoses }) => diagnoses));
}

/** Many targets at once, for who has them already. */
export interface DiagnosisRequests {
  readonly groups: readonly DiagnosisGroup[];
  ask(group: DiagnosisGroup, signal: AbortSignal): Promise<DiagnosisAnswer>;
}

/** The requests that ask about many targets, none of them sent yet. */
export async function diagnosisRequests(context: DiagnoseContext, targets: readonly DiagnoseTarget[]): Promise<DiagnosisRequests> {
  const { askGroup, groupsOf } = await engine();
  return { groups: groupsOf(targets), ask: (group, signal) => askGroup(context, group, signal) };
}
